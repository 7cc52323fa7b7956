// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bps} from "../types/Bps.sol";
import {Duration} from "../types/Duration.sol";
import {MarketId, MarketKind} from "../types/MarketId.sol";
import {IPauseAdapter, Rung} from "./IPauseAdapter.sol";

/// @notice The one-way breaker: raises a market's ladder on a breach, and can do nothing else.
interface IPauseGuardian {
    /// @param enter The score from which a round counts towards the rung; 0 leaves the rung unused.
    /// @param exit Below it the count starts again and a spent rung is armed again; exit < enter.
    /// @param dwell Rounds in a row at or above `enter`.
    /// @param minContributors Thinner rounds do not count.
    struct RungPolicy {
        Bps enter;
        Bps exit;
        uint8 dwell;
        uint8 minContributors;
    }

    /// @param adapter How to reach the protocol.
    /// @param target Lending pool.
    /// @param asset Collateral or borrowed asset.
    /// @param budget Most raises within any stretch as long as `budgetPeriod`.
    /// @param budgetPeriod How long a raise counts.
    /// @param rungs BorrowOff, LtvZero, Freeze, Pause, in this order; `enter` never falls along the ladder.
    struct Policy {
        IPauseAdapter adapter;
        address target;
        address asset;
        uint8 budget;
        Duration budgetPeriod;
        RungPolicy[4] rungs;
    }

    /// @notice Why a market's ladder stays as it is.
    enum Reason {
        None,
        NoPolicy,
        Disabled,
        ScoreUnknown,
        ScoreStale,
        RoundAlreadyUsed,
        NoBreach,
        Dwelling,
        AlreadyThere,
        BudgetSpent,
        AdapterFailed
    }

    error ZeroAdmin();
    error OnlySelf(address caller);
    error BatchTooLong(uint256 length, uint256 max);
    error MarketUnknown(MarketId marketId);
    error NotACollateralMarket(MarketId marketId, MarketKind kind);
    /// @notice The policy names another pool or asset than the market whose score it would follow.
    error PolicyOfAnotherMarket(address target, address asset, address marketTarget, bytes32 marketSubject);
    /// @notice The adapter returned, and the protocol still stands lower.
    error RungNotReached(Rung reported, Rung wanted);

    event PolicySet(MarketId indexed marketId, Policy policy);
    event PolicyDisabled(MarketId indexed marketId);
    /// @notice A new round: rounds in a row towards each rung, BorrowOff first, and which rungs are spent.
    event RoundCounted(MarketId indexed marketId, uint64 indexed round, uint8[4] counts, bool[4] spent);
    /// @notice `rung` and every lower one have had their effect, or stood already.
    event RungSpent(MarketId indexed marketId, Rung rung);
    event RungRaised(
        MarketId indexed marketId,
        uint64 indexed round,
        Rung from,
        Rung to,
        Bps score,
        uint8 contributors
    );
    event MarketSkipped(MarketId indexed marketId, Reason reason, bytes cause);

    /// @notice Sets or replaces a market's policy and enables it. Only CONFIGURATOR_ROLE, which a timelock holds.
    /// @dev Bounds of every field: `GuardianPolicy.validate`. Counts start again; spent rungs and the spent budget stay.
    function setPolicy(MarketId marketId, Policy calldata policy) external;

    /// @notice Stops the guardian on one market at once. Only DISABLER_ROLE; only a new policy starts it again.
    function disable(MarketId marketId) external;

    /// @notice Counts the latest round towards each rung and raises the ladder where a rung's dwell is full. Anyone may
    /// call; repeating never reverts; one market's failure stops no other.
    function trigger(MarketId[] calldata marketIds) external;

    /// @notice The rung that a trigger would raise to now, and why not.
    function preview(MarketId marketId) external view returns (Rung current, Rung next, Reason reason);

    /// @notice A market's policy.
    function policyOf(MarketId marketId) external view returns (Policy memory);

    /// @notice What a market's next trigger builds on.
    /// @return enabled Whether the guardian acts on it.
    /// @return lastRound Last round that was counted.
    /// @return counts Rounds in a row for each rung, BorrowOff first.
    /// @return spent Whether a rung has had its effect and is not armed again.
    /// @return raisesLeft Raises that the budget holds now.
    function stateOf(
        MarketId marketId
    )
        external
        view
        returns (bool enabled, uint64 lastRound, uint8[4] memory counts, bool[4] memory spent, uint8 raisesLeft);
}
