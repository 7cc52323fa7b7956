// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The part of a Compound v3 market (Comet) that the adapters and the library call. Factors are scaled by 1e18
/// and kept to four decimals.
interface IComet {
    /// @param offset Its index.
    /// @param scale 10 ** decimals.
    /// @param borrowCollateralFactor Loan to value at which a position may be opened.
    /// @param liquidateCollateralFactor Loan to value at which it may be absorbed.
    /// @param liquidationFactor What an absorbed account is credited of its collateral's value.
    /// @param supplyCap In base units, kept to whole tokens; 0 allows nothing.
    struct AssetInfo {
        uint8 offset;
        address asset;
        address priceFeed;
        uint64 scale;
        uint64 borrowCollateralFactor;
        uint64 liquidateCollateralFactor;
        uint64 liquidationFactor;
        uint128 supplyCap;
    }

    function numAssets() external view returns (uint8);
    function getAssetInfo(uint8 index) external view returns (AssetInfo memory);
    function getAssetInfoByAddress(address asset) external view returns (AssetInfo memory);

    /// @notice Overwrites all five flags. Only the governor or the pause guardian.
    function pause(
        bool supplyPaused,
        bool transferPaused,
        bool withdrawPaused,
        bool absorbPaused,
        bool buyPaused
    ) external;
    function isSupplyPaused() external view returns (bool);
    function isTransferPaused() external view returns (bool);
    function isWithdrawPaused() external view returns (bool);
    function isAbsorbPaused() external view returns (bool);
    function isBuyPaused() external view returns (bool);

    function governor() external view returns (address);
    function pauseGuardian() external view returns (address);
    function baseToken() external view returns (address);
    function baseTokenPriceFeed() external view returns (address);
    function extensionDelegate() external view returns (address);
    function supplyKink() external view returns (uint256);
    function supplyPerSecondInterestRateSlopeLow() external view returns (uint256);
    function supplyPerSecondInterestRateSlopeHigh() external view returns (uint256);
    function supplyPerSecondInterestRateBase() external view returns (uint256);
    function borrowKink() external view returns (uint256);
    function borrowPerSecondInterestRateSlopeLow() external view returns (uint256);
    function borrowPerSecondInterestRateSlopeHigh() external view returns (uint256);
    function borrowPerSecondInterestRateBase() external view returns (uint256);
    function storeFrontPriceFactor() external view returns (uint256);
    function trackingIndexScale() external view returns (uint256);
    function baseTrackingSupplySpeed() external view returns (uint256);
    function baseTrackingBorrowSpeed() external view returns (uint256);
    function baseMinForRewards() external view returns (uint256);
    function baseBorrowMin() external view returns (uint256);
    function targetReserves() external view returns (uint256);
}
