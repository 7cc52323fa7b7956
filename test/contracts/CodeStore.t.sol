// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CodeStore} from "../../contracts/libraries/CodeStore.sol";
import {assertTrue} from "../mocks/Vm.sol";

/// @notice Words kept as code come back as they were.
contract CodeStoreTest {
    /// @dev The most that fits into a contract's code (EIP-170) behind the first byte.
    uint256 private constant MOST = 767;

    /// @dev External, so that its revert can be caught.
    function keep(uint256[] calldata words) external returns (address) {
        return CodeStore.write(words);
    }

    function testFuzz_ReadsAllWordsAndAnyPartOfThem(uint256 seed, uint256 n, uint256 first, uint256 count) public {
        uint256[] memory words = _words(seed, n % (MOST + 1));
        address pointer = this.keep(words);
        uint256[] memory all = CodeStore.read(pointer);
        assertTrue(keccak256(abi.encode(all)) == keccak256(abi.encode(words)), "other words");
        first %= words.length + 1;
        count %= words.length - first + 1;
        uint256[] memory some = CodeStore.readSome(pointer, first, count);
        assertTrue(some.length == count, "another count");
        for (uint256 i = 0; i < count; ++i) assertTrue(some[i] == words[first + i], "another part");
    }

    /// @dev What is read stands in memory of its own.
    function test_ReadsIntoFreshMemory() public {
        address pointer = this.keep(_words(1, 3));
        uint256[] memory read = CodeStore.read(pointer);
        bytes32 before = keccak256(abi.encode(read));
        uint256[] memory next = _words(2, 3);
        assertTrue(keccak256(abi.encode(read)) == before, "overwritten");
        assertTrue(next.length == 3 && read.length == 3, "another length");
    }

    function test_ReadsNothingWhereNothingWasStored() public view {
        assertTrue(CodeStore.read(address(0)).length == 0, "words from nowhere");
    }

    function test_KeepsAsManyWordsAsACodeCanHold() public {
        assertTrue(CodeStore.read(this.keep(_words(3, MOST))).length == MOST, "fewer words");
    }

    /// @dev Storing this many takes 200 gas a byte, which the call does not have.
    function test_RevertWhen_TheCodeCannotBeStored() public {
        try this.keep{gas: 4_000_000}(_words(4, MOST)) returns (address) {
            assertTrue(false, "stored");
        } catch (bytes memory reason) {
            bytes memory expected = abi.encodeWithSelector(CodeStore.CodeNotStored.selector, MOST);
            assertTrue(keccak256(reason) == keccak256(expected), "another error");
        }
    }

    function _words(uint256 seed, uint256 n) private pure returns (uint256[] memory words) {
        words = new uint256[](n);
        for (uint256 i = 0; i < n; ++i) words[i] = uint256(keccak256(abi.encode(seed, i)));
    }
}
