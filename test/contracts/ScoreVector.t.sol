// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ScoreVector} from "../../contracts/libraries/ScoreVector.sol";
import {assertTrue} from "../mocks/Vm.sol";

/// @notice Vectors of every length up to three words, with bytes behind their end that nobody signed.
contract ScoreVectorTest {
    uint256 private constant MOST = 48;
    /// @dev No score and no abstention, in whichever of its bits is looked at.
    bytes2 private constant WRONG = 0x3ffe;

    function test_NothingBehindAVectorsEndMakesItInvalid() external view {
        bytes memory scores = _filled(bytes2(uint16(100_00)), WRONG);
        for (uint256 entries = 0; entries <= MOST; ++entries) {
            uint256 found = this.firstInvalid(scores, 2 * (MOST - entries), 2 * entries);
            assertTrue(found == entries, "bytes behind the end are read");
        }
    }

    function test_FindsTheFirstEntryThatIsNoScoreInEveryPlace() external view {
        for (uint256 place = 0; place < MOST; ++place) {
            bytes memory scores = _filled(bytes2(uint16(ScoreVector.ABSTAIN)), WRONG);
            (scores[2 * place], scores[2 * place + 1]) = (0x27, 0x11);
            assertTrue(this.firstInvalid(scores, 0, 2 * MOST) == place, "10,001 bps pass for a score");
        }
    }

    /// @dev A report's observations are hashed behind all that was read of it: that must not cost more with each.
    function test_HashesAsCheaplyWhereMuchMemoryIsInUse() external view {
        bytes memory scores = _filled(bytes2(uint16(1_00)), WRONG);
        for (uint256 claimed = 0; claimed <= 64_000; claimed += 32_000)
            assertTrue(this.hash{gas: 200_000}(scores, claimed) == keccak256(scores), "another hash");
    }

    function hash(bytes calldata scores, uint256 claimed) external pure returns (bytes32) {
        bytes memory used = new bytes(claimed);
        assertTrue(used.length == claimed, "no memory");
        return ScoreVector.hash(scores);
    }

    function firstInvalid(bytes calldata whole, uint256 start, uint256 length) external pure returns (uint256) {
        return ScoreVector.firstInvalid(whole[start:start + length]);
    }

    /// @dev One entry more than `MOST` of one kind, so that a wrong one behind the end is not where an end would be said to
    /// be; then others.
    function _filled(bytes2 first, bytes2 then) private pure returns (bytes memory scores) {
        scores = new bytes(4 * MOST);
        for (uint256 i = 0; i < 2 * MOST; ++i) {
            bytes2 entry = i <= MOST ? first : then;
            (scores[2 * i], scores[2 * i + 1]) = (entry[0], entry[1]);
        }
    }
}
