// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What is used of a contract that pauses for a time and resumes by itself, as Lido's PausableUntil does.
interface IPausableUntil {
    function isPaused() external view returns (bool);

    /// @notice Reverts while paused: a pause is never made longer by another.
    function pauseFor(uint256 duration) external;
}
