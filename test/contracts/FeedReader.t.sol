// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FeedReader} from "../../contracts/libraries/FeedReader.sol";
import {assertTrue} from "../mocks/Vm.sol";

/// @notice Answers every call with the same five words, or with a part of them, or reverts with them.
contract FeedAnswersBytes {
    uint256 private immutable _length;
    bool private immutable _reverts;

    constructor(uint256 length, bool reverts) {
        _length = length;
        _reverts = reverts;
    }

    fallback() external {
        bytes memory answer = abi.encode(7, 2_000e8, 1, 1_700_000_000, 7, 0);
        (uint256 length, bool reverts) = (_length, _reverts);
        assembly ("memory-safe") {
            if reverts {
                revert(add(answer, 0x20), length)
            }
            return(add(answer, 0x20), length)
        }
    }
}

/// @notice What a feed's answer has to be, to be one.
contract FeedReaderTest {
    /// @dev External, so that it can be called with little gas.
    function read(address feed) external view returns (FeedReader.Round memory) {
        return FeedReader.read(feed, 7);
    }

    function test_ReadsTheRoundOfFiveWordsAndOfMore() public {
        for (uint256 length = 160; length <= 192; ++length) {
            FeedReader.Round memory round = this.read(address(new FeedAnswersBytes(length, false)));
            assertTrue(round.id == 7, "another id");
            assertTrue(round.answer == 2_000e8, "another answer");
            assertTrue(round.updatedAt == 1_700_000_000, "another time");
        }
    }

    function test_MissesTheRoundOfAnAnswerThatIsTooShort() public {
        FeedReader.Round memory round = this.read(address(new FeedAnswersBytes(159, false)));
        assertTrue(round.updatedAt == 0 && round.answer == 0, "a round of less than five words");
    }

    function test_MissesTheRoundOfARevertAsLongAsAnAnswer() public {
        FeedReader.Round memory round = this.read(address(new FeedAnswersBytes(160, true)));
        assertTrue(round.updatedAt == 0 && round.answer == 0, "a round of a revert");
    }

    function test_MissesTheRoundOfAnAccountWithoutCode() public view {
        assertTrue(this.read(address(0xfeed)).updatedAt == 0, "a round of nobody");
    }

    /// @dev R12: what is left at the check is what the call has, less what reaching it takes.
    function test_R12_RevertWhen_TheGasIsNotEnoughToRead() public {
        address feed = address(new FeedAnswersBytes(160, false));
        uint256 needed = (uint256(100_000) * 64) / 63 + 10_000;
        try this.read{gas: needed}(feed) returns (FeedReader.Round memory) {
            assertTrue(false, "read with too little gas");
        } catch (bytes memory reason) {
            assertTrue(bytes4(reason) == FeedReader.NotEnoughGasToRead.selector, "another error");
            (uint256 left, uint256 asked) = abi.decode(_tail(reason), (uint256, uint256));
            assertTrue(asked == needed && left < needed, "other amounts");
        }
        assertTrue(this.read{gas: needed + 5_000}(feed).id == 7, "enough gas");
    }

    function _tail(bytes memory reason) private pure returns (bytes memory tail) {
        tail = new bytes(reason.length - 4);
        for (uint256 i = 0; i < tail.length; ++i) tail[i] = reason[i + 4];
    }
}
