// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPauseAdapter, Rung} from "../interfaces/IPauseAdapter.sol";
import {ISafeModules} from "../interfaces/pausable/ISafeModules.sol";

/// @title SafePauseAdapter
/// @notice A module of one Safe: makes the Safe send exactly one call for each target and asset, which the Safe's owners
/// read before they enabled the module. For protocols whose pausing role a Safe holds and will not hand over.
///
/// A module can have its Safe do anything. This one sends a value of zero, never a delegate call, never to the Safe
/// itself, and bytes that stand since the constructor: no function adds or changes a call (G1). That each call pauses and
/// does nothing else is for the owners to read; that the protocol reports a pause afterwards, the guardian checks.
contract SafePauseAdapter is IPauseAdapter {
    /// @param target As the policy names it.
    /// @param asset As the policy names it.
    /// @param callee What the Safe calls, and what is asked whether it is paused.
    /// @param pause The whole call.
    /// @param isPaused The whole question; the answer is one word, zero for no.
    struct PauseCall {
        address target;
        address asset;
        address callee;
        bytes pause;
        bytes isPaused;
    }

    error CallToSafe(address target, address asset);
    error CallTwice(address target, address asset);
    /// @notice Nothing was approved for this target and asset.
    error NoCallFor(address target, address asset);
    /// @notice The callee does not answer the question with one word.
    error StatusUnreadable(address callee);
    error PauseCallFailed(address callee, bytes cause);

    uint8 private constant ONLY_PAUSE = uint8(1 << uint8(Rung.Pause));
    uint8 private constant CALL = 0;

    ISafeModules public immutable safe;
    address public immutable guardian;

    /// @dev Written in the constructor only.
    mapping(address target => mapping(address asset => PauseCall)) private _calls;

    constructor(ISafeModules newSafe, address newGuardian, PauseCall[] memory calls) {
        safe = newSafe;
        guardian = newGuardian;
        for (uint256 i = 0; i < calls.length; ++i) {
            PauseCall memory call = calls[i];
            if (call.callee == address(newSafe)) revert CallToSafe(call.target, call.asset);
            PauseCall storage slot = _calls[call.target][call.asset];
            if (slot.callee != address(0)) revert CallTwice(call.target, call.asset);
            _isPaused(call);
            (slot.target, slot.asset, slot.callee) = (call.target, call.asset, call.callee);
            (slot.pause, slot.isPaused) = (call.pause, call.isPaused);
        }
    }

    /// @inheritdoc IPauseAdapter
    function raise(address target, address asset, Rung rung) external {
        // Check:
        if (msg.sender != guardian) revert OnlyGuardian(msg.sender, guardian);
        if (rungOf(target, asset) >= rung) return;
        if (rung != Rung.Pause) revert RungUnsupported(rung, ONLY_PAUSE);

        // Interaction:
        PauseCall memory call = callOf(target, asset);
        (bool ok, bytes memory cause) = safe.execTransactionFromModuleReturnData(call.callee, 0, call.pause, CALL);
        if (!ok) revert PauseCallFailed(call.callee, cause);
    }

    /// @inheritdoc IPauseAdapter
    function supportedRungs(address target, address asset) external view returns (uint8) {
        rungOf(target, asset);
        return ONLY_PAUSE;
    }

    /// @inheritdoc IPauseAdapter
    function rungOf(address target, address asset) public view returns (Rung) {
        return _isPaused(callOf(target, asset)) ? Rung.Pause : Rung.None;
    }

    /// @notice What the Safe is made to send for a target and asset, and nothing else.
    function callOf(address target, address asset) public view returns (PauseCall memory call) {
        call = _calls[target][asset];
        if (call.callee == address(0)) revert NoCallFor(target, asset);
    }

    function _isPaused(PauseCall memory call) internal view returns (bool) {
        (bool ok, bytes memory answer) = call.callee.staticcall(call.isPaused);
        if (!ok || answer.length != 32) revert StatusUnreadable(call.callee);
        return abi.decode(answer, (uint256)) != 0;
    }
}
