// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20, ERC20Votes} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Votes.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

/// @notice A mintable voting token that counts time in blocks, as older DAOs' tokens do.
contract BlockVotes is ERC20Votes {
    constructor(string memory name_, string memory symbol_) ERC20(name_, symbol_) EIP712(name_, "1") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}
