// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAavePool} from "../interfaces/aave/IAavePool.sol";

/// @notice An asset's eMode categories on Aave v3.6 and v3.7, as masks with bit i for category i.
library AaveEModes {
    /// @notice Aave numbers categories 1 to 255.
    uint256 internal constant ALL = type(uint256).max - 1;

    /// @notice Those of the named categories in which the asset is collateral, apart by whether one can borrow against it
    /// there.
    /// @dev Two reads a named category: 255 of them, all without the asset, take about 0.9M gas.
    function read(IAavePool pool, address asset, uint256 named) internal view returns (uint256 open, uint256 closed) {
        (, , , , , , , uint16 id) = pool.getReserveData(asset);
        uint256 bit = 1 << id;
        for (uint256 category = 1; category <= type(uint8).max; ++category) {
            if (named & (1 << category) == 0) continue;
            // Safe casts: at most 255.
            if (pool.getEModeCategoryCollateralBitmap(uint8(category)) & bit == 0) continue;
            if (pool.getEModeCategoryLtvzeroBitmap(uint8(category)) & bit == 0) open |= 1 << category;
            else closed |= 1 << category;
        }
    }
}
