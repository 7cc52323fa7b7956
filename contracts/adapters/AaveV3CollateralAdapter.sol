// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICollateralAdapter, Parameter} from "../interfaces/ICollateralAdapter.sol";
import {IEModeAdapter} from "../interfaces/IEModeAdapter.sol";
import {IAaveACLManager} from "../interfaces/aave/IAaveACLManager.sol";
import {IAavePool} from "../interfaces/aave/IAavePool.sol";
import {IAavePoolAddressesProvider} from "../interfaces/aave/IAavePoolAddressesProvider.sol";
import {IAavePoolConfigurator} from "../interfaces/aave/IAavePoolConfigurator.sol";
import {AaveCaps} from "../libraries/AaveCaps.sol";
import {AaveEModes} from "../libraries/AaveEModes.sol";
import {AaveGrace} from "../libraries/AaveGrace.sol";
import {AaveReserve} from "../libraries/AaveReserve.sol";

/// @title AaveV3CollateralAdapter
/// @notice Writes a reserve's LTV, liquidation threshold and caps on one Aave v3 market, and closes its eMode categories.
/// Holds the market's RISK_ADMIN, and EMERGENCY_ADMIN where thresholds may fall; obeys one steward, keeps no state.
///
/// Aave's meanings
/// - One call writes LTV, threshold and bonus: the bonus is repeated as it is read.
/// - An ordinary LTV write on a reserve at emergency LTV 0 lifts that LTV 0, and on a frozen one it replaces the LTV that
///   comes back: both are `held` and refused (H6).
/// - LTV 0 is the guardian's rung and is never written here.
/// - H5: a cap is in whole tokens, at most 68,719,476,735, and 0 means unlimited. A limit below one token is one token.
/// - H7: where a threshold falls, no reserve of the pool can be liquidated for `liquidationGrace` seconds (`AaveGrace`).
/// - An eMode category has an LTV and a threshold of its own, shared by its assets: it is closed to the asset and opened,
///   never changed. Aave v3.6 and v3.7 agree on that call and not on the setters.
contract AaveV3CollateralAdapter is ICollateralAdapter, IEModeAdapter {
    using AaveReserve for uint256;

    IAavePoolAddressesProvider public immutable provider;
    address public immutable steward;

    modifier onlySteward() {
        if (msg.sender != steward) revert OnlySteward(msg.sender, steward);
        _;
    }

    constructor(IAavePoolAddressesProvider newProvider, address newSteward) {
        provider = newProvider;
        steward = newSteward;
    }

    /// @inheritdoc ICollateralAdapter
    function write(
        address target,
        address asset,
        Parameters calldata next,
        uint32 liquidationGrace
    ) external onlySteward {
        // Check:
        CollateralState memory state = collateralState(target, asset);
        if (state.held) revert MarketHeld(asset);
        uint256 unit = AaveReserve.configurationOf(provider, target, asset).tokenUnit();
        _requireNotZero(asset, Parameter.Ltv, next.ltvBps);
        _requireNotZero(asset, Parameter.LiquidationThreshold, next.liquidationThresholdBps);
        _requireCap(asset, Parameter.SupplyCap, next.supplyCap, unit);
        _requireCap(asset, Parameter.BorrowCap, next.borrowCap, unit);
        bool lowers = next.liquidationThresholdBps < state.parameters.liquidationThresholdBps;
        if (lowers && !_has(Parameter.LiquidationThreshold)) {
            revert NotAdjustable(asset, Parameter.LiquidationThreshold);
        }

        // Interaction: each only where it differs.
        IAavePoolConfigurator configurator = _configurator();
        if (lowers) AaveGrace.extend(IAavePool(target), configurator, liquidationGrace);
        if (
            lowers ||
            next.liquidationThresholdBps != state.parameters.liquidationThresholdBps ||
            next.ltvBps != state.parameters.ltvBps
        ) {
            configurator.configureReserveAsCollateral({
                asset: asset,
                ltv: next.ltvBps,
                liquidationThreshold: next.liquidationThresholdBps,
                liquidationBonus: state.liquidationBonusBps
            });
        }
        if (next.supplyCap != state.parameters.supplyCap) {
            configurator.setSupplyCap(asset, AaveCaps.toTokens(next.supplyCap, unit));
        }
        if (next.borrowCap != state.parameters.borrowCap) {
            configurator.setBorrowCap(asset, AaveCaps.toTokens(next.borrowCap, unit));
        }
    }

    /// @inheritdoc IEModeAdapter
    function setEModesClosed(address target, address asset, uint256 categories, bool closed) external onlySteward {
        // Check:
        if (collateralState(target, asset).held) revert MarketHeld(asset);
        (uint256 open, uint256 shut) = namedEModes(target, asset, categories);
        uint256 missing = categories & ~(open | shut);

        // Interaction: one that stands so already is left.
        IAavePoolConfigurator configurator = _configurator();
        uint256 changing = closed ? open : shut;
        for (uint256 category = 0; category <= type(uint8).max; ++category) {
            // Safe casts: at most 255.
            if (missing & (1 << category) != 0) revert NotInEMode(asset, uint8(category));
            if (changing & (1 << category) == 0) continue;
            configurator.setAssetLtvzeroInEMode({asset: asset, categoryId: uint8(category), ltvzero: closed});
        }
    }

    /// @inheritdoc ICollateralAdapter
    function adjustable(address target, address asset) external view returns (uint8 bits) {
        AaveReserve.configurationOf(provider, target, asset);
        for (uint8 i = 0; i <= uint8(type(Parameter).max); ++i) {
            if (_has(Parameter(i))) bits |= uint8(1 << i);
        }
    }

    /// @inheritdoc ICollateralAdapter
    function eModesOf(address target, address asset) external view returns (uint256) {
        (uint256 open, uint256 closed) = namedEModes(target, asset, AaveEModes.ALL);
        return open | closed;
    }

    /// @inheritdoc ICollateralAdapter
    function quantise(
        address target,
        address asset,
        Parameters calldata wanted,
        bool up
    ) external view returns (Parameters memory nearest) {
        uint256 unit = AaveReserve.configurationOf(provider, target, asset).tokenUnit();
        nearest = wanted;
        nearest.supplyCap = AaveCaps.quantise(wanted.supplyCap, unit, up);
        nearest.borrowCap = AaveCaps.quantise(wanted.borrowCap, unit, up);
    }

    /// @inheritdoc IEModeAdapter
    function namedEModes(
        address target,
        address asset,
        uint256 categories
    ) public view returns (uint256 open, uint256 closed) {
        AaveReserve.configurationOf(provider, target, asset);
        return AaveEModes.read(IAavePool(target), asset, categories);
    }

    /// @inheritdoc ICollateralAdapter
    function collateralState(address target, address asset) public view returns (CollateralState memory) {
        uint256 configuration = AaveReserve.configurationOf(provider, target, asset);
        uint256 unit = configuration.tokenUnit();
        bool held =
            configuration.isFrozen() ||
                configuration.isPaused() ||
                configuration.ltvBps() == 0 ||
                _configurator().getPendingLtv(asset) != 0;
        return
            CollateralState({
                parameters: Parameters({
                    ltvBps: configuration.ltvBps(),
                    liquidationThresholdBps: configuration.liquidationThresholdBps(),
                    supplyCap: AaveCaps.fromTokens(configuration.supplyCapTokens(), unit),
                    borrowCap: AaveCaps.fromTokens(configuration.borrowCapTokens(), unit)
                }),
                liquidationBonusBps: configuration.liquidationBonusBps(),
                held: held
            });
    }

    /// @dev RISK_ADMIN writes everything here; a grace period takes EMERGENCY_ADMIN too.
    function _has(Parameter parameter) internal view returns (bool) {
        IAaveACLManager acl = IAaveACLManager(provider.getACLManager());
        if (acl.isPoolAdmin(address(this))) return true;
        if (!acl.isRiskAdmin(address(this))) return false;
        return parameter != Parameter.LiquidationThreshold || acl.isEmergencyAdmin(address(this));
    }

    /// @dev Resolved on call, since Aave's governance may replace it.
    function _configurator() internal view returns (IAavePoolConfigurator) {
        return IAavePoolConfigurator(provider.getPoolConfigurator());
    }

    function _requireNotZero(address asset, Parameter parameter, uint256 value) internal pure {
        if (value == 0) revert ZeroRefused(asset, parameter);
    }

    function _requireCap(address asset, Parameter parameter, uint128 cap, uint256 unit) internal pure {
        _requireNotZero(asset, parameter, cap);
        uint128 nearest = AaveCaps.quantise(cap, unit, false);
        if (nearest != cap) revert NotRepresentable(asset, parameter, cap, nearest);
    }
}
