// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The cheat codes of the Solidity test runner that these tests use.
interface Vm {
    function warp(uint256 timestamp) external;

    function chainId(uint256 id) external;

    function assume(bool condition) external pure;
}

Vm constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

error AssertionFailed(string what, uint256 got, uint256 bound);

function assertAtMost(uint256 got, uint256 bound, string memory what) pure {
    if (got > bound) revert AssertionFailed(what, got, bound);
}

function assertTrue(bool condition, string memory what) pure {
    if (!condition) revert AssertionFailed(what, 0, 1);
}
