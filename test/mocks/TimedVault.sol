// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";

/// @notice A pause that ends by itself, as Lido's PausableUntil has it: `pauseFor` while paused reverts, `resume` ends it
/// early, and one role may do both here, so that a test sees what a holder of both does with it.
contract TimedVault is AccessControl {
    bytes32 public constant PAUSE_ROLE = keccak256("PAUSE_ROLE");

    uint256 private _resumesAt;

    error ZeroPauseDuration();
    error ResumedExpected();
    error PausedExpected();

    event Paused(uint256 duration);
    event Resumed();

    constructor() {
        _grantRole(DEFAULT_ADMIN_ROLE, msg.sender);
    }

    function pauseFor(uint256 duration) external onlyRole(PAUSE_ROLE) {
        if (isPaused()) revert ResumedExpected();
        if (duration == 0) revert ZeroPauseDuration();
        _resumesAt = block.timestamp + duration;
        emit Paused(duration);
    }

    function resume() external onlyRole(PAUSE_ROLE) {
        if (!isPaused()) revert PausedExpected();
        _resumesAt = block.timestamp;
        emit Resumed();
    }

    function getResumeSinceTimestamp() external view returns (uint256) {
        return _resumesAt;
    }

    function isPaused() public view returns (bool) {
        return block.timestamp < _resumesAt;
    }
}
