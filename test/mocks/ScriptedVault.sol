// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20, ERC4626, IERC20, Math} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";

/// @notice OpenZeppelin's ERC-4626 vault with limits that a test sets. Assets sent to it raise its rate.
contract ScriptedVault is ERC4626 {
    uint256 public depositLimit = type(uint256).max;
    uint256 public withdrawLimit = type(uint256).max;
    uint8 private immutable _offset;

    constructor(IERC20 asset_, uint8 offset) ERC4626(asset_) ERC20("Scripted vault", "svTKN") {
        _offset = offset;
    }

    function setLimits(uint256 newDepositLimit, uint256 newWithdrawLimit) external {
        depositLimit = newDepositLimit;
        withdrawLimit = newWithdrawLimit;
    }

    function maxDeposit(address) public view override returns (uint256) {
        return depositLimit;
    }

    function maxMint(address) public view override returns (uint256) {
        return depositLimit == type(uint256).max ? depositLimit : _convertToShares(depositLimit, Math.Rounding.Floor);
    }

    function maxWithdraw(address owner) public view override returns (uint256) {
        return Math.min(super.maxWithdraw(owner), withdrawLimit);
    }

    function maxRedeem(address owner) public view override returns (uint256) {
        if (withdrawLimit == type(uint256).max) return super.maxRedeem(owner);
        return Math.min(super.maxRedeem(owner), _convertToShares(withdrawLimit, Math.Rounding.Floor));
    }

    function _decimalsOffset() internal view override returns (uint8) {
        return _offset;
    }
}
