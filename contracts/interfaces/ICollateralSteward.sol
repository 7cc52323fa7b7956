// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bps} from "../types/Bps.sol";
import {Duration} from "../types/Duration.sol";
import {MarketId, MarketKind} from "../types/MarketId.sol";
import {ICollateralAdapter} from "./ICollateralAdapter.sol";

/// @notice Moves collateral ratios with the score, within bounds that the DAO set.
interface ICollateralSteward {
    /// @notice From a risk (score + spread) of `enter` on, the LTV is `ltv`; it is left below `exit`, exit < enter.
    struct Band {
        Bps enter;
        Bps exit;
        Bps ltv;
    }

    /// @param adapter How to reach the protocol.
    /// @param target Lending pool.
    /// @param asset Collateral.
    /// @param anchorLtv The DAO's LTV: what a calm market has, and what drift is measured from.
    /// @param drift |ltv - anchor| stays within it.
    /// @param minGap ltv + minGap <= liquidation threshold, before and after a write.
    /// @param tightenStep Most that one tightening may take.
    /// @param tightenDelay Least time between two tightenings.
    /// @param tightenBudget Most that tightenings may take at once, recharging linearly: any stretch as long as
    /// `budgetPeriod` holds less than twice of it.
    /// @param budgetPeriod Time in which the budget recharges from empty.
    /// @param loosenStep Most that one loosening may give back.
    /// @param loosenDelay Least time between any two changes when the second loosens, and from queue to execution.
    /// @param loosenExpiry After delay, how long a queued loosening may be executed.
    /// @param maxSpreadToLoosen Wider disagreement never loosens.
    /// @param minContributorsToLoosen Thinner reports never loosen.
    /// @param bands Ascending in `enter` and `exit`, descending in `ltv`; below the first band the LTV is the anchor.
    struct Policy {
        ICollateralAdapter adapter;
        address target;
        address asset;
        Bps anchorLtv;
        Bps drift;
        Bps minGap;
        Bps tightenStep;
        Duration tightenDelay;
        Bps tightenBudget;
        Duration budgetPeriod;
        Bps loosenStep;
        Duration loosenDelay;
        Duration loosenExpiry;
        Bps maxSpreadToLoosen;
        uint8 minContributorsToLoosen;
        Band[] bands;
    }

    enum Move {
        Hold,
        Tighten,
        Loosen
    }

    /// @notice Why a market stays as it is.
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
        AdapterFailed
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
    error PostConditionViolated(
        uint16 ltvBps,
        uint16 reportedLtvBps,
        uint16 liquidationThresholdBps,
        uint16 reportedLiquidationThresholdBps,
        uint16 liquidationBonusBps,
        uint16 reportedLiquidationBonusBps
    );

    event PolicySet(MarketId indexed marketId, Policy policy);
    event PolicyDisabled(MarketId indexed marketId);
    /// @notice The score moved the market into another band (0 is calm), whether or not its LTV follows at once.
    event BandChanged(MarketId indexed marketId, uint64 indexed round, uint8 band);
    event LtvTightened(MarketId indexed marketId, uint64 indexed round, Bps from, Bps to, Bps score, Bps spread);
    event LooseningQueued(
        MarketId indexed marketId,
        uint64 indexed round,
        Bps to,
        uint64 executableAt,
        uint64 expiresAt
    );
    event LooseningCancelled(MarketId indexed marketId, address indexed canceller);
    event LtvLoosened(MarketId indexed marketId, uint64 indexed round, Bps from, Bps to, Bps score, Bps spread);
    /// @notice A market that was asked for and did not move, with the adapter's revert data where it failed.
    event MarketSkipped(MarketId indexed marketId, Reason reason, bytes cause);

    /// @notice Sets or replaces a market's policy and enables it. Only CONFIGURATOR_ROLE, which a timelock holds.
    /// @dev Bounds of every field: `StewardPolicy.validate`. What was spent of the budget and when the market last
    /// changed survive, so a new policy forgives nothing; a queued loosening does not.
    function setPolicy(MarketId marketId, Policy calldata policy) external;

    /// @notice Stops the steward on one market at once. Only DISABLER_ROLE; only a new policy starts it again.
    function disable(MarketId marketId) external;

    /// @notice Tightens each market as far as its score and bounds allow. Anyone may call; one market's failure is an
    /// event and stops no other.
    function tighten(MarketId[] calldata marketIds) external;

    /// @notice Starts the wait for a loosening that the score allows now. Anyone may call.
    function queueLoosening(MarketId[] calldata marketIds) external;

    /// @notice Executes queued loosenings that have waited, if the score still allows them. Anyone may call.
    function executeLoosening(MarketId[] calldata marketIds) external;

    /// @notice Drops a queued loosening at once. Only CANCELLER_ROLE.
    function cancelLoosening(MarketId marketId) external;

    /// @notice What would happen now, and why not.
    /// @return move Hold where the market stays; Loosen with reason NotQueued, StillWaiting or Expired where the score
    /// allows a loosening that has not waited.
    /// @return current LTV that the protocol reports.
    /// @return target LTV after the move; `current` where the market stays.
    /// @return reason Why not now; None where the move would happen.
    function preview(MarketId marketId) external view returns (Move move, Bps current, Bps target, Reason reason);

    /// @notice A market's policy.
    function policyOf(MarketId marketId) external view returns (Policy memory);

    /// @notice What a market's bounds are measured from.
    /// @return band 0 where calm, else one more than the index of the band it stands in.
    /// @return enabled Whether the steward acts on it.
    /// @return lastChangeAt When it last wrote an LTV.
    /// @return budgetLeft How much tightening the budget holds now, in bps.
    /// @return queuedLtv Queued loosening; 0 for none.
    /// @return executableAt From when it may be executed.
    /// @return expiresAt From when it may not.
    function stateOf(
        MarketId marketId
    )
        external
        view
        returns (
            uint8 band,
            bool enabled,
            uint64 lastChangeAt,
            Bps budgetLeft,
            Bps queuedLtv,
            uint64 executableAt,
            uint64 expiresAt
        );
}
