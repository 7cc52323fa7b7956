// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {AggregatorV3Interface} from "../../../contracts/interfaces/AggregatorV3Interface.sol";
import {IComet} from "../../../contracts/interfaces/comet/IComet.sol";
import {ICometConfigurator} from "../../../contracts/interfaces/comet/ICometConfigurator.sol";
import {CometAssetListDouble} from "./CometAssetListDouble.sol";

/// @notice What an implementation of a market holds in its code, with Compound v3's checks.
abstract contract CometConfigurationDouble is IComet {
    error BadDecimals();
    error BadDiscount();
    error BadMinimum();
    error BadAsset();

    uint64 internal constant FACTOR_SCALE = 1e18;
    uint256 private constant SECONDS_PER_YEAR = 31_536_000;
    uint8 private constant PRICE_FEED_DECIMALS = 8;

    address public immutable governor;
    address public immutable pauseGuardian;
    address public immutable baseToken;
    address public immutable baseTokenPriceFeed;
    address public immutable extensionDelegate;
    uint256 public immutable supplyKink;
    uint256 public immutable supplyPerSecondInterestRateSlopeLow;
    uint256 public immutable supplyPerSecondInterestRateSlopeHigh;
    uint256 public immutable supplyPerSecondInterestRateBase;
    uint256 public immutable borrowKink;
    uint256 public immutable borrowPerSecondInterestRateSlopeLow;
    uint256 public immutable borrowPerSecondInterestRateSlopeHigh;
    uint256 public immutable borrowPerSecondInterestRateBase;
    uint256 public immutable storeFrontPriceFactor;
    uint256 public immutable trackingIndexScale;
    uint256 public immutable baseTrackingSupplySpeed;
    uint256 public immutable baseTrackingBorrowSpeed;
    uint256 public immutable baseMinForRewards;
    uint256 public immutable baseBorrowMin;
    uint256 public immutable targetReserves;
    uint256 public immutable baseScale;
    CometAssetListDouble public immutable assetList;

    constructor(ICometConfigurator.Configuration memory config) {
        if (AggregatorV3Interface(config.baseTokenPriceFeed).decimals() != PRICE_FEED_DECIMALS) revert BadDecimals();
        if (config.storeFrontPriceFactor > FACTOR_SCALE) revert BadDiscount();
        if (config.baseMinForRewards == 0) revert BadMinimum();
        governor = config.governor;
        pauseGuardian = config.pauseGuardian;
        baseToken = config.baseToken;
        baseTokenPriceFeed = config.baseTokenPriceFeed;
        extensionDelegate = config.extensionDelegate;
        supplyKink = config.supplyKink;
        supplyPerSecondInterestRateSlopeLow = config.supplyPerYearInterestRateSlopeLow / SECONDS_PER_YEAR;
        supplyPerSecondInterestRateSlopeHigh = config.supplyPerYearInterestRateSlopeHigh / SECONDS_PER_YEAR;
        supplyPerSecondInterestRateBase = config.supplyPerYearInterestRateBase / SECONDS_PER_YEAR;
        borrowKink = config.borrowKink;
        borrowPerSecondInterestRateSlopeLow = config.borrowPerYearInterestRateSlopeLow / SECONDS_PER_YEAR;
        borrowPerSecondInterestRateSlopeHigh = config.borrowPerYearInterestRateSlopeHigh / SECONDS_PER_YEAR;
        borrowPerSecondInterestRateBase = config.borrowPerYearInterestRateBase / SECONDS_PER_YEAR;
        storeFrontPriceFactor = config.storeFrontPriceFactor;
        trackingIndexScale = config.trackingIndexScale;
        baseTrackingSupplySpeed = config.baseTrackingSupplySpeed;
        baseTrackingBorrowSpeed = config.baseTrackingBorrowSpeed;
        baseMinForRewards = config.baseMinForRewards;
        baseBorrowMin = config.baseBorrowMin;
        targetReserves = config.targetReserves;
        baseScale = 10 ** IERC20Metadata(config.baseToken).decimals();
        assetList = new CometAssetListDouble(config.assetConfigs);
    }

    function numAssets() public view returns (uint8) {
        return assetList.numAssets();
    }

    function getAssetInfo(uint8 index) public view returns (AssetInfo memory) {
        return assetList.getAssetInfo(index);
    }

    function getAssetInfoByAddress(address asset) public view returns (AssetInfo memory info) {
        for (uint8 i = 0; i < numAssets(); ++i) {
            info = getAssetInfo(i);
            if (info.asset == asset) return info;
        }
        revert BadAsset();
    }
}
