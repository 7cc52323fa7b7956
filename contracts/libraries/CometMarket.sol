// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IComet} from "../interfaces/comet/IComet.sol";
import {ICometConfigurator} from "../interfaces/comet/ICometConfigurator.sol";

/// @notice Reads a Compound v3 market.
library CometMarket {
    /// @notice The policy names a market that is not the adapter's.
    error AnotherComet(address target, address comet);
    error AssetNotListed(address comet, address asset);

    /// @notice A factor of 1e18 in a basis point of it.
    uint64 internal constant FACTOR_PER_BPS = 1e14;
    uint256 internal constant FACTOR_SCALE = 1e18;
    uint256 private constant SECONDS_PER_YEAR = 31_536_000;

    /// @notice A listed collateral; reverts on another market and on an unlisted asset.
    function infoOf(IComet comet, address target, address asset) internal view returns (IComet.AssetInfo memory) {
        requireIs(comet, target);
        try comet.getAssetInfoByAddress(asset) returns (IComet.AssetInfo memory info) {
            return info;
        } catch {
            revert AssetNotListed(address(comet), asset);
        }
    }

    function requireIs(IComet comet, address target) internal pure {
        if (target != address(comet)) revert AnotherComet(target, address(comet));
    }

    /// @notice Whether any of the five flags is set.
    function isAnyPaused(IComet comet) internal view returns (bool) {
        return
            comet.isSupplyPaused() ||
            comet.isTransferPaused() ||
            comet.isWithdrawPaused() ||
            comet.isAbsorbPaused() ||
            comet.isBuyPaused();
    }

    /// @notice What a buyer of absorbed collateral gets for its base token: 105_00 is 5 % more. Rounded down.
    function liquidationBonusBps(IComet comet, uint64 liquidationFactor) internal view returns (uint16) {
        uint256 discount = (comet.storeFrontPriceFactor() * (FACTOR_SCALE - liquidationFactor)) / FACTOR_SCALE;
        // Fits: a discount of 84 % and more, which no market has, would be cut.
        return uint16((FACTOR_SCALE * 100_00) / (FACTOR_SCALE - discount));
    }

    /// @notice Whether an upgrade would change anything: the configuration differs from what is in force.
    function isStaged(IComet comet, ICometConfigurator.Configuration memory next) internal view returns (bool) {
        return
            !(_sameParties(comet, next) &&
                _sameRates(comet, next) &&
                _sameSizes(comet, next) &&
                _sameAssets(comet, next));
    }

    function _sameParties(IComet comet, ICometConfigurator.Configuration memory next) private view returns (bool) {
        return
            next.governor == comet.governor() &&
            next.pauseGuardian == comet.pauseGuardian() &&
            next.baseToken == comet.baseToken() &&
            next.baseTokenPriceFeed == comet.baseTokenPriceFeed() &&
            next.extensionDelegate == comet.extensionDelegate();
    }

    /// @dev Rates are configured per year and kept per second.
    function _sameRates(IComet comet, ICometConfigurator.Configuration memory next) private view returns (bool) {
        return
            next.supplyKink == comet.supplyKink() &&
            _perSecond(next.supplyPerYearInterestRateSlopeLow) == comet.supplyPerSecondInterestRateSlopeLow() &&
            _perSecond(next.supplyPerYearInterestRateSlopeHigh) == comet.supplyPerSecondInterestRateSlopeHigh() &&
            _perSecond(next.supplyPerYearInterestRateBase) == comet.supplyPerSecondInterestRateBase() &&
            next.borrowKink == comet.borrowKink() &&
            _perSecond(next.borrowPerYearInterestRateSlopeLow) == comet.borrowPerSecondInterestRateSlopeLow() &&
            _perSecond(next.borrowPerYearInterestRateSlopeHigh) == comet.borrowPerSecondInterestRateSlopeHigh() &&
            _perSecond(next.borrowPerYearInterestRateBase) == comet.borrowPerSecondInterestRateBase();
    }

    function _sameSizes(IComet comet, ICometConfigurator.Configuration memory next) private view returns (bool) {
        return
            next.storeFrontPriceFactor == comet.storeFrontPriceFactor() &&
            next.trackingIndexScale == comet.trackingIndexScale() &&
            next.baseTrackingSupplySpeed == comet.baseTrackingSupplySpeed() &&
            next.baseTrackingBorrowSpeed == comet.baseTrackingBorrowSpeed() &&
            next.baseMinForRewards == comet.baseMinForRewards() &&
            next.baseBorrowMin == comet.baseBorrowMin() &&
            next.targetReserves == comet.targetReserves();
    }

    /// @dev Compared as an implementation would keep them: factors to four decimals, the cap to whole tokens.
    function _sameAssets(IComet comet, ICometConfigurator.Configuration memory next) private view returns (bool) {
        if (next.assetConfigs.length != comet.numAssets()) return false;
        for (uint256 i = 0; i < next.assetConfigs.length; ++i) {
            // Safe cast: a market has at most 24 collaterals.
            IComet.AssetInfo memory info = comet.getAssetInfo(uint8(i));
            ICometConfigurator.AssetConfig memory asset = next.assetConfigs[i];
            bool same =
                asset.asset == info.asset &&
                    asset.priceFeed == info.priceFeed &&
                    10 ** asset.decimals == info.scale &&
                    _kept(asset.borrowCollateralFactor) == info.borrowCollateralFactor &&
                    _kept(asset.liquidateCollateralFactor) == info.liquidateCollateralFactor &&
                    _kept(asset.liquidationFactor) == info.liquidationFactor &&
                    asset.supplyCap - (asset.supplyCap % info.scale) == info.supplyCap;
            if (!same) return false;
        }
        return true;
    }

    function _perSecond(uint64 perYear) private pure returns (uint256) {
        return perYear / SECONDS_PER_YEAR;
    }

    function _kept(uint64 factor) private pure returns (uint64) {
        return factor - (factor % FACTOR_PER_BPS);
    }
}
