// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/interfaces/IERC20.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IRiskOracle} from "../interfaces/IRiskOracle.sol";
import {ITreasuryRebalancer} from "../interfaces/ITreasuryRebalancer.sol";
import {BoundedCall} from "../libraries/BoundedCall.sol";
import {EdgePolicy} from "../libraries/EdgePolicy.sol";
import {EdgeRows} from "../libraries/EdgeRows.sol";
import {EdgeWatch} from "../libraries/EdgeWatch.sol";
import {FlowLog} from "../libraries/FlowLog.sol";
import {Governed} from "../libraries/Governed.sol";
import {VaultMove} from "../libraries/VaultMove.sol";
import {MarketKind} from "../types/MarketId.sol";

/// @title TreasuryRebalancer
/// @notice Moves a treasury's shares from a vault into a refuge when a market's score has stood high for rounds in a row,
/// and back when it has been calm for rounds in a row.
///
/// Holds nothing: shares stay with the treasury, which allows as many to be taken as it likes and takes the allowance back
/// whenever it likes. Withdrawing them is between the treasury and its vaults.
///
/// Time model: rounds of the oracle for rows, block timestamps for caps, for the age of a score and of a noted rate. Someone
/// must call in every round: one that nobody counted breaks a row.
///
/// Guarantees
/// - Shares go from an approved vault of the treasury's asset into another, along an edge, and belong to the treasury
///   before and after. No function sends anything to anybody else.
/// - Out after `dwell` rounds in a row at or above `enter`; back, no more than went out, after `calmDwell` Fresh rounds in
///   a row with score + spread below `exit`. An unknown or old score, another event, or an oracle that fails in any way
///   moves nothing (H3).
/// - A move loses at most `maxLoss` of what it moves, at the worse of the vaults' rates now and their rates in the round
///   before, at least `referenceAge` ago.
/// - No 24 hours see more assets moved along an edge than its cap, nor along all of them than the total cap.
/// - C1 Vaults, edges and higher caps only by CONFIGURATOR_ROLE (a timelock); halting, dropping a vault and lower caps at
///   once by REVOKER_ROLE.
/// - H8 One edge's failure is an event, bounded in gas, and stops no other.
///
/// Trusts: the DAO's choice of vaults, with what they hold; the oracle with when to move, and with nothing else. Whoever
/// sets scores at will can move a cap's worth back and forth, and lose `maxLoss` of it, each day.
contract TreasuryRebalancer is ITreasuryRebalancer, Governed, ReentrancyGuardTransient {
    using EdgeRows for EdgeRows.State;
    using FlowLog for FlowLog.Log;
    using SafeCast for uint256;
    using SafeERC20 for IERC20;
    using VaultMove for VaultMove.Plan;

    uint256 public constant MAX_BATCH = 16;
    /// @notice Most gas for asking the oracle and counting, the rates of both vaults included.
    uint256 public constant COUNT_GAS = 3_000_000;
    /// @notice Most gas for one move: a vault over many markets takes some hundred thousand for each of them.
    uint256 public constant MOVE_GAS = 7_000_000;

    /// @inheritdoc ITreasuryRebalancer
    address public immutable treasury;
    /// @inheritdoc ITreasuryRebalancer
    IERC20 public immutable asset;
    IRiskOracle public immutable oracle;

    uint128 private _totalCap;
    FlowLog.Log private _moved;
    mapping(bytes32 edgeId => Edge) private _edges;
    mapping(bytes32 edgeId => EdgeRows.State) private _states;
    mapping(bytes32 edgeId => FlowLog.Log) private _movedAlong;
    /// @inheritdoc ITreasuryRebalancer
    mapping(IERC4626 vault => bool) public isApproved;

    modifier onlySelf() {
        if (msg.sender != address(this)) revert OnlySelf(msg.sender);
        _;
    }

    /// @param newOracle Where scores come from.
    /// @param newTreasury Whose shares are moved; for good.
    /// @param newAsset What every vault holds; for good.
    /// @param newTotalCap Most that all edges move within any 24 hours.
    /// @param admin The DAO's timelock: holds every role, and alone grants them.
    /// @param vetoer May halt, drop and lower besides the admin; zero for none.
    constructor(
        IRiskOracle newOracle,
        address newTreasury,
        IERC20 newAsset,
        uint128 newTotalCap,
        address admin,
        address vetoer
    ) Governed(admin, vetoer) {
        if (address(newOracle) == address(0)) revert ZeroOracle();
        if (newTreasury == address(0)) revert ZeroTreasury();
        oracle = newOracle;
        treasury = newTreasury;
        asset = newAsset;
        _setTotalCap(newTotalCap);
    }

    /// @inheritdoc ITreasuryRebalancer
    function approveVault(IERC4626 vault) external onlyRole(CONFIGURATOR_ROLE) {
        EdgePolicy.checkAsset(vault, asset);
        isApproved[vault] = true;
        emit VaultApproved(vault);
    }

    /// @inheritdoc ITreasuryRebalancer
    function setEdge(Edge calldata edge) external onlyRole(CONFIGURATOR_ROLE) returns (bytes32 edgeId) {
        // Check:
        EdgePolicy.validate(edge);
        if (!isApproved[edge.from]) revert VaultNotApprovedYet(edge.from);
        if (!isApproved[edge.refuge]) revert VaultNotApprovedYet(edge.refuge);
        IRiskOracle.Market memory market = oracle.marketOf(edge.marketId);
        if (market.kind == MarketKind.Proposal) revert KindNotFollowed(edge.marketId, market.kind);

        // Effect: rows and notes start again; rounds that were counted, and what is in the refuge, stay so.
        edgeId = EdgePolicy.idOf(edge);
        EdgeRows.State storage state = _states[edgeId];
        EdgeRows.State memory fresh;
        (fresh.enabled, fresh.eventHash) = (true, keccak256(abi.encode(market)));
        (fresh.lastRound, fresh.outstanding) = (state.lastRound, state.outstanding);
        _states[edgeId] = fresh;
        _edges[edgeId] = edge;
        emit EdgeSet(edgeId, edge);
    }

    /// @inheritdoc ITreasuryRebalancer
    function setTotalCap(uint128 newDailyCap) external onlyRole(CONFIGURATOR_ROLE) {
        _setTotalCap(newDailyCap);
    }

    /// @inheritdoc ITreasuryRebalancer
    function haltEdge(bytes32 edgeId) external onlyRole(REVOKER_ROLE) {
        _known(edgeId);
        _states[edgeId].enabled = false;
        emit EdgeHalted(edgeId, msg.sender);
    }

    /// @inheritdoc ITreasuryRebalancer
    function forget(bytes32 edgeId) external onlyRole(REVOKER_ROLE) {
        _known(edgeId);
        emit OutstandingForgotten(edgeId, _states[edgeId].outstanding);
        _states[edgeId].outstanding = 0;
    }

    /// @inheritdoc ITreasuryRebalancer
    function dropVault(IERC4626 vault) external onlyRole(REVOKER_ROLE) {
        if (!isApproved[vault]) revert VaultUnknown(vault);
        isApproved[vault] = false;
        emit VaultDropped(vault);
    }

    /// @inheritdoc ITreasuryRebalancer
    function lowerEdgeCap(bytes32 edgeId, uint128 newDailyCap) external onlyRole(REVOKER_ROLE) {
        uint128 cap = _known(edgeId).dailyCap;
        if (newDailyCap >= cap) revert CapNotLower(newDailyCap, cap);
        _edges[edgeId].dailyCap = newDailyCap;
        emit EdgeCapLowered(edgeId, newDailyCap);
    }

    /// @inheritdoc ITreasuryRebalancer
    function lowerTotalCap(uint128 newDailyCap) external onlyRole(REVOKER_ROLE) {
        if (newDailyCap >= _totalCap) revert CapNotLower(newDailyCap, _totalCap);
        _setTotalCap(newDailyCap);
    }

    /// @inheritdoc ITreasuryRebalancer
    function rebalance(bytes32[] calldata edgeIds) external nonReentrant {
        if (edgeIds.length > MAX_BATCH) revert BatchTooLong(edgeIds.length, MAX_BATCH);
        for (uint256 i = 0; i < edgeIds.length; ++i) _rebalance(edgeIds[i], type(uint256).max);
    }

    /// @inheritdoc ITreasuryRebalancer
    function rebalanceUpTo(bytes32 edgeId, uint256 maxShares) external nonReentrant {
        _rebalance(edgeId, maxShares);
    }

    /// @inheritdoc ITreasuryRebalancer
    function sweep(IERC20 token) external nonReentrant {
        uint256 amount = token.balanceOf(address(this));
        token.safeTransfer(treasury, amount);
        emit Swept(token, amount);
    }

    /// @notice The first half of an edge in `rebalance`: counts its market's latest round. Only this contract.
    /// @return reason None where a move is due.
    function countOne(bytes32 edgeId) external onlySelf returns (Reason reason) {
        // Check:
        EdgeRows.State memory state;
        bool counted;
        (state, , counted, reason) = _look(edgeId);
        if (!counted) return reason;

        // Effect:
        _states[edgeId] = state;
        emit RoundCounted({
            edgeId: edgeId,
            round: state.lastRound,
            highRow: state.highRow,
            calmRow: state.calmRow,
            fromRate: state.last.fromRate,
            refugeRate: state.last.refugeRate
        });
    }

    /// @notice The second half: moves what is due. Only this contract.
    function moveOne(bytes32 edgeId, uint256 maxShares) external onlySelf returns (Reason) {
        // Check:
        Edge memory edge = _edges[edgeId];
        EdgeRows.State memory state = _states[edgeId];
        Direction direction = state.due(edge);
        VaultMove.Plan memory plan = VaultMove.along(edge, state, direction);
        (plan.owner, plan.asset) = (treasury, asset);
        uint256 wanted = plan.source.balanceOf(treasury);
        if (direction == Direction.Back && wanted > state.outstanding) wanted = state.outstanding;
        VaultMove.Part memory part = plan.cut(wanted, maxShares, _room(edgeId, edge.dailyCap));
        if (part.shares == 0) return part.room == 0 ? Reason.NoRoom : Reason.NothingToMove;
        if (plan.source.convertToAssets(part.shares) < edge.minMove) return Reason.TooLittle;

        // Interaction: first, since what the vaults do is what is written; nothing can be called meanwhile.
        VaultMove.Outcome memory done = plan.run(part);

        // Effect:
        _write(edgeId, direction, done);
        emit Rebalanced(edgeId, direction, state.lastRound, done.sharesOut, done.assets, done.sharesIn);
        if (part.shares < wanted) emit MoveCut(edgeId, part.limit, wanted, part.shares);
        return Reason.None;
    }

    /// @inheritdoc ITreasuryRebalancer
    /// @dev The contract asks itself, so that a vault that fails fails alone.
    function ratesOf(IERC4626 from, IERC4626 refuge) external view returns (uint104 fromRate, uint104 refugeRate) {
        return (VaultMove.rateOf(from).toUint104(), VaultMove.rateOf(refuge).toUint104());
    }

    /// @inheritdoc ITreasuryRebalancer
    function preview(bytes32 edgeId) external view returns (Direction direction, Reason reason) {
        (, direction, , reason) = _look(edgeId);
    }

    /// @inheritdoc ITreasuryRebalancer
    function edgeOf(bytes32 edgeId) external view returns (Edge memory) {
        return _edges[edgeId];
    }

    /// @inheritdoc ITreasuryRebalancer
    function stateOf(bytes32 edgeId) external view returns (EdgeState memory) {
        EdgeRows.State memory state = _states[edgeId];
        uint256 left = _movedAlong[edgeId].left(_edges[edgeId].dailyCap, block.timestamp);
        return EdgeState(state.enabled, state.lastRound, state.highRow, state.calmRow, state.outstanding, left);
    }

    /// @inheritdoc ITreasuryRebalancer
    function totalCap() external view returns (uint128 dailyCap, uint256 leftToday) {
        return (_totalCap, _moved.left(_totalCap, block.timestamp));
    }

    function _setTotalCap(uint128 newDailyCap) internal {
        _totalCap = newDailyCap;
        emit TotalCapSet(newDailyCap);
    }

    function _look(
        bytes32 edgeId
    ) internal view returns (EdgeRows.State memory state, Direction direction, bool counted, Reason reason) {
        Edge memory edge = _edges[edgeId];
        bool approved = isApproved[edge.from] && isApproved[edge.refuge];
        return EdgeWatch.look(oracle, edge, _states[edgeId], approved);
    }

    /// @dev Counting and moving, each in a call of its own.
    function _rebalance(bytes32 edgeId, uint256 maxShares) internal {
        (bool ok, bytes memory out) = BoundedCall.callSelf(COUNT_GAS, abi.encodeCall(this.countOne, (edgeId)));
        Reason reason = ok ? abi.decode(out, (Reason)) : Reason.OracleFailed;
        if (reason == Reason.None) {
            (ok, out) = BoundedCall.callSelf(MOVE_GAS, abi.encodeCall(this.moveOne, (edgeId, maxShares)));
            reason = ok ? abi.decode(out, (Reason)) : Reason.MoveFailed;
        }
        if (reason != Reason.None) emit EdgeSkipped(edgeId, reason, ok ? bytes("") : out);
    }

    function _write(bytes32 edgeId, Direction direction, VaultMove.Outcome memory done) internal {
        _movedAlong[edgeId].add(done.assets, block.timestamp);
        _moved.add(done.assets, block.timestamp);
        if (direction == Direction.Out) _states[edgeId].outstanding += done.sharesIn;
        else _states[edgeId].outstanding -= done.sharesOut;
    }

    /// @dev What the caps let move, and which of them says so.
    function _room(bytes32 edgeId, uint256 edgeCap) internal view returns (VaultMove.Part memory part) {
        uint256 ofEdge = _movedAlong[edgeId].left(edgeCap, block.timestamp);
        uint256 ofAll = _moved.left(_totalCap, block.timestamp);
        (part.room, part.limit) = ofAll < ofEdge ? (ofAll, Limit.TotalCap) : (ofEdge, Limit.EdgeCap);
    }

    function _known(bytes32 edgeId) internal view returns (Edge storage edge) {
        edge = _edges[edgeId];
        if (address(edge.from) == address(0)) revert EdgeUnknown(edgeId);
    }
}
