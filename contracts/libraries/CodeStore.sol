// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Words kept as the bytecode of a contract without behaviour. A table that a report reads as a whole and
/// that governance replaces as a whole costs one account access here, against one cold slot (2,100 gas) a word.
library CodeStore {
    /// @dev STOP ahead of the data: nobody can run it, so nobody can make it self-destruct.
    uint256 private constant PREFIX = 1;

    error CodeNotStored(uint256 words);

    /// @notice Stores the words and returns where.
    function write(uint256[] memory words) internal returns (address pointer) {
        // PUSH2 size, DUP1, PUSH1 10, RETURNDATASIZE, CODECOPY, RETURNDATASIZE, RETURN: what follows becomes the code.
        uint16 size = uint16(words.length * 32 + PREFIX);
        bytes memory initCode = abi.encodePacked(hex"61", size, hex"80600a3d393df3", hex"00", words);
        // Safe: reads the memory that initCode owns, its length first.
        assembly ("memory-safe") {
            pointer := create(0, add(initCode, 0x20), mload(initCode))
        }
        if (pointer == address(0)) revert CodeNotStored(words.length);
    }

    /// @notice `count` words from word `first` on; the caller knows that they were stored.
    function readSome(address pointer, uint256 first, uint256 count) internal view returns (uint256[] memory words) {
        words = new uint256[](count);
        // Safe: writes the words that the array has.
        assembly ("memory-safe") {
            extcodecopy(pointer, add(words, 0x20), add(PREFIX, shl(5, first)), shl(5, count))
        }
    }

    /// @notice All words at `pointer`; none where nothing was stored.
    function read(address pointer) internal view returns (uint256[] memory words) {
        uint256 size = pointer.code.length;
        if (size <= PREFIX) return words;
        uint256 count = (size - PREFIX) / 32;
        // Safe: takes fresh memory at the free pointer and moves the pointer past it. Not `new uint256[]`, which
        // would clear the memory that is overwritten at once.
        assembly ("memory-safe") {
            words := mload(0x40)
            mstore(words, count)
            extcodecopy(pointer, add(words, 0x20), PREFIX, mul(count, 0x20))
            mstore(0x40, add(add(words, 0x20), mul(count, 0x20)))
        }
    }
}
