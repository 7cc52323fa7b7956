// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A price that a test sets: loan token for one unit of collateral, scaled by 1e36, as Morpho Blue reads it.
contract MorphoPriceDouble {
    uint256 public price;

    function setPrice(uint256 newPrice) external {
        price = newPrice;
    }
}
