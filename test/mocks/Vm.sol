// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What a contract emitted, as the runner records it.
struct Log {
    bytes32[] topics;
    bytes data;
    address emitter;
}

/// @notice The cheat codes of the Solidity test runner that these tests use.
interface Vm {
    function warp(uint256 timestamp) external;

    function chainId(uint256 id) external;
    function roll(uint256 blockNumber) external;

    function prank(address sender) external;

    function assume(bool condition) external pure;

    function addr(uint256 key) external pure returns (address);

    function sign(uint256 key, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);

    /// @notice The creation code of a built contract, by "File.sol:Name".
    function getCode(string calldata artifact) external view returns (bytes memory);

    /// @notice From here on, remembers which slots are read and written.
    function record() external;

    /// @notice From here on, remembers what is emitted; `getRecordedLogs` gives it out and forgets it.
    function recordLogs() external;

    function getRecordedLogs() external returns (Log[] memory logs);

    function accesses(address target) external returns (bytes32[] memory reads, bytes32[] memory writes);
}

Vm constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

error AssertionFailed(string what, uint256 got, uint256 bound);

function assertAtMost(uint256 got, uint256 bound, string memory what) pure {
    if (got > bound) revert AssertionFailed(what, got, bound);
}

function assertTrue(bool condition, string memory what) pure {
    if (!condition) revert AssertionFailed(what, 0, 1);
}
