// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPauseAdapter, Rung} from "../interfaces/IPauseAdapter.sol";
import {IPausable} from "../interfaces/pausable/IPausable.sol";

/// @title PausablePauseAdapter
/// @notice Pauses any contract with OpenZeppelin's Pausable. Holds the role that its `pause` asks for, obeys one
/// guardian, keeps no state. The same role often unpauses: this code cannot (G1).
///
/// A Pausable has one switch for everything in it: every asset of a target stands on the same rung, Pause or None, and
/// the markets of two assets of one target can each pause both. Lifting it is the DAO's act.
contract PausablePauseAdapter is IPauseAdapter {
    uint8 private constant ONLY_PAUSE = uint8(1 << uint8(Rung.Pause));

    address public immutable guardian;

    constructor(address newGuardian) {
        guardian = newGuardian;
    }

    /// @inheritdoc IPauseAdapter
    function raise(address target, address asset, Rung rung) external {
        // Check:
        if (msg.sender != guardian) revert OnlyGuardian(msg.sender, guardian);
        if (rungOf(target, asset) >= rung) return;
        if (rung != Rung.Pause) revert RungUnsupported(rung, ONLY_PAUSE);

        // Interaction:
        IPausable(target).pause();
    }

    /// @inheritdoc IPauseAdapter
    function supportedRungs(address target, address asset) external view returns (uint8) {
        rungOf(target, asset);
        return ONLY_PAUSE;
    }

    /// @inheritdoc IPauseAdapter
    function rungOf(address target, address) public view returns (Rung) {
        return IPausable(target).paused() ? Rung.Pause : Rung.None;
    }
}
