// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAavePool} from "../interfaces/aave/IAavePool.sol";
import {IAavePoolAddressesProvider} from "../interfaces/aave/IAavePoolAddressesProvider.sol";

/// @notice Reads Aave v3's packed reserve configuration.
/// @dev Bits (aave-v3-origin, ReserveConfiguration.sol): LTV 0-15, liquidation threshold 16-31, bonus 32-47, active 56,
/// decimals 48-55, frozen 57, borrowing 58, paused 60, borrow cap 80-115, supply cap 116-151.
library AaveReserve {
    /// @notice The policy names a pool that is not this market's.
    error AnotherPool(address target, address pool);
    error ReserveNotListed(address pool, address asset);

    uint256 private constant ACTIVE = 1 << 56;
    uint256 private constant FROZEN = 1 << 57;
    uint256 private constant BORROWING = 1 << 58;
    uint256 private constant PAUSED = 1 << 60;
    uint256 private constant CAP_MASK = (1 << 36) - 1;

    /// @notice A listed reserve's configuration; reverts on another market's pool and on an unlisted asset.
    function configurationOf(
        IAavePoolAddressesProvider provider,
        address target,
        address asset
    ) internal view returns (uint256 configuration) {
        address pool = provider.getPool();
        if (target != pool) revert AnotherPool(target, pool);
        configuration = IAavePool(pool).getConfiguration(asset);
        if (!isActive(configuration)) revert ReserveNotListed(pool, asset);
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

    /// @notice One whole token in base units.
    function tokenUnit(uint256 configuration) internal pure returns (uint256) {
        return 10 ** uint256(uint8(configuration >> 48));
    }

    /// @notice In whole tokens; 0 is unlimited.
    function borrowCapTokens(uint256 configuration) internal pure returns (uint256) {
        return (configuration >> 80) & CAP_MASK;
    }

    /// @notice In whole tokens; 0 is unlimited.
    function supplyCapTokens(uint256 configuration) internal pure returns (uint256) {
        return (configuration >> 116) & CAP_MASK;
    }

    function isActive(uint256 configuration) internal pure returns (bool) {
        return configuration & ACTIVE != 0;
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
