// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20, ERC4626, IERC20} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";

/// @notice A vault that loses a tenth of what it held whenever somebody redeems from it.
contract LeakyVault is ERC4626 {
    constructor(IERC20 asset_) ERC4626(asset_) ERC20("Leaky vault", "lvTKN") {}

    function _withdraw(
        address caller,
        address receiver,
        address owner,
        uint256 assets,
        uint256 shares
    ) internal override {
        uint256 leak = totalAssets() / 10;
        super._withdraw(caller, receiver, owner, assets, shares);
        _transferOut(address(0xdead), leak);
    }
}
