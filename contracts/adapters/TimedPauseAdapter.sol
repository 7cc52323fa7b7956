// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPauseAdapter, Rung} from "../interfaces/IPauseAdapter.sol";
import {IPausableUntil} from "../interfaces/pausable/IPausableUntil.sol";
import {requireInRange} from "../libraries/InRange.sol";

/// @title TimedPauseAdapter
/// @notice Pauses contracts that resume by themselves (Lido's PausableUntil), always for the same time. Holds their
/// pausing role, obeys one guardian, keeps no state.
///
/// The bounded expiry of G2: here the protocol ends a pause, not the guardian, so that one that nobody lifts is no pause
/// for ever. The time is fixed at construction: no policy, score or signature lengthens it, and raising again while it
/// runs does nothing (G3). Whether it can come again is the policy's: the breach that caused it is spent until the score
/// falls below its exit. At most the budgets' raises times this time of any period is spent paused.
contract TimedPauseAdapter is IPauseAdapter {
    uint8 private constant ONLY_PAUSE = uint8(1 << uint8(Rung.Pause));
    uint256 private constant MIN_TIME = 1 hours;
    uint256 private constant MAX_TIME = 30 days;

    address public immutable guardian;
    /// @notice How long each pause lasts, in seconds.
    uint256 public immutable pauseTime;

    /// @param newPauseTime An hour to 30 days: time to look, and not the DAO's decision.
    constructor(address newGuardian, uint256 newPauseTime) {
        requireInRange("pauseTime", newPauseTime, MIN_TIME, MAX_TIME);
        guardian = newGuardian;
        pauseTime = newPauseTime;
    }

    /// @inheritdoc IPauseAdapter
    function raise(address target, address asset, Rung rung) external {
        // Check:
        if (msg.sender != guardian) revert OnlyGuardian(msg.sender, guardian);
        if (rungOf(target, asset) >= rung) return;
        if (rung != Rung.Pause) revert RungUnsupported(rung, ONLY_PAUSE);

        // Interaction:
        IPausableUntil(target).pauseFor(pauseTime);
    }

    /// @inheritdoc IPauseAdapter
    function supportedRungs(address target, address asset) external view returns (uint8) {
        rungOf(target, asset);
        return ONLY_PAUSE;
    }

    /// @inheritdoc IPauseAdapter
    function rungOf(address target, address) public view returns (Rung) {
        return IPausableUntil(target).isPaused() ? Rung.Pause : Rung.None;
    }
}
