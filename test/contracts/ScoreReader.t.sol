// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {ScoreReader} from "../../contracts/libraries/ScoreReader.sol";
import {MarketId} from "../../contracts/types/MarketId.sol";
import {RawOracle} from "../mocks/RawOracle.sol";
import {assertAtMost, assertTrue} from "../mocks/Vm.sol";

/// @notice Whatever an oracle answers is read as the compiler's own decoder would read it, or as no answer.
contract ScoreReaderTest {
    MarketId private constant ID = MarketId.wrap(bytes32(uint256(7)));
    RawOracle private immutable _raw = new RawOracle();

    /// @dev Words that are within their types half of the time each, and one of them out of it.
    function testFuzz_R10_ReadsWhatTheDecoderReadsOrNothing(uint256 seed, bool short, bool reverts) public {
        uint256[10] memory words;
        uint256[10] memory most = [uint256(100_00), 100_00, 255, 255, 1, 1, 1 << 63, 1 << 63, 1 << 63, 3];
        for (uint256 i = 0; i < 10; ++i) words[i] = uint256(keccak256(abi.encode(seed, i))) % (most[i] + 1);
        if (seed % 2 == 0) words[(seed >> 8) % 10] = (seed >> 16) << ((seed >> 16) % 200);
        bytes memory answer = abi.encode(words);
        if (short) answer = abi.encodePacked(words[0], words[1], words[2], words[3], words[4], words[5]);
        _raw.set(answer, reverts, 0);

        bool due = !short && !reverts && words[0] <= 100_00 && words[1] <= 100_00;
        IRiskOracle.ScoreRecord memory expected;
        IRiskOracle.Status said;
        try this.decode(answer) returns (IRiskOracle.ScoreRecord memory record, IRiskOracle.Status status) {
            (expected, said) = (record, status);
        } catch {
            due = false;
        }
        _compare(due, expected, said);
    }

    function testFuzz_R10_AnOracleThatBurnsGasTakesNoMoreThanItsBound(uint256 burn) public {
        IRiskOracle.ScoreRecord memory record;
        _raw.set(abi.encode(record, IRiskOracle.Status.Fresh), false, burn % 10_000_000);
        uint256 before = gasleft();
        (bool answered, , ) = ScoreReader.read(IRiskOracle(address(_raw)), ID);
        uint256 used = before - gasleft();
        assertAtMost(used, ScoreReader.READ_GAS + 10_000, "more gas than the bound");
        if (burn % 10_000_000 < 50_000) assertTrue(answered, "an answer within the bound was lost");
        if (burn % 10_000_000 > ScoreReader.READ_GAS) assertTrue(!answered, "an answer beyond the bound was read");
    }

    function testFuzz_AnEventIsTheOneWithItsHashAlone(uint256[6] memory words, uint8 place, uint256 other) public {
        bytes32 hash = keccak256(abi.encode(words));
        _raw.set(abi.encode(words), false, 0);
        assertTrue(ScoreReader.hasEvent(IRiskOracle(address(_raw)), ID, hash), "its own event was not known");
        uint256 old = words[place % 6];
        words[place % 6] = other;
        _raw.set(abi.encode(words), false, 0);
        assertTrue(ScoreReader.hasEvent(IRiskOracle(address(_raw)), ID, hash) == (old == other), "another event");
        _raw.set("", false, 0);
        assertTrue(!ScoreReader.hasEvent(IRiskOracle(address(_raw)), ID, hash), "no answer was an event");
    }

    function test_R10_AnAccountWithoutCodeAnswersNothing() public view {
        (bool answered, , IRiskOracle.Status status) = ScoreReader.read(IRiskOracle(address(0xdead)), ID);
        assertTrue(!answered && status == IRiskOracle.Status.Unknown, "nobody answered");
        assertTrue(!ScoreReader.hasEvent(IRiskOracle(address(0xdead)), ID, keccak256("")), "nobody's event");
    }

    function decode(
        bytes calldata answer
    ) external pure returns (IRiskOracle.ScoreRecord memory record, IRiskOracle.Status status) {
        return abi.decode(answer, (IRiskOracle.ScoreRecord, IRiskOracle.Status));
    }

    function _compare(bool due, IRiskOracle.ScoreRecord memory expected, IRiskOracle.Status said) private view {
        IRiskOracle oracle = IRiskOracle(address(_raw));
        (bool answered, IRiskOracle.ScoreRecord memory record, IRiskOracle.Status status) = ScoreReader.read(
            oracle,
            ID
        );
        assertTrue(answered == due, "answered or not");
        IRiskOracle.ScoreRecord memory none;
        if (!due) (expected, said) = (none, IRiskOracle.Status.Unknown);
        assertTrue(keccak256(abi.encode(record)) == keccak256(abi.encode(expected)), "another record");
        assertTrue(status == said, "another status");
        (uint256 doubtedBps, IRiskOracle.Status again) = ScoreReader.readDoubted(oracle, ID);
        assertTrue(doubtedBps == expected.score.toUint() + expected.spread.toUint(), "another doubted score");
        assertTrue(again == said, "another status of the doubted score");
    }
}
