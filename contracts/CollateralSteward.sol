// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {ICollateralAdapter} from "./interfaces/ICollateralAdapter.sol";
import {ICollateralSteward} from "./interfaces/ICollateralSteward.sol";
import {IRiskOracle} from "./interfaces/IRiskOracle.sol";
import {BoundedCall} from "./libraries/BoundedCall.sol";
import {StewardAssessment} from "./libraries/StewardAssessment.sol";
import {StewardBounds} from "./libraries/StewardBounds.sol";
import {StewardPolicy} from "./libraries/StewardPolicy.sol";
import {Bps} from "./types/Bps.sol";
import {MarketId, MarketKind} from "./types/MarketId.sol";

/// @title CollateralSteward
/// @notice Lowers a collateral's LTV when its score rises, and gives it back slowly when the score falls.
///
/// Time model: block timestamps, unix seconds. Tightening is immediate; a loosening is queued, waits `loosenDelay`, and
/// may be executed for `loosenExpiry`.
///
/// Guarantees
/// - H1 |new - current| <= step(direction), now - last >= delay(direction), |new - anchor| <= drift, tightenings draw on a
///   recharging budget: all on state read at execution.
/// - H2 Whenever loosening is allowed, tightening is, by at least what was loosened. Tightening is permissionless.
/// - H3 Unknown or stale scores move nothing. Degraded, out-of-distribution, wide-spread or thin ones may tighten and never
///   loosen, nor lead out of a band. Risk is score + spread in both directions.
/// - H4 LTV, liquidation threshold, bonus and gap are validated as one bundle before the write and compared with what the
///   protocol reports after it; a difference reverts that market's change.
/// - H5 Only an LTV is written, and never 0; caps are not touched.
/// - H6 A market that the guardian or the DAO holds is refused.
/// - H8 In a batch a duplicate meets the delay, one market's failure is an event, and so is a market that stays.
///
/// Trusts: the oracle for scores, each policy's adapter to read and write its protocol, the holder of CONFIGURATOR_ROLE (a
/// timelock) to choose both. Whoever sets the score at will (f + 1 colluding members with honest observations beside
/// theirs, or q of them) can tighten within budget and drift, and loosen up to the anchor, never faster than
/// `loosenDelay` and never past a canceller (G6).
contract CollateralSteward is ICollateralSteward, AccessControl, ReentrancyGuardTransient {
    using StewardAssessment for StewardAssessment.Assessment;
    using StewardBounds for StewardBounds.State;
    using StewardPolicy for Policy;

    /// @notice Held by a TimelockController: sets policies.
    bytes32 public constant CONFIGURATOR_ROLE = keccak256("CONFIGURATOR_ROLE");
    /// @notice Stops the steward on a market at once, and nothing else.
    bytes32 public constant DISABLER_ROLE = keccak256("DISABLER_ROLE");
    /// @notice Drops queued loosenings, and nothing else.
    bytes32 public constant CANCELLER_ROLE = keccak256("CANCELLER_ROLE");
    uint256 public constant MAX_BATCH = 64;
    /// @notice Most gas for one market: about eight times what a write on Aave takes.
    uint256 public constant MARKET_GAS = 1_000_000;

    IRiskOracle public immutable oracle;

    mapping(MarketId marketId => Policy) private _policies;
    mapping(MarketId marketId => StewardBounds.State) private _states;

    modifier onlySelf() {
        if (msg.sender != address(this)) revert OnlySelf(msg.sender);
        _;
    }

    /// @param newOracle Where scores come from.
    /// @param admin The DAO's timelock: holds every role, and alone grants them. No deployer keeps one.
    /// @param brake May disable and cancel besides the admin; zero for none.
    constructor(IRiskOracle newOracle, address admin, address brake) {
        if (admin == address(0)) revert ZeroAdmin();
        oracle = newOracle;
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _grantRole(CONFIGURATOR_ROLE, admin);
        _grantRole(DISABLER_ROLE, admin);
        _grantRole(CANCELLER_ROLE, admin);
        if (brake == address(0)) return;
        _grantRole(DISABLER_ROLE, brake);
        _grantRole(CANCELLER_ROLE, brake);
    }

    /// @inheritdoc ICollateralSteward
    function setPolicy(MarketId marketId, Policy calldata policy) external onlyRole(CONFIGURATOR_ROLE) {
        // Check: the policy is of the market whose score it follows, and every field is in its bound.
        IRiskOracle.Market memory market = oracle.marketOf(marketId);
        if (market.kind != MarketKind.Collateral) revert NotACollateralMarket(marketId, market.kind);
        if (market.target != policy.target || market.subject != bytes32(uint256(uint160(policy.asset)))) {
            revert PolicyOfAnotherMarket(policy.target, policy.asset, market.target, market.subject);
        }
        policy.validate(policy.adapter.collateralState(policy.target, policy.asset).liquidationThresholdBps);

        // Effect: what was spent stays spent, and doubt stays; a queued loosening was of the old policy.
        StewardBounds.State memory state = _states[marketId];
        uint256 budget = policy.tightenBudget.toUint();
        if (state.budgetAt != 0) {
            uint256 left = state.budgetNow(_policies[marketId], block.timestamp);
            if (left < budget) budget = left;
        }
        // The clock of the budget starts again at what was left, so that no recharge is counted twice.
        state.budgetLeft = uint16(budget);
        state.budgetAt = uint40(block.timestamp);
        state.enabled = true;
        if (state.band > policy.bands.length) state.band = uint8(policy.bands.length);
        (state.queuedLtv, state.executableAt) = (0, 0);
        _states[marketId] = state;
        _policies[marketId].store(policy);
        emit PolicySet(marketId, policy);
    }

    /// @inheritdoc ICollateralSteward
    function disable(MarketId marketId) external onlyRole(DISABLER_ROLE) {
        if (address(_policies[marketId].adapter) == address(0)) revert MarketUnknown(marketId);
        StewardBounds.State storage state = _states[marketId];
        state.enabled = false;
        (state.queuedLtv, state.executableAt) = (0, 0);
        emit PolicyDisabled(marketId);
    }

    /// @inheritdoc ICollateralSteward
    function cancelLoosening(MarketId marketId) external onlyRole(CANCELLER_ROLE) {
        if (_states[marketId].queuedLtv == 0) revert NothingQueued(marketId);
        _dropQueue(marketId, msg.sender);
    }

    /// @inheritdoc ICollateralSteward
    function tighten(MarketId[] calldata marketIds) external nonReentrant {
        _forEach(marketIds, this.tightenOne.selector);
    }

    /// @inheritdoc ICollateralSteward
    function queueLoosening(MarketId[] calldata marketIds) external nonReentrant {
        _forEach(marketIds, this.queueOne.selector);
    }

    /// @inheritdoc ICollateralSteward
    function executeLoosening(MarketId[] calldata marketIds) external nonReentrant {
        _forEach(marketIds, this.executeOne.selector);
    }

    /// @notice One market of `tighten`. Only this contract.
    function tightenOne(MarketId marketId) external onlySelf returns (Reason) {
        // Check:
        StewardAssessment.Assessment memory a = _assessAndRemember(marketId);
        if (a.blocked != Reason.None) return a.blocked;
        (uint256 next, Reason reason) = a.tightened();
        if (reason != Reason.None) return reason;

        // Effect:
        if (a.state.queuedLtv != 0) _dropQueue(marketId, address(this));
        (a.state.queuedLtv, a.state.executableAt) = (0, 0);
        // Safe casts: at most 100_00, and seconds fit 40 bits for 34,000 years.
        a.state.budgetLeft = uint16(a.state.budgetNow(a.policy, block.timestamp) - (a.reported.ltvBps - next));
        a.state.budgetAt = uint40(block.timestamp);
        a.state.lastTightenAt = uint40(block.timestamp);
        a.state.lastChangeAt = uint40(block.timestamp);
        _states[marketId] = a.state;

        // Interaction:
        a.write(next);
        emit LtvTightened({
            marketId: marketId,
            round: a.record.round,
            from: Bps.wrap(a.reported.ltvBps),
            to: Bps.wrap(uint16(next)),
            score: a.record.score,
            spread: a.record.spread
        });
        return Reason.None;
    }

    /// @notice One market of `queueLoosening`. Only this contract.
    function queueOne(MarketId marketId) external onlySelf returns (Reason) {
        // Check:
        StewardAssessment.Assessment memory a = _assessAndRemember(marketId);
        if (a.blocked != Reason.None) return a.blocked;
        (uint256 next, Reason reason) = a.loosened();
        if (reason == Reason.None && a.state.queuedLtv != 0 && block.timestamp < a.state.expiresAt(a.policy)) {
            reason = Reason.AlreadyQueued;
        }
        if (reason != Reason.None) return reason;

        // Effect:
        uint256 executableAt = block.timestamp + a.policy.loosenDelay.toSeconds();
        a.state.queuedLtv = uint16(next);
        a.state.executableAt = uint40(executableAt);
        _states[marketId] = a.state;
        emit LooseningQueued({
            marketId: marketId,
            round: a.record.round,
            to: Bps.wrap(uint16(next)),
            executableAt: uint64(executableAt),
            expiresAt: uint64(a.state.expiresAt(a.policy))
        });
        return Reason.None;
    }

    /// @notice One market of `executeLoosening`. Only this contract.
    function executeOne(MarketId marketId) external onlySelf returns (Reason) {
        // Check: the wait first, then everything again on what is read now.
        StewardAssessment.Assessment memory a = _assessAndRemember(marketId);
        if (a.blocked != Reason.None) return a.blocked;
        Reason reason = a.state.waiting(a.policy, block.timestamp);
        if (reason == Reason.Expired) _dropQueue(marketId, address(this));
        if (reason != Reason.None) return reason;
        uint256 next;
        // Never above what was announced.
        if (a.target > a.state.queuedLtv) a.target = a.state.queuedLtv;
        (next, reason) = a.loosened();
        if (reason != Reason.None) return reason;

        // Effect: executes once.
        (a.state.queuedLtv, a.state.executableAt) = (0, 0);
        a.state.lastChangeAt = uint40(block.timestamp);
        _states[marketId] = a.state;

        // Interaction:
        a.write(next);
        emit LtvLoosened({
            marketId: marketId,
            round: a.record.round,
            from: Bps.wrap(a.reported.ltvBps),
            to: Bps.wrap(uint16(next)),
            score: a.record.score,
            spread: a.record.spread
        });
        return Reason.None;
    }

    /// @inheritdoc ICollateralSteward
    function preview(MarketId marketId) external view returns (Move move, Bps current, Bps target, Reason reason) {
        StewardAssessment.Assessment memory a = _assess(marketId);
        current = Bps.wrap(a.reported.ltvBps);
        if (a.blocked != Reason.None) return (Move.Hold, current, current, a.blocked);
        uint256 next;
        (next, reason) = a.tightened();
        if (reason == Reason.None) return (Move.Tighten, current, Bps.wrap(uint16(next)), reason);
        if (reason != Reason.AlreadyThere) return (Move.Hold, current, current, reason);
        (next, reason) = a.loosened();
        if (reason != Reason.None) return (Move.Hold, current, current, reason);
        return (Move.Loosen, current, Bps.wrap(uint16(next)), a.state.waiting(a.policy, block.timestamp));
    }

    /// @inheritdoc ICollateralSteward
    function policyOf(MarketId marketId) external view returns (Policy memory) {
        return _policies[marketId];
    }

    /// @inheritdoc ICollateralSteward
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
        )
    {
        StewardBounds.State memory state = _states[marketId];
        Policy memory policy = _policies[marketId];
        if (address(policy.adapter) == address(0)) revert MarketUnknown(marketId);
        (band, enabled, lastChangeAt) = (state.band, state.enabled, state.lastChangeAt);
        queuedLtv = Bps.wrap(state.queuedLtv);
        budgetLeft = Bps.wrap(uint16(state.budgetNow(policy, block.timestamp)));
        executableAt = state.executableAt;
        expiresAt = state.queuedLtv == 0 ? 0 : uint64(state.expiresAt(policy));
    }

    /// @dev Each market in a call of its own, bounded in gas and memory.
    function _forEach(MarketId[] calldata marketIds, bytes4 step) internal {
        if (marketIds.length > MAX_BATCH) revert BatchTooLong(marketIds.length, MAX_BATCH);
        for (uint256 i = 0; i < marketIds.length; ++i) {
            (bool ok, bytes memory out) = BoundedCall.callSelf(MARKET_GAS, abi.encodeWithSelector(step, marketIds[i]));
            Reason reason = ok ? abi.decode(out, (Reason)) : Reason.AdapterFailed;
            if (reason != Reason.None) emit MarketSkipped(marketIds[i], reason, ok ? bytes("") : out);
        }
    }

    function _dropQueue(MarketId marketId, address canceller) internal {
        StewardBounds.State storage state = _states[marketId];
        (state.queuedLtv, state.executableAt) = (0, 0);
        emit LooseningCancelled(marketId, canceller);
    }

    /// @dev The band is remembered even where the LTV stays; where a market is blocked the band stays.
    function _assessAndRemember(MarketId marketId) internal returns (StewardAssessment.Assessment memory a) {
        a = _assess(marketId);
        if (a.state.band == _states[marketId].band) return a;
        _states[marketId].band = a.state.band;
        emit BandChanged(marketId, a.record.round, a.state.band);
    }

    function _assess(MarketId marketId) internal view returns (StewardAssessment.Assessment memory) {
        return StewardAssessment.assess(oracle, marketId, _policies[marketId], _states[marketId]);
    }
}
