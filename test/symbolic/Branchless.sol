// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev A prover follows every branch: what a proof computes for itself, it computes without one.

/// @notice `value` where the condition holds, else zero.
function keptIf(bool condition, uint256 value) pure returns (uint256 kept) {
    // Safe: arithmetic on the stack.
    assembly ("memory-safe") {
        kept := and(value, sub(0, condition))
    }
}

/// @notice Both, without the branch of `&&`.
function both(bool a, bool b) pure returns (bool result) {
    // Safe: arithmetic on the stack.
    assembly ("memory-safe") {
        result := and(a, b)
    }
}

/// @notice a <= b of numbers far below 2^255.
function atMost(uint256 a, uint256 b) pure returns (bool result) {
    // Safe: arithmetic on the stack.
    assembly ("memory-safe") {
        result := iszero(gt(a, b))
    }
}
