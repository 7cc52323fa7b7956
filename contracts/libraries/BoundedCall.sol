// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A contract's call to itself that can neither eat the batch's gas nor its memory: one market's failure stays
/// one market's (H8, G3).
library BoundedCall {
    /// @dev What the caller keeps for the event that follows.
    uint256 private constant RESERVE = 60_000;
    /// @dev Longest revert data that is worth an event.
    uint256 private constant MAX_RETURN = 256;

    /// @notice Without this much gas a call could fail for want of gas and look like the market's own failure. It also
    /// makes a gas estimate right: estimators look for the least gas with which the whole does not revert.
    error NotEnoughGas(uint256 left, uint256 needed);

    /// @param gasLimit Most gas that the call may use.
    /// @param data Call data.
    /// @return ok Whether it returned.
    /// @return out The first 256 bytes of what it returned or reverted with.
    function callSelf(uint256 gasLimit, bytes memory data) internal returns (bool ok, bytes memory out) {
        // EIP-150: a call gets at most 63/64 of the gas left.
        uint256 needed = (gasLimit * 64) / 63 + RESERVE;
        if (gasleft() < needed) revert NotEnoughGas(gasleft(), needed);
        // Safe: writes only fresh memory behind the free pointer, and moves the pointer past it.
        assembly ("memory-safe") {
            ok := call(gasLimit, address(), 0, add(data, 0x20), mload(data), 0, 0)
            out := mload(0x40)
            let size := returndatasize()
            if gt(size, MAX_RETURN) {
                size := MAX_RETURN
            }
            mstore(out, size)
            returndatacopy(add(out, 0x20), 0, size)
            mstore(0x40, add(add(out, 0x20), MAX_RETURN))
        }
    }
}
