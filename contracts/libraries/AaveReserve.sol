// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAavePool} from "../interfaces/aave/IAavePool.sol";
import {IAavePoolAddressesProvider} from "../interfaces/aave/IAavePoolAddressesProvider.sol";

/// @notice Reads Aave v3's packed reserve configuration.
/// @dev Bits (aave-v3-origin, ReserveConfiguration.sol): LTV 0-15, liquidation threshold 16-31, bonus 32-47, active 56,
/// frozen 57, borrowing 58, paused 60.
library AaveReserve {
    /// @notice The policy names a pool that is not this market's.
    error AnotherPool(address target, address pool);
    error ReserveNotListed(address pool, address asset);

    uint256 private constant ACTIVE = 1 << 56;
    uint256 private constant FROZEN = 1 << 57;
    uint256 private constant BORROWING = 1 << 58;
    uint256 private constant PAUSED = 1 << 60;

    /// @notice A listed reserve's configuration; reverts on another market's pool and on an unlisted asset.
    function configurationOf(
        IAavePoolAddressesProvider provider,
        address target,
        address asset
    ) internal view returns (uint256 configuration) {
        address pool = provider.getPool();
        if (target != pool) revert AnotherPool(target, pool);
        configuration = IAavePool(pool).getConfiguration(asset);
        if (configuration & ACTIVE == 0) revert ReserveNotListed(pool, asset);
    }

    function ltvBps(uint256 configuration) internal pure returns (uint16) {
        return uint16(configuration);
    }

    function liquidationThresholdBps(uint256 configuration) internal pure returns (uint16) {
        return uint16(configuration >> 16);
    }

    function liquidationBonusBps(uint256 configuration) internal pure returns (uint16) {
        return uint16(configuration >> 32);
    }

    function isFrozen(uint256 configuration) internal pure returns (bool) {
        return configuration & FROZEN != 0;
    }

    function isPaused(uint256 configuration) internal pure returns (bool) {
        return configuration & PAUSED != 0;
    }

    function isBorrowingOn(uint256 configuration) internal pure returns (bool) {
        return configuration & BORROWING != 0;
    }
}
