// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {AggregatorV3Interface} from "../../../contracts/interfaces/AggregatorV3Interface.sol";
import {IComet} from "../../../contracts/interfaces/comet/IComet.sol";
import {ICometConfigurator} from "../../../contracts/interfaces/comet/ICometConfigurator.sol";

/// @notice The collaterals of one implementation of a market, with Compound v3's rules: factors and caps are checked and
/// cut when an implementation is built, and cannot change in it afterwards.
contract CometAssetListDouble {
    error TooManyAssets();
    error BadDecimals();
    error BadAsset();
    error BorrowCFTooLarge();
    error LiquidateCFTooLarge();

    uint256 private constant MAX_ASSETS = 24;
    uint64 private constant MAX_COLLATERAL_FACTOR = 1e18;
    /// @dev Four decimals of a factor are kept.
    uint64 private constant DESCALE = 1e18 / 1e4;
    uint8 private constant PRICE_FEED_DECIMALS = 8;

    IComet.AssetInfo[] private _assets;

    constructor(ICometConfigurator.AssetConfig[] memory configs) {
        if (configs.length > MAX_ASSETS) revert TooManyAssets();
        for (uint256 i = 0; i < configs.length; ++i) _assets.push(_checked(uint8(i), configs[i]));
    }

    function numAssets() external view returns (uint8) {
        return uint8(_assets.length);
    }

    function getAssetInfo(uint8 index) external view returns (IComet.AssetInfo memory) {
        if (index >= _assets.length) revert BadAsset();
        return _assets[index];
    }

    function _checked(
        uint8 index,
        ICometConfigurator.AssetConfig memory config
    ) private view returns (IComet.AssetInfo memory info) {
        if (AggregatorV3Interface(config.priceFeed).decimals() != PRICE_FEED_DECIMALS) revert BadDecimals();
        if (IERC20Metadata(config.asset).decimals() != config.decimals) revert BadDecimals();
        if (config.borrowCollateralFactor >= config.liquidateCollateralFactor) revert BorrowCFTooLarge();
        if (config.liquidateCollateralFactor > MAX_COLLATERAL_FACTOR) revert LiquidateCFTooLarge();
        info.offset = index;
        info.asset = config.asset;
        info.priceFeed = config.priceFeed;
        info.scale = uint64(10 ** config.decimals);
        info.borrowCollateralFactor = (config.borrowCollateralFactor / DESCALE) * DESCALE;
        info.liquidateCollateralFactor = (config.liquidateCollateralFactor / DESCALE) * DESCALE;
        info.liquidationFactor = (config.liquidationFactor / DESCALE) * DESCALE;
        if (info.borrowCollateralFactor >= info.liquidateCollateralFactor) revert BorrowCFTooLarge();
        // Whole tokens, in 64 bits that wrap as the original's do.
        info.supplyCap = uint128(uint64(config.supplyCap / info.scale)) * info.scale;
    }
}
