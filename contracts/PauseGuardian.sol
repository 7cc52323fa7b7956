// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ICommitteeHolder} from "./interfaces/ICommitteeHolder.sol";
import {Rung} from "./interfaces/IPauseAdapter.sol";
import {IPauseGuardian} from "./interfaces/IPauseGuardian.sol";
import {IRiskOracle} from "./interfaces/IRiskOracle.sol";
import {IRoster} from "./interfaces/IRoster.sol";
import {BoundedCall} from "./libraries/BoundedCall.sol";
import {BreachLadder} from "./libraries/BreachLadder.sol";
import {EmergencyOrders} from "./libraries/EmergencyOrders.sol";
import {GuardianPolicy} from "./libraries/GuardianPolicy.sol";
import {RaiseLog} from "./libraries/RaiseLog.sol";
import {MarketId} from "./types/MarketId.sol";

/// @title PauseGuardian
/// @notice Raises a market's ladder (borrow off, LTV 0, freeze, pause) when its score has stood high for rounds in a row,
/// or when a quorum of members signs for it.
///
/// Time model: rounds of the oracle for dwell, block timestamps for budgets and orders, signed times for the committee's
/// silence. Someone must trigger in every round of a breach: a round that nobody counted breaks the row.
///
/// Guarantees
/// - G1 Only upwards: neither this contract nor its adapters have a function that lowers a rung or moves funds.
/// - G2 Each rung has its own threshold, dwell and minimum contributors, and is armed again only below a lower threshold.
/// - G3 Repeating is an event and never reverts. At most `MAX_BATCH` markets a call, each bounded in gas; a market's
///   failure is an event, spends nothing, and may be tried again in the same round.
/// - G4 Anyone may trigger. A round counts once; a stale score counts never; a rung that has had its effect stays spent
///   until the score falls below `exit`, also when the DAO lowers the ladder meanwhile. Orders that were signed before a
///   raise are dead after it: none outlives the DAO's undoing of that raise.
/// - G5 For each market, no stretch as long as the budget's period holds more raises on scores than the budget, nor more
///   emergency raises than theirs. Where no round was counted for `silence`, all authority over the market ends until
///   the DAO sets a policy; the DAO's own power over the protocol is nowhere touched.
/// - G6 Fewer than q observations are no report, fewer than q signatures no order; f liars stay in the honest range. Who
///   sets the score at will (f + 1 keys beside honest observations, or q keys) raises within budgets, lowers nothing.
///
/// Reads the score alone, not score + spread: doubt may tighten a ratio, and must not freeze a market. Degraded and
/// out-of-distribution scores count, since a crisis looks like neither the training data nor a quiet network.
///
/// Trusts: the oracle for scores and for who its committee is, each policy's adapter to raise its protocol's ladder and
/// nothing else, the holder of CONFIGURATOR_ROLE (a timelock) to choose both.
contract PauseGuardian is IPauseGuardian, AccessControl, EIP712, ReentrancyGuardTransient {
    using BreachLadder for BreachLadder.State;
    using EmergencyOrders for EmergencyOrders.Book;
    using EmergencyOrders for EmergencyRaise;
    using GuardianPolicy for Policy;
    using RaiseLog for RaiseLog.Log;

    /// @notice Held by a TimelockController: sets policies.
    bytes32 public constant CONFIGURATOR_ROLE = keccak256("CONFIGURATOR_ROLE");
    /// @notice Stops the guardian on a market, or voids what members have signed, at once, and nothing else.
    bytes32 public constant DISABLER_ROLE = keccak256("DISABLER_ROLE");
    uint256 public constant MAX_BATCH = 16;
    /// @notice Most gas for one raise. An Aave freeze walks 255 eModes: 0.9M gas with none, 6M by Aave's own worst case.
    uint256 public constant RAISE_GAS = 7_000_000;

    IRiskOracle public immutable oracle;
    /// @notice The oracle's: whose signatures an emergency raise needs.
    IRoster public immutable committee;

    mapping(MarketId marketId => Policy) private _policies;
    mapping(MarketId marketId => BreachLadder.State) private _states;
    mapping(MarketId marketId => RaiseLog.Log) private _raises;
    mapping(MarketId marketId => EmergencyOrders.Book) private _orders;

    /// @param newOracle Where scores come from.
    /// @param admin The DAO's timelock: holds every role, and alone grants them. No deployer keeps one.
    /// @param brake May disable besides the admin; zero for none.
    constructor(IRiskOracle newOracle, address admin, address brake) EIP712("Breakwater PauseGuardian", "1") {
        if (admin == address(0)) revert ZeroAdmin();
        oracle = newOracle;
        committee = ICommitteeHolder(address(newOracle)).committee();
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _grantRole(CONFIGURATOR_ROLE, admin);
        _grantRole(DISABLER_ROLE, admin);
        if (brake != address(0)) _grantRole(DISABLER_ROLE, brake);
    }

    /// @inheritdoc IPauseGuardian
    function setPolicy(MarketId marketId, Policy calldata policy) external onlyRole(CONFIGURATOR_ROLE) {
        // Check: the policy is of the market whose score it follows, every field is in its bound, the adapter answers.
        policy.checkMarket(marketId, oracle.marketOf(marketId));
        policy.validate(committee);

        // Effect: rows and authority start again, orders die; what was spent stays spent.
        _states[marketId].begin(block.timestamp);
        _policies[marketId].store(policy);
        emit PolicySet(marketId, policy);
        _orders[marketId].void(marketId);
    }

    /// @inheritdoc IPauseGuardian
    function disable(MarketId marketId) external onlyRole(DISABLER_ROLE) {
        _known(marketId);
        _states[marketId].enabled = false;
        emit PolicyDisabled(marketId);
    }

    /// @inheritdoc IPauseGuardian
    function voidOrders(MarketId marketId) external onlyRole(DISABLER_ROLE) {
        _known(marketId);
        _orders[marketId].void(marketId);
    }

    /// @inheritdoc IPauseGuardian
    function trigger(MarketId[] calldata marketIds) external nonReentrant {
        if (marketIds.length > MAX_BATCH) revert BatchTooLong(marketIds.length, MAX_BATCH);
        for (uint256 i = 0; i < marketIds.length; ++i) {
            Reason reason = _count(marketIds[i]);
            bytes memory out = "";
            if (reason == Reason.None) {
                bool ok;
                (ok, out) = BoundedCall.callSelf(RAISE_GAS, abi.encodeCall(this.raiseOne, (marketIds[i])));
                (reason, out) = ok ? (abi.decode(out, (Reason)), bytes("")) : (Reason.AdapterFailed, out);
            }
            if (reason != Reason.None) emit MarketSkipped(marketIds[i], reason, out);
        }
    }

    /// @notice The raise of one market of `trigger`, after its round was counted. Only this contract.
    function raiseOne(MarketId marketId) external returns (Reason) {
        // Check:
        if (msg.sender != address(this)) revert OnlySelf(msg.sender);
        Policy memory policy = _policies[marketId];
        BreachLadder.State memory state = _states[marketId];
        Rung wanted = state.due(policy.rungs);
        Rung from = policy.adapter.rungOf(policy.target, policy.asset);
        if (from >= wanted) {
            // Effect: the breach has what it asked for, and must not undo a later reset by the DAO.
            _spend(marketId, state, wanted);
            return Reason.AlreadyThere;
        }
        if (_raisesLeft(marketId, policy) == 0) return Reason.BudgetSpent;

        // Effect:
        _spend(marketId, state, wanted);
        _raises[marketId].add(block.timestamp);
        _orders[marketId].void(marketId);

        // Interaction:
        Rung to = _raise(policy, wanted);
        (IRiskOracle.ScoreRecord memory record, ) = oracle.score(marketId);
        emit RungRaised({
            marketId: marketId,
            round: record.round,
            from: from,
            to: to,
            score: record.score,
            contributors: record.contributors
        });
        return Reason.None;
    }

    /// @inheritdoc IPauseGuardian
    function emergencyRaise(
        EmergencyRaise calldata order,
        MemberSignature[] calldata signatures
    ) external nonReentrant {
        // Check:
        MarketId marketId = order.marketId;
        Policy memory policy = _known(marketId);
        Rung from = policy.adapter.rungOf(policy.target, policy.asset);
        if (from >= order.rung) {
            emit MarketSkipped(marketId, Reason.AlreadyThere, "");
            return;
        }
        BreachLadder.State memory state = _states[marketId];
        _orders[marketId].checkTerms(order, policy, state, from);
        uint256 members = EmergencyOrders.checkSigners({
            committee: committee,
            emergency: policy.emergency,
            committeeDigest: order.committeeDigest,
            digest: orderDigest(order),
            signatures: signatures
        });

        // Effect: the rungs count as having had their effect, so that no score undoes the DAO's reset.
        _spend(marketId, state, order.rung);
        _orders[marketId].raises.add(block.timestamp);
        _orders[marketId].void(marketId);

        // Interaction:
        Rung to = _raise(policy, order.rung);
        emit EmergencyRaised({
            marketId: marketId,
            nonce: order.nonce,
            from: from,
            to: to,
            memberBitmap: members,
            reasonHash: order.reasonHash,
            submitter: msg.sender
        });
    }

    /// @inheritdoc IPauseGuardian
    function preview(MarketId marketId) external view returns (Rung current, Rung next, Reason reason) {
        Policy memory policy = _policies[marketId];
        if (address(policy.adapter) == address(0)) return (Rung.None, Rung.None, Reason.NoPolicy);
        current = policy.adapter.rungOf(policy.target, policy.asset);
        BreachLadder.State memory state;
        (state, , reason) = _counted(marketId, policy);
        if (reason != Reason.None) return (current, current, reason);
        Rung wanted = state.due(policy.rungs);
        if (current >= wanted) return (current, current, Reason.AlreadyThere);
        if (_raisesLeft(marketId, policy) == 0) return (current, current, Reason.BudgetSpent);
        return (current, wanted, Reason.None);
    }

    /// @inheritdoc IPauseGuardian
    function emergencyStateOf(MarketId marketId) external view returns (uint64 nonce, uint8 raisesLeft) {
        EmergencyOrders.Book storage book = _orders[marketId];
        return (book.nonce, uint8(book.raisesLeft(_policies[marketId])));
    }

    /// @inheritdoc IPauseGuardian
    function authorityUntil(MarketId marketId) external view returns (uint256) {
        return _states[marketId].authorityUntil(_policies[marketId].silence.toSeconds());
    }

    /// @inheritdoc IPauseGuardian
    function policyOf(MarketId marketId) external view returns (Policy memory) {
        return _policies[marketId];
    }

    /// @inheritdoc IPauseGuardian
    function stateOf(
        MarketId marketId
    )
        external
        view
        returns (bool enabled, uint64 lastRound, uint8[4] memory counts, bool[4] memory spent, uint8 raisesLeft)
    {
        BreachLadder.State memory state = _states[marketId];
        (enabled, lastRound) = (state.enabled, state.lastRound);
        (counts, spent) = state.perRung();
        raisesLeft = uint8(_raisesLeft(marketId, _policies[marketId]));
    }

    /// @inheritdoc IPauseGuardian
    function orderDigest(EmergencyRaise calldata order) public view returns (bytes32) {
        return _hashTypedDataV4(order.hash());
    }

    /// @dev Counts the latest round and says whether a rung is due (None), or why not.
    function _count(MarketId marketId) internal returns (Reason) {
        Policy memory policy = _policies[marketId];
        if (address(policy.adapter) == address(0)) return Reason.NoPolicy;
        (BreachLadder.State memory state, bool counted, Reason reason) = _counted(marketId, policy);
        if (!counted) return reason;
        _states[marketId] = state;
        (uint8[4] memory counts, bool[4] memory spent) = state.perRung();
        emit RoundCounted(marketId, state.lastRound, counts, spent);
        return reason;
    }

    function _spend(MarketId marketId, BreachLadder.State memory state, Rung rung) internal {
        state.spend(rung);
        _states[marketId] = state;
        emit RungSpent(marketId, rung);
    }

    /// @return to The rung that the protocol then reports.
    function _raise(Policy memory policy, Rung wanted) internal returns (Rung to) {
        policy.adapter.raise(policy.target, policy.asset, wanted);
        to = policy.adapter.rungOf(policy.target, policy.asset);
        if (to < wanted) revert RungNotReached(to, wanted);
    }

    function _raisesLeft(MarketId marketId, Policy memory policy) internal view returns (uint256) {
        return _raises[marketId].left(policy.budget, policy.budgetPeriod.toSeconds(), block.timestamp);
    }

    function _known(MarketId marketId) internal view returns (Policy memory policy) {
        policy = _policies[marketId];
        if (address(policy.adapter) == address(0)) revert MarketUnknown(marketId);
    }

    /// @dev The state after the latest round, whether that round is new, and why no rung is due.
    function _counted(
        MarketId marketId,
        Policy memory policy
    ) internal view returns (BreachLadder.State memory state, bool counted, Reason reason) {
        state = _states[marketId];
        if (!state.enabled) return (state, false, Reason.Disabled);
        if (block.timestamp > state.authorityUntil(policy.silence.toSeconds())) {
            return (state, false, Reason.AuthorityOver);
        }
        (IRiskOracle.ScoreRecord memory record, IRiskOracle.Status status) = oracle.score(marketId);
        if (status == IRiskOracle.Status.Unknown) return (state, false, Reason.ScoreUnknown);
        if (status == IRiskOracle.Status.Stale) return (state, false, Reason.ScoreStale);
        counted = record.round > state.lastRound;
        if (counted) state.count(policy.rungs, record);
        if (state.due(policy.rungs) != Rung.None) return (state, counted, Reason.None);
        if (!counted) return (state, counted, Reason.RoundAlreadyUsed);
        return (state, counted, state.dwelling() ? Reason.Dwelling : Reason.NoBreach);
    }
}
