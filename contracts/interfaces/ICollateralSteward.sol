// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bps} from "../types/Bps.sol";
import {Duration} from "../types/Duration.sol";
import {MarketId} from "../types/MarketId.sol";
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
    /// @param tightenBudget Most that tightenings may take within `budgetPeriod`, recharging linearly.
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

    event PolicySet(MarketId indexed marketId, Policy policy);
    event PolicyDisabled(MarketId indexed marketId);
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

    /// @notice Sets or replaces a market's policy. Only through the timelock.
    function setPolicy(MarketId marketId, Policy calldata policy) external;

    /// @notice Stops the steward on one market at once.
    function disable(MarketId marketId) external;

    /// @notice Tightens each market as far as its score and bounds allow. Anyone may call; one market's failure is an
    /// event and stops no other.
    function tighten(MarketId[] calldata marketIds) external;

    /// @notice Starts the wait for a loosening that the score allows now. Anyone may call.
    function queueLoosening(MarketId[] calldata marketIds) external;

    /// @notice Executes queued loosenings that have waited, if the score still allows them. Anyone may call.
    function executeLoosening(MarketId[] calldata marketIds) external;

    /// @notice Drops a queued loosening at once.
    function cancelLoosening(MarketId marketId) external;

    /// @notice What would happen now, and why not.
    function preview(MarketId marketId) external view returns (Move move, Bps current, Bps target, Reason reason);

    /// @notice A market's policy.
    function policyOf(MarketId marketId) external view returns (Policy memory);
}
