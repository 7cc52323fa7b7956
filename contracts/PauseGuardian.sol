// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Rung} from "./interfaces/IPauseAdapter.sol";
import {IPauseGuardian} from "./interfaces/IPauseGuardian.sol";
import {IRiskOracle} from "./interfaces/IRiskOracle.sol";
import {BoundedCall} from "./libraries/BoundedCall.sol";
import {BreachLadder} from "./libraries/BreachLadder.sol";
import {GuardianPolicy} from "./libraries/GuardianPolicy.sol";
import {RaiseLog} from "./libraries/RaiseLog.sol";
import {MarketId, MarketKind} from "./types/MarketId.sol";

/// @title PauseGuardian
/// @notice Raises a market's ladder (borrow off, LTV 0, freeze, pause) when its score has stood high for rounds in a row.
///
/// Time model: rounds of the oracle for dwell, block timestamps for the budget. Someone must trigger in every round of a
/// breach: a round that nobody counted breaks the row.
///
/// Guarantees
/// - G1 Only upwards: neither this contract nor its adapters have a function that lowers a rung or moves funds.
/// - G2 Each rung has its own threshold, dwell and minimum contributors, and is armed again only below a lower threshold.
/// - G3 Repeating is an event and never reverts. At most `MAX_BATCH` markets a call, each bounded in gas; a market's
///   failure is an event, spends nothing, and may be tried again in the same round.
/// - G4 Anyone may trigger. A round counts once; a stale score counts never; a rung that has had its effect stays spent
///   until the score falls below `exit`, also when the DAO lowers the ladder meanwhile.
/// - G5 For each market, no stretch as long as the budget's period holds more raises than the budget.
/// - G6 Fewer than q observations are no report, and at most f liars stay in the honest range. Whoever sets the score at
///   will (f + 1 keys with honest observations beside them, or q keys) raises within the budget and lowers nothing.
///
/// Reads the score alone, not score + spread: doubt may tighten a ratio, and must not freeze a market. Degraded and
/// out-of-distribution scores count, since a crisis looks like neither the training data nor a quiet network.
///
/// Trusts: the oracle for scores, each policy's adapter to raise its protocol's ladder and nothing else, the holder of
/// CONFIGURATOR_ROLE (a timelock) to choose both.
contract PauseGuardian is IPauseGuardian, AccessControl, ReentrancyGuardTransient {
    using BreachLadder for BreachLadder.State;
    using GuardianPolicy for Policy;
    using RaiseLog for RaiseLog.Log;

    /// @notice Held by a TimelockController: sets policies.
    bytes32 public constant CONFIGURATOR_ROLE = keccak256("CONFIGURATOR_ROLE");
    /// @notice Stops the guardian on a market at once, and nothing else.
    bytes32 public constant DISABLER_ROLE = keccak256("DISABLER_ROLE");
    uint256 public constant MAX_BATCH = 16;
    /// @notice Most gas for one raise. An Aave freeze walks 255 eModes: 0.9M gas with none, 6M by Aave's own worst case.
    uint256 public constant RAISE_GAS = 7_000_000;

    IRiskOracle public immutable oracle;

    mapping(MarketId marketId => Policy) private _policies;
    mapping(MarketId marketId => BreachLadder.State) private _states;
    mapping(MarketId marketId => RaiseLog.Log) private _raises;

    /// @param newOracle Where scores come from.
    /// @param admin The DAO's timelock: holds every role, and alone grants them. No deployer keeps one.
    /// @param brake May disable besides the admin; zero for none.
    constructor(IRiskOracle newOracle, address admin, address brake) {
        if (admin == address(0)) revert ZeroAdmin();
        oracle = newOracle;
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _grantRole(CONFIGURATOR_ROLE, admin);
        _grantRole(DISABLER_ROLE, admin);
        if (brake != address(0)) _grantRole(DISABLER_ROLE, brake);
    }

    /// @inheritdoc IPauseGuardian
    function setPolicy(MarketId marketId, Policy calldata policy) external onlyRole(CONFIGURATOR_ROLE) {
        // Check: the policy is of the market whose score it follows, every field is in its bound, the adapter answers.
        IRiskOracle.Market memory market = oracle.marketOf(marketId);
        if (market.kind != MarketKind.Collateral) revert NotACollateralMarket(marketId, market.kind);
        if (market.target != policy.target || market.subject != bytes32(uint256(uint160(policy.asset)))) {
            revert PolicyOfAnotherMarket(policy.target, policy.asset, market.target, market.subject);
        }
        policy.validate();
        policy.adapter.rungOf(policy.target, policy.asset);

        // Effect: rows start again; what was spent stays spent.
        BreachLadder.State storage state = _states[marketId];
        state.enabled = true;
        state.counts = 0;
        _policies[marketId].store(policy);
        emit PolicySet(marketId, policy);
    }

    /// @inheritdoc IPauseGuardian
    function disable(MarketId marketId) external onlyRole(DISABLER_ROLE) {
        if (address(_policies[marketId].adapter) == address(0)) revert MarketUnknown(marketId);
        _states[marketId].enabled = false;
        emit PolicyDisabled(marketId);
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

        // Interaction:
        policy.adapter.raise(policy.target, policy.asset, wanted);
        Rung to = policy.adapter.rungOf(policy.target, policy.asset);
        if (to < wanted) revert RungNotReached(to, wanted);
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

    function _raisesLeft(MarketId marketId, Policy memory policy) internal view returns (uint256) {
        return
            _raises[marketId].left({
                budget: policy.budget,
                period: policy.budgetPeriod.toSeconds(),
                timestamp: block.timestamp
            });
    }

    /// @dev The state after the latest round, whether that round is new, and why no rung is due.
    function _counted(
        MarketId marketId,
        Policy memory policy
    ) internal view returns (BreachLadder.State memory state, bool counted, Reason reason) {
        state = _states[marketId];
        if (!state.enabled) return (state, false, Reason.Disabled);
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
