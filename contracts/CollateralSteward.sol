// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {ICollateralSteward} from "./interfaces/ICollateralSteward.sol";
import {IRiskOracle} from "./interfaces/IRiskOracle.sol";
import {BoundedCall} from "./libraries/BoundedCall.sol";
import {StewardBook} from "./libraries/StewardBook.sol";
import {StewardLoosening} from "./libraries/StewardLoosening.sol";
import {StewardSetup} from "./libraries/StewardSetup.sol";
import {StewardState} from "./libraries/StewardState.sol";
import {StewardTightening} from "./libraries/StewardTightening.sol";
import {StewardViews} from "./libraries/StewardViews.sol";
import {MarketId, MarketKind} from "./types/MarketId.sol";

/// @title CollateralSteward
/// @notice Tightens a collateral's LTV, liquidation threshold and caps when its score rises, and gives them back slowly
/// when the score falls.
///
/// Time model: block timestamps, unix seconds. Tightening is immediate, a lower liquidation threshold apart: that is
/// announced, and goes down in steps after a notice. A loosening is queued, waits its rule's `loosenDelay`, and may be
/// executed for `loosenExpiry`.
///
/// Guarantees
/// - H1 For each parameter |new - current| <= step(direction), now - last >= delay(direction), |new - anchor| <= drift,
///   tightenings draw on a recharging budget: all on state read at execution, all still so after rounding.
/// - H2 Whenever loosening is allowed, tightening is, by at least what was loosened; of a liquidation threshold, its
///   announcement is. Tightening is permissionless.
/// - H3 Unknown or stale scores move nothing. Degraded, out-of-distribution, wide-spread or thin ones may tighten and never
///   loosen, nor lead out of a band. Risk is score + spread in both directions.
/// - H4 LTV, liquidation threshold, bonus and gap are validated as one bundle before the write, and the whole bundle, caps
///   included, is compared with what the protocol reports after it; a difference reverts that market's change.
/// - H5 Caps are written in the adapter's words: what means unlimited, and what means nothing, is the adapter's.
/// - H6 A market that the guardian or the DAO holds is refused.
/// - H7 A liquidation threshold goes down by announced steps, and the adapter keeps everybody from liquidating in the
///   transaction of a step.
/// - H8 In a batch a duplicate meets the delay, one market's failure is an event, and so is what is due and stays.
///
/// Trusts: the oracle for scores, each policy's adapter to read and write its protocol, the holder of CONFIGURATOR_ROLE (a
/// timelock) to choose both. Whoever sets the score at will (f + 1 colluding members with honest observations beside
/// theirs, or q of them) can tighten within budget and drift, and loosen up to the anchor, never faster than
/// `loosenDelay` and never past a canceller (G6).
contract CollateralSteward is ICollateralSteward, AccessControl, ReentrancyGuardTransient {
    using StewardBook for StewardState.Book;

    /// @notice Held by a TimelockController: sets policies.
    bytes32 public constant CONFIGURATOR_ROLE = keccak256("CONFIGURATOR_ROLE");
    /// @notice Stops the steward on a market at once, and nothing else.
    bytes32 public constant DISABLER_ROLE = keccak256("DISABLER_ROLE");
    /// @notice Drops queued loosenings, and nothing else.
    bytes32 public constant CANCELLER_ROLE = keccak256("CANCELLER_ROLE");
    uint256 public constant MAX_BATCH = 64;
    /// @notice Most gas for one market: a change on Compound v3 builds the market's whole implementation, some 5M; one on
    /// Aave takes a twentieth of it.
    uint256 public constant MARKET_GAS = 7_000_000;
    /// @notice Most gas for one step of a ramp, whose adapter may have to speak to every reserve of a pool.
    uint256 public constant RAMP_GAS = 7_000_000;

    IRiskOracle public immutable oracle;

    mapping(MarketId marketId => StewardState.Book) private _books;

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
        // Check: the policy is of the market whose score it follows; its fields are checked when it is set.
        IRiskOracle.Market memory market = oracle.marketOf(marketId);
        if (market.kind != MarketKind.Collateral) revert NotACollateralMarket(marketId, market.kind);
        if (market.target != policy.target || market.subject != bytes32(uint256(uint160(policy.asset)))) {
            revert PolicyOfAnotherMarket(policy.target, policy.asset, market.target, market.subject);
        }

        // Effect:
        StewardSetup.setPolicy(_books[marketId], marketId, policy);
    }

    /// @inheritdoc ICollateralSteward
    function disable(MarketId marketId) external onlyRole(DISABLER_ROLE) {
        StewardState.Book storage book = _books[marketId];
        if (book.policy == address(0)) revert MarketUnknown(marketId);
        book.market.enabled = false;
        book.dropQueue(marketId, msg.sender);
        book.dropRamp(marketId);
        emit PolicyDisabled(marketId);
    }

    /// @inheritdoc ICollateralSteward
    function cancelLoosening(MarketId marketId) external onlyRole(CANCELLER_ROLE) {
        if (!_books[marketId].dropQueue(marketId, msg.sender)) revert NothingQueued(marketId);
    }

    /// @inheritdoc ICollateralSteward
    function tighten(MarketId[] calldata marketIds) external nonReentrant {
        _forEach(marketIds, this.tightenOne.selector, MARKET_GAS);
    }

    /// @inheritdoc ICollateralSteward
    function lowerThreshold(MarketId[] calldata marketIds) external nonReentrant {
        _forEach(marketIds, this.lowerOne.selector, RAMP_GAS);
    }

    /// @inheritdoc ICollateralSteward
    function queueLoosening(MarketId[] calldata marketIds) external nonReentrant {
        _forEach(marketIds, this.queueOne.selector, MARKET_GAS);
    }

    /// @inheritdoc ICollateralSteward
    function executeLoosening(MarketId[] calldata marketIds) external nonReentrant {
        _forEach(marketIds, this.executeOne.selector, MARKET_GAS);
    }

    /// @notice One market of `tighten`. Only this contract.
    function tightenOne(MarketId marketId) external onlySelf returns (Reason) {
        return StewardTightening.tighten(_books[marketId], oracle, marketId);
    }

    /// @notice One market of `lowerThreshold`. Only this contract.
    function lowerOne(MarketId marketId) external onlySelf returns (Reason) {
        return StewardTightening.lower(_books[marketId], oracle, marketId);
    }

    /// @notice One market of `queueLoosening`. Only this contract.
    function queueOne(MarketId marketId) external onlySelf returns (Reason) {
        return StewardLoosening.queue(_books[marketId], oracle, marketId);
    }

    /// @notice One market of `executeLoosening`. Only this contract.
    function executeOne(MarketId marketId) external onlySelf returns (Reason) {
        return StewardLoosening.execute(_books[marketId], oracle, marketId);
    }

    /// @inheritdoc ICollateralSteward
    function preview(
        MarketId marketId
    ) external view returns (Outlook[4] memory outlooks, uint256 closing, uint256 opening) {
        return StewardViews.preview(_books[marketId], oracle, marketId);
    }

    /// @inheritdoc ICollateralSteward
    function policyOf(MarketId marketId) external view returns (Policy memory) {
        return StewardViews.policy(_books[marketId]);
    }

    /// @inheritdoc ICollateralSteward
    function stateOf(MarketId marketId) external view returns (MarketState memory) {
        if (_books[marketId].policy == address(0)) revert MarketUnknown(marketId);
        return StewardViews.state(_books[marketId]);
    }

    /// @dev Each market in a call of its own, bounded in gas and memory.
    function _forEach(MarketId[] calldata marketIds, bytes4 step, uint256 gasLimit) internal {
        if (marketIds.length > MAX_BATCH) revert BatchTooLong(marketIds.length, MAX_BATCH);
        for (uint256 i = 0; i < marketIds.length; ++i) {
            (bool ok, bytes memory out) = BoundedCall.callSelf(gasLimit, abi.encodeWithSelector(step, marketIds[i]));
            Reason reason = ok ? abi.decode(out, (Reason)) : Reason.AdapterFailed;
            if (reason != Reason.None) emit MarketSkipped(marketIds[i], reason, ok ? bytes("") : out);
        }
    }
}
