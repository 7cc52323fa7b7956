// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bps} from "../types/Bps.sol";
import {Duration} from "../types/Duration.sol";
import {MarketId, MarketKind} from "../types/MarketId.sol";
import {ICollateralAdapter, Parameter} from "./ICollateralAdapter.sol";

/// @notice Moves a market's collateral parameters with its score, within bounds that the DAO set.
interface ICollateralSteward {
    /// @notice How far and how fast one parameter may move. Ratios (LTV, liquidation threshold) move in points of a
    /// hundredth of a percent; caps move in parts of the anchor: a step of 10_00 is a tenth of it.
    /// @param anchor The DAO's value: what a calm market has, and what drift is measured from. 0 leaves the parameter
    /// out: it is never written.
    /// @param drift |value - anchor| stays within it.
    /// @param tightenStep Most that one tightening may take.
    /// @param tightenBudget Most that tightenings may take at once, recharging linearly: any stretch as long as
    /// `budgetPeriod` holds less than twice of it.
    /// @param loosenStep Most that one loosening may give back.
    /// @param tightenDelay Least time between two tightenings.
    /// @param budgetPeriod Time in which the budget recharges from empty.
    /// @param loosenDelay Least time between any two changes when the second loosens, and from queue to execution.
    struct Rule {
        uint128 anchor;
        Bps drift;
        Bps tightenStep;
        Bps tightenBudget;
        Bps loosenStep;
        Duration tightenDelay;
        Duration budgetPeriod;
        Duration loosenDelay;
    }

    /// @notice From a risk (score + spread) of `enter` on, the targets hold; it is left below `exit`, exit < enter.
    /// @param targets By `Parameter`; 0 where the policy leaves the parameter out.
    struct Band {
        Bps enter;
        Bps exit;
        uint128[4] targets;
    }

    /// @notice How a liquidation threshold goes down (H7).
    /// @param notice Time from the announcement to the first step.
    /// @param expiry Time from the first step's date in which steps may be taken; what is left needs a new announcement.
    /// @param liquidationGrace Seconds after each step in which nobody can be liquidated for it.
    struct RampRule {
        Duration notice;
        Duration expiry;
        Duration liquidationGrace;
    }

    /// @notice Which of the asset's eMode categories follow the score. Masks hold bit i for category i; together they
    /// name every category in which the asset is collateral.
    /// @param followed Closed to new loans against the asset from band `fromBand` on (1 is the first).
    /// @param left Left as they are, knowingly.
    struct EModeRule {
        uint8 fromBand;
        uint256 followed;
        uint256 left;
    }

    /// @param adapter How to reach the protocol.
    /// @param target Lending pool, vault or market contract.
    /// @param asset Collateral.
    /// @param minGap ltv + minGap <= liquidation threshold, before and after a write.
    /// @param maxSpreadToLoosen Wider disagreement never loosens.
    /// @param minContributorsToLoosen Thinner reports never loosen.
    /// @param dwell Rounds in a row that a band must be held before the liquidation threshold and the caps follow it; the
    /// LTV follows at once.
    /// @param loosenExpiry After its wait, how long a queued loosening may be executed.
    /// @param ramp How the liquidation threshold goes down; all zero where the policy leaves it out.
    /// @param eModes Which eMode categories follow; all zero where there are none.
    /// @param rules By `Parameter`.
    /// @param bands Ascending in `enter` and `exit`; no target rises from one band to the next. Below the first band the
    /// anchors hold.
    struct Policy {
        ICollateralAdapter adapter;
        address target;
        address asset;
        Bps minGap;
        Bps maxSpreadToLoosen;
        uint8 minContributorsToLoosen;
        uint8 dwell;
        Duration loosenExpiry;
        RampRule ramp;
        EModeRule eModes;
        Rule[4] rules;
        Band[] bands;
    }

    enum Move {
        Hold,
        Tighten,
        /// @dev A liquidation threshold is announced to fall, or falls by a step.
        Announce,
        Lower,
        Loosen
    }

    /// @notice Why a market, or one of its parameters, stays as it is.
    enum Reason {
        None,
        NoPolicy,
        Disabled,
        MarketHeld,
        ScoreUnknown,
        ScoreStale,
        ScoreDegraded,
        OutOfDistribution,
        SpreadTooWide,
        TooFewContributors,
        AlreadyThere,
        TooSoon,
        BudgetSpent,
        DriftReached,
        GapViolated,
        NotQueued,
        StillWaiting,
        Expired,
        AlreadyQueued,
        AdapterFailed,
        /// @dev The policy leaves the parameter out.
        Kept,
        /// @dev The bounds allow less than the smallest step that the protocol can hold.
        StepTooFine,
        /// @dev A higher liquidation threshold would leave less than the liquidator's bonus.
        BonusViolated,
        NotAnnounced,
        NoticeRunning
    }

    /// @param reason None where the move would happen now.
    /// @param current What the protocol reports.
    /// @param next The value after the move; `current` where it stays.
    struct Outlook {
        Move move;
        Reason reason;
        uint128 current;
        uint128 next;
    }

    /// @param budgetLeft How much tightening the budget holds now.
    /// @param queued Queued loosening; 0 for none. `executableAt` and `expiresAt` say when it may be executed.
    struct ParameterState {
        uint64 lastTightenAt;
        uint64 lastChangeAt;
        Bps budgetLeft;
        uint128 queued;
        uint64 executableAt;
        uint64 expiresAt;
    }

    /// @param band 0 where calm, else one more than the index of the band that the score is in: the LTV's.
    /// @param slowBand The band of the other parameters.
    /// @param row Rounds in a row above `slowBand`.
    /// @param rampTo Where an announced ramp ends; 0 for none. Steps are open from `rampStartsAt` until `rampExpiresAt`.
    /// @param closedEModes Categories that the steward closed and has not opened again; `eModesOpenAt` from when a queued
    /// opening may be executed, 0 for none.
    /// @param parameters By `Parameter`.
    struct MarketState {
        bool enabled;
        uint8 band;
        uint8 slowBand;
        uint8 row;
        Bps rampTo;
        uint64 rampStartsAt;
        uint64 rampExpiresAt;
        uint256 closedEModes;
        uint64 eModesOpenAt;
        ParameterState[4] parameters;
    }

    error ZeroAdmin();
    error OnlySelf(address caller);
    error BatchTooLong(uint256 length, uint256 max);
    error MarketUnknown(MarketId marketId);
    error NotACollateralMarket(MarketId marketId, MarketKind kind);
    /// @notice The policy names another pool or asset than the market whose score it would follow.
    error PolicyOfAnotherMarket(address target, address asset, address marketTarget, bytes32 marketSubject);
    error NothingQueued(MarketId marketId);
    /// @notice After the write the protocol reports something other than what was validated (H4).
    error PostConditionViolated(bytes32 field, uint256 validated, uint256 reported);
    /// @notice After the write other categories are closed than were to be.
    error EModesViolated(uint256 validated, uint256 reported);

    event PolicySet(MarketId indexed marketId, Policy policy);
    event PolicyDisabled(MarketId indexed marketId);
    /// @notice The score moved the market into another band (0 is calm), whether or not anything follows at once.
    event BandChanged(MarketId indexed marketId, uint64 indexed round, uint8 band, uint8 slowBand);
    event Tightened(
        MarketId indexed marketId,
        uint64 indexed round,
        Parameter indexed parameter,
        uint128 from,
        uint128 to,
        Bps score,
        Bps spread
    );
    event LooseningQueued(
        MarketId indexed marketId,
        uint64 indexed round,
        Parameter indexed parameter,
        uint128 to,
        uint64 executableAt,
        uint64 expiresAt
    );
    event LooseningCancelled(MarketId indexed marketId, Parameter indexed parameter, address indexed canceller);
    event Loosened(
        MarketId indexed marketId,
        uint64 indexed round,
        Parameter indexed parameter,
        uint128 from,
        uint128 to,
        Bps score,
        Bps spread
    );
    /// @notice The liquidation threshold will go down to `to` in steps, the first no earlier than `startsAt`.
    event RampAnnounced(
        MarketId indexed marketId,
        uint64 indexed round,
        Bps from,
        Bps to,
        uint64 startsAt,
        uint64 expiresAt
    );
    /// @notice An announced ramp is over: done, no longer asked for by the score, or expired.
    event RampEnded(MarketId indexed marketId);
    event EModesClosed(MarketId indexed marketId, uint64 indexed round, uint256 categories);
    event EModesOpeningQueued(
        MarketId indexed marketId,
        uint64 indexed round,
        uint256 categories,
        uint64 executableAt,
        uint64 expiresAt
    );
    event EModesOpeningCancelled(MarketId indexed marketId, address indexed canceller);
    event EModesOpened(MarketId indexed marketId, uint64 indexed round, uint256 categories);
    /// @notice Somebody opened them, the market is held, or a policy no longer follows them: they are not the steward's to open.
    event EModesForgotten(MarketId indexed marketId, uint256 categories);
    /// @notice A parameter that is due and did not move.
    event ParameterSkipped(MarketId indexed marketId, Parameter indexed parameter, Reason reason);
    /// @notice A market that was asked for and did not move at all, with the adapter's revert data where it failed.
    event MarketSkipped(MarketId indexed marketId, Reason reason, bytes cause);

    /// @notice Sets or replaces a market's policy and enables it. Only CONFIGURATOR_ROLE, which a timelock holds.
    /// @dev Bounds of every field: `StewardPolicy`. What was spent of the budgets and when the parameters last changed
    /// survive, so a new policy forgives nothing; queued loosenings and an announced ramp do not.
    function setPolicy(MarketId marketId, Policy calldata policy) external;

    /// @notice Stops the steward on one market at once. Only DISABLER_ROLE; only a new policy starts it again.
    function disable(MarketId marketId) external;

    /// @notice Tightens each market as far as its score and bounds allow, closes its eMode categories and announces a
    /// fall of its liquidation threshold. Anyone may call; one market's failure is an event and stops no other.
    function tighten(MarketId[] calldata marketIds) external;

    /// @notice Takes the next step of each announced ramp. Anyone may call, after the notice.
    function lowerThreshold(MarketId[] calldata marketIds) external;

    /// @notice Starts the wait for the loosenings that the score allows now. Anyone may call.
    function queueLoosening(MarketId[] calldata marketIds) external;

    /// @notice Executes queued loosenings that have waited, if the score still allows them. Anyone may call.
    function executeLoosening(MarketId[] calldata marketIds) external;

    /// @notice Drops a market's queued loosenings at once. Only CANCELLER_ROLE.
    function cancelLoosening(MarketId marketId) external;

    /// @notice What would happen now, and why not.
    /// @return outlooks By `Parameter`. Loosen with reason NotQueued, StillWaiting or Expired where the score allows a
    /// loosening that has not waited; Lower with NoticeRunning where a ramp is announced.
    /// @return closing eMode categories that a tightening would close.
    /// @return opening eMode categories that may be opened once queued and waited for.
    function preview(
        MarketId marketId
    ) external view returns (Outlook[4] memory outlooks, uint256 closing, uint256 opening);

    /// @notice A market's policy.
    function policyOf(MarketId marketId) external view returns (Policy memory);

    /// @notice What a market's bounds are measured from.
    function stateOf(MarketId marketId) external view returns (MarketState memory);
}
