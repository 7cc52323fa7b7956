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

    /// @param ceiling The highest rung that members can sign for; None for no emergency raise at all.
    /// @param signers How many active members must sign: at least 2f + 1, whatever f is by then.
    /// @param operators How many operators these members must belong to.
    /// @param budget Most emergency raises within any stretch as long as the policy's `budgetPeriod`.
    /// @param validity How far ahead of its use a signature may expire.
    struct EmergencyPolicy {
        Rung ceiling;
        uint8 signers;
        uint8 operators;
        uint8 budget;
        Duration validity;
    }

    /// @param adapter How to reach the protocol.
    /// @param target Lending pool, or whatever else the market's target is.
    /// @param asset Collateral or borrowed asset.
    /// @param budget Most raises on a score within any stretch as long as `budgetPeriod`.
    /// @param budgetPeriod How long a raise counts.
    /// @param silence How long after the last round that was counted the guardian keeps its authority over the market.
    /// @param emergency What members may sign for when no score sees it.
    /// @param rungs BorrowOff, LtvZero, Freeze, Pause, in this order; `enter` never falls along the ladder.
    struct Policy {
        IPauseAdapter adapter;
        address target;
        address asset;
        uint8 budget;
        Duration budgetPeriod;
        Duration silence;
        EmergencyPolicy emergency;
        RungPolicy[4] rungs;
    }

    /// @notice What members sign in an emergency (EIP-712; domain "Breakwater PauseGuardian", version "1"; both rungs
    /// are uint8).
    /// @param rung To raise to.
    /// @param from The rung in force when it was signed: an order dies when the ladder has been lowered, or raised.
    /// @param nonce `nonceOf` the market: each raise, each new policy and `voidOrders` advance it.
    /// @param validUntil Last second in which it can be used.
    /// @param committeeDigest The committee's digest when it was signed: an order dies with any change of the committee.
    /// @param reasonHash Of a text that says why, published by whoever asks for signatures.
    struct EmergencyRaise {
        MarketId marketId;
        Rung rung;
        Rung from;
        uint64 nonce;
        uint64 validUntil;
        bytes32 committeeDigest;
        bytes32 reasonHash;
    }

    /// @param member Index in the committee; strictly ascending.
    /// @param r First half of the EIP-2098 signature.
    /// @param vs Second half.
    struct MemberSignature {
        uint8 member;
        bytes32 r;
        bytes32 vs;
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
        AdapterFailed,
        AuthorityOver
    }

    error ZeroAdmin();
    error OnlySelf(address caller);
    error BatchTooLong(uint256 length, uint256 max);
    error MarketUnknown(MarketId marketId);
    /// @notice Nothing of a proposal can be paused.
    error KindNotGuarded(MarketId marketId, MarketKind kind);
    /// @notice The policy names another pool or asset than the market whose score it would follow.
    error PolicyOfAnotherMarket(address target, address asset, address marketTarget, bytes32 marketSubject);
    /// @notice The adapter returned, and the protocol still stands lower.
    error RungNotReached(Rung reported, Rung wanted);

    error MarketDisabled(MarketId marketId);
    /// @notice The committee was silent for longer than the policy allows: only a new policy gives authority again.
    error AuthorityEnded(MarketId marketId, uint256 authorityUntil);
    error RungAboveCeiling(Rung rung, Rung ceiling);
    /// @notice The ladder stands elsewhere than when the order was signed.
    error LadderMoved(Rung from, Rung current);
    error WrongNonce(uint64 nonce, uint64 expected);
    error OrderExpired(uint64 validUntil, uint256 timestamp);
    error OrderValidTooLong(uint64 validUntil, uint256 latest);
    error EmergencyBudgetSpent(MarketId marketId, uint8 budget);
    error WrongCommittee(bytes32 committeeDigest, bytes32 expected);
    error MembersNotAscending(uint8 previous, uint8 member);
    error TooFewSigners(uint256 signers, uint256 needed);
    error TooFewOperators(uint256 operators, uint256 needed);
    /// @notice `recovered` is zero where the signature itself is malformed (high s, or recovers nobody).
    error InvalidSignature(uint8 member, address recovered, address signer);

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
    /// @notice `memberBitmap`: bit i is set where member i signed. `reasonHash` is of a text published elsewhere.
    event EmergencyRaised(
        MarketId indexed marketId,
        uint64 indexed nonce,
        Rung from,
        Rung to,
        uint256 memberBitmap,
        bytes32 reasonHash,
        address submitter
    );
    /// @notice Whatever was signed under an earlier nonce is dead.
    event OrdersVoided(MarketId indexed marketId, uint64 nonce);

    /// @notice Sets or replaces a market's policy and enables it. Only CONFIGURATOR_ROLE, which a timelock holds.
    /// @dev Bounds of every field: `GuardianPolicy.validate`. Counts start again; spent rungs and the spent budget stay.
    function setPolicy(MarketId marketId, Policy calldata policy) external;

    /// @notice Stops the guardian on one market at once. Only DISABLER_ROLE; only a new policy starts it again.
    function disable(MarketId marketId) external;

    /// @notice Kills every order that members have signed for a market. Only DISABLER_ROLE. Belongs into the batch with
    /// which the DAO lowers a ladder that somebody else than the guardian had raised.
    function voidOrders(MarketId marketId) external;

    /// @notice Counts the latest round towards each rung and raises the ladder where a rung's dwell is full. Anyone may
    /// call; repeating never reverts; one market's failure stops no other.
    function trigger(MarketId[] calldata marketIds) external;

    /// @notice Raises a market's ladder on the word of a quorum of members, for what no score sees. Anyone may submit.
    /// Where the ladder stands as high already it is an event and does nothing (G3); anything else that is wrong reverts.
    function emergencyRaise(EmergencyRaise calldata order, MemberSignature[] calldata signatures) external;

    /// @notice The rung that a trigger would raise to now, and why not.
    function preview(MarketId marketId) external view returns (Rung current, Rung next, Reason reason);

    /// @notice The EIP-712 digest that a member signs.
    function orderDigest(EmergencyRaise calldata order) external view returns (bytes32);

    /// @notice The nonce that an order for the market must carry, and the emergency raises that the budget holds now.
    function emergencyStateOf(MarketId marketId) external view returns (uint64 nonce, uint8 raisesLeft);

    /// @notice Until when the guardian may act on a market, if no further round is counted; 0 without a policy.
    function authorityUntil(MarketId marketId) external view returns (uint256);

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
