// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A governance parameter outside its bound.
/// @param field Name of the policy's field.
error ValueOutOfRange(bytes32 field, uint256 value, uint256 min, uint256 max);

/// @notice Reverts unless min <= value <= max.
function requireInRange(bytes32 field, uint256 value, uint256 min, uint256 max) pure {
    if (value < min || value > max) revert ValueOutOfRange(field, value, min, max);
}
