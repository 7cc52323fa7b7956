// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {ScoreReader} from "../../contracts/libraries/ScoreReader.sol";
import {MarketId} from "../../contracts/types/MarketId.sol";
import {RawOracle} from "../mocks/RawOracle.sol";
import {assertTrue} from "../mocks/Vm.sol";

/// @notice An oracle whose round is the gas that it was asked with.
contract TellsItsGas {
    fallback() external {
        uint256[10] memory words;
        words[6] = gasleft();
        bytes memory answer = abi.encode(words);
        // Safe: hands out the memory that `answer` owns.
        assembly ("memory-safe") {
            return(add(answer, 0x20), mload(answer))
        }
    }
}

/// @notice Each word of an answer at the end of its type, each length around the due one, and the memory around an answer.
contract ScoreReaderWordsTest {
    MarketId private constant ID = MarketId.wrap(bytes32(uint256(7)));
    IRiskOracle private immutable _oracle = IRiskOracle(address(new RawOracle()));

    /// @dev R10: alone, and beside words that are all at their most.
    function test_R10_EachWordIsReadUpToTheMostOfItsTypeAndNoFurther() external {
        for (uint256 i = 0; i < 10; ++i) {
            uint256 most = _atMost()[i];
            uint256[10] memory alone;
            alone[i] = most;
            assertTrue(_reads(alone), "R10: the most of a type was refused");
            alone[i] = most + 1;
            assertTrue(!_reads(alone), "R10: a word out of its type was read");
            uint256[10] memory among = _atMost();
            assertTrue(_reads(among), "R10: all words at their most were refused");
            among[i] = most + 1;
            assertTrue(!_reads(among), "R10: a word out of its type was read among others");
        }
    }

    function test_R10_AnAnswerShortOfAByteOrAWordIsNone() external {
        bytes memory whole = abi.encode(_atMost());
        for (uint256 length = 0x120; length < 0x140; length += 0x1f) {
            _set(_oracle, whole, length, false);
            (bool answered, IRiskOracle.ScoreRecord memory record, IRiskOracle.Status status) = ScoreReader.read(
                _oracle,
                ID
            );
            assertTrue(!answered && status == IRiskOracle.Status.Unknown, "R10: a short answer was read");
            IRiskOracle.ScoreRecord memory none;
            assertTrue(keccak256(abi.encode(record)) == keccak256(abi.encode(none)), "R10: a record without an answer");
        }
        _set(_oracle, bytes.concat(whole, "more"), 0x144, false);
        assertTrue(_answers(whole), "R10: an answer with more behind it was refused");
    }

    /// @dev The bytes that an answer lacks still lie where an earlier answer put them. Nothing is allocated in between.
    function test_R10_AnEventIsNotMadeUpFromWhatAnEarlierAnswerLeftInMemory() external {
        bytes memory whole = abi.encode(_atMost());
        IRiskOracle short = IRiskOracle(address(new RawOracle()));
        for (uint256 length = 0xa0; length < 0xc0; length += 0x1f) {
            _set(_oracle, whole, 0xc0, false);
            _set(short, whole, length, false);
            bytes32 hash = _hashOfEvent(whole);
            bool first = ScoreReader.hasEvent(_oracle, ID, hash);
            bool second = ScoreReader.hasEvent(short, ID, hash);
            assertTrue(first, "R10: its own event was not known");
            assertTrue(!second, "R10: an event was made up from an earlier answer");
        }
    }

    function test_R10_AnEventThatIsRevertedWithIsNone() external {
        bytes memory whole = abi.encode(_atMost());
        bytes32 hash = _hashOfEvent(whole);
        _set(_oracle, whole, 0xc0, false);
        assertTrue(ScoreReader.hasEvent(_oracle, ID, hash), "R10: its own event was not known");
        _set(_oracle, whole, 0xc0, true);
        assertTrue(!ScoreReader.hasEvent(_oracle, ID, hash), "R10: a refusal was an event");
        _set(_oracle, whole, 0x140, false);
        assertTrue(ScoreReader.hasEvent(_oracle, ID, hash), "R10: an event with more behind it was not known");
    }

    /// @dev The answer's ten words are the record's, in place: whoever asks again must not write over them.
    function test_R10_ARecordIsNotWrittenOverByALaterAnswerOrAllocation() external {
        bytes memory whole = abi.encode(_atMost());
        _set(_oracle, whole, 0x140, false);
        (, IRiskOracle.ScoreRecord memory record, IRiskOracle.Status status) = ScoreReader.read(_oracle, ID);
        _set(_oracle, abi.encode([uint256(1), 2, 3, 4, 0, 0, 5, 6, 7, 1]), 0x140, false);
        ScoreReader.read(_oracle, ID);
        ScoreReader.readDoubted(_oracle, ID);
        bytes memory later = abi.encodePacked(keccak256("something"), keccak256("else"), keccak256("again"));
        assertTrue(keccak256(abi.encode(record, status)) == keccak256(whole), "R10: the record was written over");
        assertTrue(later.length == 96, "R10: nothing was allocated");
    }

    function test_R10_AnAnswerClaimsItsTenWordsAndNoMore() external {
        _set(_oracle, abi.encode(_atMost()), 0x140, false);
        uint256 before = _freeMemory();
        ScoreReader.readDoubted(_oracle, ID);
        uint256 afterwards = _freeMemory();
        assertTrue(afterwards == before + 0x140, "R10: another size than an answer has");
    }

    /// @dev With four kilobytes in use, an answer that lay anywhere but behind them would cost millions.
    function test_R10_AnEventTakesNoMoreMemoryThanItsAnswer() external {
        bytes memory whole = abi.encode(_atMost());
        _set(_oracle, whole, 0xc0, false);
        assertTrue(this.hasEventBehind{gas: 400_000}(4_096, _hashOfEvent(whole)), "R10: its own event was not known");
    }

    /// @dev What an oracle is told to answer with is all that it may use, to the unit of gas.
    function test_R10_AnOracleGetsAHundredThousandGas() external {
        address oracle = address(new TellsItsGas());
        (bool ok, bytes memory answer) = oracle.staticcall{gas: 100_000}(abi.encodeCall(IRiskOracle.score, (ID)));
        uint256[10] memory words = abi.decode(answer, (uint256[10]));
        (bool answered, IRiskOracle.ScoreRecord memory record, ) = ScoreReader.read(IRiskOracle(oracle), ID);
        assertTrue(ok && answered, "R10: no answer");
        assertTrue(record.round == words[6], "R10: more or less gas than 100,000");
    }

    function hasEventBehind(uint256 used, bytes32 hash) external view returns (bool) {
        bytes memory inUse = new bytes(used);
        return inUse.length == used && ScoreReader.hasEvent(_oracle, ID, hash);
    }

    /// @dev Whether these ten words are taken for an answer, and then are what is read.
    function _reads(uint256[10] memory words) private returns (bool) {
        bytes memory answer = abi.encode(words);
        _set(_oracle, answer, 0x140, false);
        return _answers(answer);
    }

    function _answers(bytes memory due) private view returns (bool answered) {
        IRiskOracle.ScoreRecord memory record;
        IRiskOracle.Status status;
        (answered, record, status) = ScoreReader.read(_oracle, ID);
        if (answered) {
            assertTrue(keccak256(abi.encode(record, status)) == keccak256(due), "R10: another record or status");
        }
    }

    /// @dev Has an oracle answer, or revert, with the first `length` bytes.
    function _set(IRiskOracle oracle, bytes memory whole, uint256 length, bool reverts) private {
        bytes memory answer = new bytes(length);
        for (uint256 i = 0; i < length; ++i) answer[i] = whole[i];
        RawOracle(address(oracle)).set(answer, reverts, 0);
    }

    /// @dev Of the first six words.
    function _hashOfEvent(bytes memory answer) private pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            hash := keccak256(add(answer, 0x20), 0xc0)
        }
    }

    function _freeMemory() private pure returns (uint256 pointer) {
        assembly ("memory-safe") {
            pointer := mload(0x40)
        }
    }

    /// @dev The most of each word's type: two scores, two counts, two flags, three times, a status.
    function _atMost() private pure returns (uint256[10] memory) {
        uint256 time = type(uint64).max;
        return [uint256(100_00), 100_00, 255, 255, 1, 1, time, time, time, 3];
    }
}
