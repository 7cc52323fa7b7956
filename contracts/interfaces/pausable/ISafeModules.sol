// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What is used of a Safe by its module.
interface ISafeModules {
    /// @param operation 0 is a call; a module could also ask for 1, a delegate call, with which it could do anything.
    function execTransactionFromModuleReturnData(
        address to,
        uint256 value,
        bytes memory data,
        uint8 operation
    ) external returns (bool success, bytes memory returnData);
}
