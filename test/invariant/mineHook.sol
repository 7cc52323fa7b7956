// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {vm} from "../mocks/Vm.sol";
import {NotDeployed} from "./deployBuilt.sol";

/// @dev What v4 reads from the hook's address: asked before additions and before swaps, and for nothing else.
uint160 constant HOOK_PERMISSIONS = (1 << 11) | (1 << 7);
uint160 constant PERMISSION_MASK = (1 << 14) - 1;

/// @dev The build of a hook, by CREATE2 at the first salt that gives it its permissions.
/// @param deployer The contract that calls, which a free function cannot name.
function mineHook(address deployer, string memory name, bytes memory arguments) returns (address deployed) {
    bytes memory code = bytes.concat(vm.getCode(string.concat(name, ".sol:", name)), arguments);
    bytes32 codeHash = keccak256(code);
    for (uint256 salt = 0; deployed == address(0); ++salt) {
        bytes32 hash = keccak256(abi.encodePacked(bytes1(0xff), deployer, salt, codeHash));
        if (uint160(uint256(hash)) & PERMISSION_MASK != HOOK_PERMISSIONS) continue;
        // Safe: reads the memory that `code` owns, its length first.
        assembly ("memory-safe") {
            deployed := create2(0, add(code, 0x20), mload(code), salt)
        }
        if (deployed == address(0)) revert NotDeployed(name);
    }
}
