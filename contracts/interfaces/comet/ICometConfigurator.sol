// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The part of Compound v3's Configurator that the adapter calls. It holds the next configuration of each market:
/// nothing takes effect before `ICometProxyAdmin.deployAndUpgradeTo`.
interface ICometConfigurator {
    /// @dev Fields as in `IComet.AssetInfo`, the cap in base units and not yet cut to whole tokens.
    struct AssetConfig {
        address asset;
        address priceFeed;
        uint8 decimals;
        uint64 borrowCollateralFactor;
        uint64 liquidateCollateralFactor;
        uint64 liquidationFactor;
        uint128 supplyCap;
    }

    /// @dev Rates are per year here and per second in the market.
    struct Configuration {
        address governor;
        address pauseGuardian;
        address baseToken;
        address baseTokenPriceFeed;
        address extensionDelegate;
        uint64 supplyKink;
        uint64 supplyPerYearInterestRateSlopeLow;
        uint64 supplyPerYearInterestRateSlopeHigh;
        uint64 supplyPerYearInterestRateBase;
        uint64 borrowKink;
        uint64 borrowPerYearInterestRateSlopeLow;
        uint64 borrowPerYearInterestRateSlopeHigh;
        uint64 borrowPerYearInterestRateBase;
        uint64 storeFrontPriceFactor;
        uint64 trackingIndexScale;
        uint64 baseTrackingSupplySpeed;
        uint64 baseTrackingBorrowSpeed;
        uint104 baseMinForRewards;
        uint104 baseBorrowMin;
        uint104 targetReserves;
        AssetConfig[] assetConfigs;
    }

    function getConfiguration(address comet) external view returns (Configuration memory);

    /// @notice What builds the market's next implementation. Only the governor sets it.
    function factory(address comet) external view returns (address);

    /// @notice Who may update markets beside the governor.
    function marketAdminPermissionChecker() external view returns (address);

    function updateAssetBorrowCollateralFactor(address comet, address asset, uint64 newBorrowCF) external;
    function updateAssetSupplyCap(address comet, address asset, uint128 newSupplyCap) external;
}
