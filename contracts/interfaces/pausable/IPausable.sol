// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What is used of a contract with OpenZeppelin's Pausable whose `pause` a role guards.
interface IPausable {
    function paused() external view returns (bool);

    function pause() external;
}
