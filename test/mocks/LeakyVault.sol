// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20, ERC4626, IERC20} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";

/// @notice A vault that loses as much as it was told to whenever somebody redeems from it.
contract LeakyVault is ERC4626 {
    uint256 private immutable _leak;

    constructor(IERC20 asset_, uint256 newLeak) ERC4626(asset_) ERC20("Leaky vault", "lvTKN") {
        _leak = newLeak;
    }

    function _withdraw(
        address caller,
        address receiver,
        address owner,
        uint256 assets,
        uint256 shares
    ) internal override {
        super._withdraw(caller, receiver, owner, assets, shares);
        _transferOut(address(0xdead), _leak);
    }
}
