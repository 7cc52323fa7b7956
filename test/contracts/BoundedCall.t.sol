// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BoundedCall} from "../../contracts/libraries/BoundedCall.sol";
import {assertAtMost, assertTrue} from "../mocks/Vm.sol";

/// @notice A batch's calls to itself (H8, G3).
contract BoundedCallTest {
    uint256 private constant MAX_RETURN = 256;
    uint256 private constant CALLEE_GAS = 100_000;
    uint256 private constant RESERVE = 60_000;
    /// @dev What surrounds the call: reaching it, and looking at what it left.
    uint256 private constant SLACK = 5_000;

    function answer(bytes calldata data, bool fails) external pure {
        bytes memory copy = data;
        // Safe: ends the call with memory that it owns.
        assembly ("memory-safe") {
            if fails {
                revert(add(copy, 0x20), mload(copy))
            }
            return(add(copy, 0x20), mload(copy))
        }
    }

    function gasGiven() external view returns (uint256) {
        return gasleft();
    }

    /// @dev External, so that its revert can be caught and its gas be chosen.
    function ask(uint256 gasLimit) external returns (bool ok, bytes memory out, uint256 left) {
        (ok, out) = BoundedCall.callSelf(gasLimit, abi.encodeCall(this.gasGiven, ()));
        left = gasleft();
    }

    function testFuzz_G3_BringsBackTheFirst256BytesOfAnyAnswer(bytes calldata data, bool fails) external {
        bytes memory call = abi.encodeCall(this.answer, (data, fails));
        (bool ok, bytes memory out) = BoundedCall.callSelf(1_000_000, call);
        assertTrue(ok != fails, "another end");
        uint256 length = data.length < MAX_RETURN ? data.length : MAX_RETURN;
        assertTrue(keccak256(out) == keccak256(data[:length]), "other bytes");
    }

    function test_G3_BringsBackNoMoreOfALongAnswer() external {
        bytes memory long = new bytes(10 * MAX_RETURN);
        for (uint256 i = 0; i < long.length; ++i) long[i] = bytes1(uint8(i + 1));
        (bool ok, bytes memory out) = BoundedCall.callSelf(1_000_000, abi.encodeCall(this.answer, (long, true)));
        assertTrue(!ok, "did not fail");
        assertTrue(out.length == MAX_RETURN, "another length");
        for (uint256 i = 0; i < MAX_RETURN; ++i) assertTrue(out[i] == long[i], "other bytes");
    }

    /// @dev What is allocated afterwards lies behind it, and what was allocated before stays as it was.
    function test_G3_KeepsTheAnswerInMemoryOfItsOwn() external {
        bytes memory before = hex"00112233445566778899aabbccddeeff";
        bytes memory long = new bytes(MAX_RETURN);
        for (uint256 i = 0; i < long.length; ++i) long[i] = 0xa5;
        (, bytes memory out) = BoundedCall.callSelf(1_000_000, abi.encodeCall(this.answer, (long, false)));
        uint256[] memory behind = new uint256[](16);
        for (uint256 i = 0; i < behind.length; ++i) behind[i] = type(uint256).max;
        assertTrue(keccak256(out) == keccak256(long), "the answer was overwritten");
        assertTrue(keccak256(before) == keccak256(hex"00112233445566778899aabbccddeeff"), "what stood before was");
    }

    /// @dev With any gas: refused, saying how much is needed; or called with all that it may use, and with the reserve
    /// left.
    function testFuzz_H8_NeverCallsWithLessThanItMayUse(uint256 given) external {
        uint256 needed = (CALLEE_GAS * 64) / 63 + RESERVE;
        given = needed - SLACK + (given % (3 * SLACK));
        try this.ask{gas: given}(CALLEE_GAS) returns (bool ok, bytes memory out, uint256 left) {
            assertTrue(ok, "failed");
            assertAtMost(CALLEE_GAS, abi.decode(out, (uint256)) + 500, "too little gas for the call");
            assertAtMost(RESERVE, left + SLACK, "too little gas left");
            assertAtMost(needed, given, "called with too little");
        } catch (bytes memory reason) {
            assertAtMost(given, needed + SLACK, "refused with enough");
            bytes4 selector = bytes4(reason);
            assertTrue(selector == BoundedCall.NotEnoughGas.selector, "another error");
            (uint256 left, uint256 said) = abi.decode(_arguments(reason), (uint256, uint256));
            assertTrue(said == needed, "another need");
            assertAtMost(left, needed - 1, "refused with enough");
        }
    }

    function _arguments(bytes memory reason) private pure returns (bytes memory arguments) {
        arguments = new bytes(reason.length - 4);
        for (uint256 i = 0; i < arguments.length; ++i) arguments[i] = reason[i + 4];
    }
}
