// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICometConfigurator} from "../../../contracts/interfaces/comet/ICometConfigurator.sol";
import {IMarketAdminPermissionChecker} from "../../../contracts/interfaces/comet/IMarketAdminPermissionChecker.sol";
import {CometDouble} from "./CometDouble.sol";

/// @notice A double of the factory that a Configurator calls.
contract CometFactoryDouble {
    function clone(ICometConfigurator.Configuration calldata config) external returns (address) {
        return address(new CometDouble(config));
    }
}

/// @title CometConfiguratorDouble
/// @notice A double of Compound v3's Configurator: it checks who writes and nothing of what is written, and nothing that is
/// written counts before an implementation is built from it.
///
/// Left out: its own proxy, and the setters of what no test changes.
contract CometConfiguratorDouble is ICometConfigurator {
    error AssetDoesNotExist();
    error Unauthorized();

    address public immutable governor;
    address public marketAdminPermissionChecker;
    mapping(address comet => address) public factory;
    /// @dev Encoded, since the compiler cannot copy the nested array to storage in one go.
    mapping(address comet => bytes) private _configurations;

    modifier onlyGovernor() {
        if (msg.sender != governor) revert Unauthorized();
        _;
    }

    modifier governorOrMarketAdmin() {
        if (msg.sender != governor) {
            IMarketAdminPermissionChecker(marketAdminPermissionChecker).checkUpdatePermission(msg.sender);
        }
        _;
    }

    constructor(address newGovernor) {
        governor = newGovernor;
    }

    function setMarketAdminPermissionChecker(address newChecker) external onlyGovernor {
        marketAdminPermissionChecker = newChecker;
    }

    function setFactory(address comet, address newFactory) external onlyGovernor {
        factory[comet] = newFactory;
    }

    function setConfiguration(address comet, Configuration calldata config) external onlyGovernor {
        _store(comet, config);
    }

    function setPauseGuardian(address comet, address newPauseGuardian) external onlyGovernor {
        Configuration memory config = getConfiguration(comet);
        config.pauseGuardian = newPauseGuardian;
        _store(comet, config);
    }

    function setBorrowKink(address comet, uint64 newKink) external governorOrMarketAdmin {
        Configuration memory config = getConfiguration(comet);
        config.borrowKink = newKink;
        _store(comet, config);
    }

    function updateAssetBorrowCollateralFactor(
        address comet,
        address asset,
        uint64 newBorrowCF
    ) external governorOrMarketAdmin {
        Configuration memory config = getConfiguration(comet);
        _find(config, asset).borrowCollateralFactor = newBorrowCF;
        _store(comet, config);
    }

    function updateAssetLiquidateCollateralFactor(
        address comet,
        address asset,
        uint64 newLiquidateCF
    ) external governorOrMarketAdmin {
        Configuration memory config = getConfiguration(comet);
        _find(config, asset).liquidateCollateralFactor = newLiquidateCF;
        _store(comet, config);
    }

    function updateAssetSupplyCap(address comet, address asset, uint128 newSupplyCap) external governorOrMarketAdmin {
        Configuration memory config = getConfiguration(comet);
        _find(config, asset).supplyCap = newSupplyCap;
        _store(comet, config);
    }

    /// @notice An implementation from the whole configuration. Anyone may build one.
    function deploy(address comet) external returns (address) {
        return CometFactoryDouble(factory[comet]).clone(getConfiguration(comet));
    }

    function getConfiguration(address comet) public view returns (Configuration memory) {
        return abi.decode(_configurations[comet], (Configuration));
    }

    function _store(address comet, Configuration memory config) private {
        _configurations[comet] = abi.encode(config);
    }

    /// @dev A reference into `config`: what is written to it stands in `config`.
    function _find(Configuration memory config, address asset) private pure returns (AssetConfig memory) {
        for (uint256 i = 0; i < config.assetConfigs.length; ++i) {
            if (config.assetConfigs[i].asset == asset) return config.assetConfigs[i];
        }
        revert AssetDoesNotExist();
    }
}
