// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {vm} from "../mocks/Vm.sol";

error NotDeployed(string name);

/// @dev The build itself, with the settings that it is deployed with.
function deployBuilt(string memory name, bytes memory arguments) returns (address deployed) {
    bytes memory code = bytes.concat(vm.getCode(string.concat(name, ".sol:", name)), arguments);
    // Safe: reads the memory that `code` owns, its length first.
    assembly ("memory-safe") {
        deployed := create(0, add(code, 0x20), mload(code))
    }
    if (deployed == address(0)) revert NotDeployed(name);
}
