// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICollateralAdapter, Parameter, UNLIMITED} from "../interfaces/ICollateralAdapter.sol";
import {IComet} from "../interfaces/comet/IComet.sol";
import {ICometConfigurator} from "../interfaces/comet/ICometConfigurator.sol";
import {ICometProxyAdmin} from "../interfaces/comet/ICometProxyAdmin.sol";
import {IMarketAdminPermissionChecker} from "../interfaces/comet/IMarketAdminPermissionChecker.sol";
import {CometMarket} from "../libraries/CometMarket.sol";

/// @title CometV3CollateralAdapter
/// @notice Writes a collateral's borrow factor and supply cap on one Compound v3 market. Is the market's market admin,
/// obeys one steward, keeps no state.
///
/// Comet's meanings
/// - LTV is the borrow collateral factor, the liquidation threshold the liquidate collateral factor, both to four decimals.
/// - H5: a supply cap of 0 allows nothing, none is unlimited, and only whole tokens are kept. No collateral can be borrowed,
///   so there is no borrow cap.
/// - H7: the threshold is not adjustable. An upgrade takes effect at once and Comet has no grace, so whatever it makes
///   liquidatable can be absorbed in the same transaction.
/// - A write stages values in the Configurator and then upgrades the market to all that is staged. What somebody else has
///   staged would come into force with it: such a market is held (H6), and so is one whose factory is another than when
///   this adapter was deployed.
/// - Held too: any pause flag, and a borrow factor of 0, which are the guardian's or the DAO's.
///
/// Trusts: the Configurator and the proxy's admin to build and install what they show. The market admin could also set
/// rates and every factor; this code calls two setters and the upgrade.
contract CometV3CollateralAdapter is ICollateralAdapter {
    using CometMarket for IComet;

    IComet public immutable comet;
    ICometConfigurator public immutable configurator;
    ICometProxyAdmin public immutable proxyAdmin;
    /// @notice What built this market's implementations when the adapter was deployed.
    address public immutable factory;
    address public immutable steward;

    constructor(
        IComet newComet,
        ICometConfigurator newConfigurator,
        ICometProxyAdmin newProxyAdmin,
        address newSteward
    ) {
        comet = newComet;
        configurator = newConfigurator;
        proxyAdmin = newProxyAdmin;
        factory = newConfigurator.factory(address(newComet));
        steward = newSteward;
    }

    /// @inheritdoc ICollateralAdapter
    function write(address target, address asset, Parameters calldata next, uint32) external {
        // Check:
        if (msg.sender != steward) revert OnlySteward(msg.sender, steward);
        CollateralState memory state = collateralState(target, asset);
        if (state.held) revert MarketHeld(asset);
        Parameters memory current = state.parameters;
        if (next.liquidationThresholdBps != current.liquidationThresholdBps) {
            revert NotAdjustable(asset, Parameter.LiquidationThreshold);
        }
        if (next.borrowCap != current.borrowCap) revert NotAdjustable(asset, Parameter.BorrowCap);
        if (next.ltvBps == 0) revert ZeroRefused(asset, Parameter.Ltv);
        bool movesLtv = next.ltvBps != current.ltvBps;
        bool movesCap = next.supplyCap != current.supplyCap;
        if (movesCap) _checkCap(asset, next.supplyCap);
        if (!movesLtv && !movesCap) return;

        // Interaction:
        if (movesLtv) {
            configurator.updateAssetBorrowCollateralFactor({
                comet: target,
                asset: asset,
                newBorrowCF: next.ltvBps * CometMarket.FACTOR_PER_BPS
            });
        }
        if (movesCap) configurator.updateAssetSupplyCap(target, asset, next.supplyCap);
        proxyAdmin.deployAndUpgradeTo(address(configurator), target);
    }

    /// @inheritdoc ICollateralAdapter
    function adjustable(address target, address) external view returns (uint8) {
        comet.requireIs(target);
        if (!_permits(configurator.marketAdminPermissionChecker())) return 0;
        if (!_permits(proxyAdmin.marketAdminPermissionChecker())) return 0;
        return uint8((1 << uint8(Parameter.Ltv)) | (1 << uint8(Parameter.SupplyCap)));
    }

    /// @inheritdoc ICollateralAdapter
    function eModesOf(address, address) external pure returns (uint256) {
        return 0;
    }

    /// @inheritdoc ICollateralAdapter
    function quantise(
        address target,
        address asset,
        Parameters calldata wanted,
        bool up
    ) external view returns (Parameters memory quantised) {
        quantised = wanted;
        quantised.supplyCap = _wholeTokens(wanted.supplyCap, comet.infoOf(target, asset).scale, up);
        quantised.borrowCap = UNLIMITED;
    }

    /// @inheritdoc ICollateralAdapter
    function collateralState(address target, address asset) public view returns (CollateralState memory state) {
        IComet.AssetInfo memory info = comet.infoOf(target, asset);
        // Safe casts: a factor is at most 1e18.
        state.parameters = Parameters({
            ltvBps: uint16(info.borrowCollateralFactor / CometMarket.FACTOR_PER_BPS),
            liquidationThresholdBps: uint16(info.liquidateCollateralFactor / CometMarket.FACTOR_PER_BPS),
            supplyCap: info.supplyCap,
            borrowCap: UNLIMITED
        });
        state.liquidationBonusBps = comet.liquidationBonusBps(info.liquidationFactor);
        state.held =
            info.borrowCollateralFactor == 0 ||
            comet.isAnyPaused() ||
            configurator.factory(target) != factory ||
            comet.isStaged(configurator.getConfiguration(target));
    }

    function _checkCap(address asset, uint128 supplyCap) private view {
        if (supplyCap == 0) revert ZeroRefused(asset, Parameter.SupplyCap);
        uint128 nearest = _wholeTokens(supplyCap, comet.infoOf(address(comet), asset).scale, false);
        if (supplyCap != nearest) revert NotRepresentable(asset, Parameter.SupplyCap, supplyCap, nearest);
    }

    function _permits(address checker) private view returns (bool) {
        try IMarketAdminPermissionChecker(checker).checkUpdatePermission(address(this)) {
            return true;
        } catch {
            return false;
        }
    }

    /// @dev Comet keeps whole tokens in 64 bits; a limit above 0 stays above 0.
    function _wholeTokens(uint128 cap, uint64 scale, bool up) private pure returns (uint128) {
        uint256 tokens = (uint256(cap) + (up ? scale - 1 : 0)) / scale;
        if (tokens == 0 && cap != 0) tokens = 1;
        if (tokens > type(uint64).max) tokens = type(uint64).max;
        // Safe cast: below 2 ** 128, since a token has at most 18 decimals and 10 ** 18 < 2 ** 64.
        return uint128(tokens * scale);
    }
}
