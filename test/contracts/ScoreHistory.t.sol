// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {ScoreRecords} from "../../contracts/libraries/ScoreRecords.sol";
import {ScoreRing} from "../../contracts/libraries/ScoreRing.sol";
import {PackedScore, packHeader, packTally} from "../../contracts/types/PackedScore.sol";

/// @notice Fuzz tests of what the history keeps (R3, R7), against plain lists.
contract ScoreHistoryTest {
    using ScoreRing for ScoreRing.Ring;

    uint256 private constant CAPACITY = 8;

    error Unequal(uint256 got, uint256 expected);
    error Found(uint256 round);
    error NotFound(uint256 round);

    ScoreRing.Ring private _ring;

    function testFuzz_R7_PackingARecordGivesTheWordThatItCameFrom(uint256 header, uint40 tally) public pure {
        PackedScore packed = packHeader(uint64(header), uint64(header >> 64), uint64(header >> 128)).withTally(
            _anyTally(tally)
        );
        IRiskOracle.ScoreRecord memory record = ScoreRecords.unpack(packed);
        _equal(PackedScore.unwrap(ScoreRecords.pack(record)), PackedScore.unwrap(packed));
    }

    /// @dev Rounds at random distances, events that change at random: the ring holds a round exactly as long as no
    /// later one of its place came, and gives back what was put in.
    function testFuzz_R3_HoldsARoundUntilItsPlaceIsTaken(uint8[16] calldata steps, uint16 eventBits) public {
        uint64[] memory rounds = new uint64[](steps.length);
        uint64 round = 0;
        for (uint256 i = 0; i < steps.length; ++i) {
            round += 1 + (steps[i] % 20);
            rounds[i] = round;
            _ring.push(CAPACITY - 1, packHeader(round, round, round), uint64(i + 1), _event(eventBits, i));
        }
        _equal(_ring.latestRound, round);
        for (uint256 i = 0; i < steps.length; ++i) _check(rounds, i, eventBits);
    }

    function _check(uint64[] memory rounds, uint256 i, uint16 eventBits) private view {
        bool taken = false;
        for (uint256 later = i + 1; later < rounds.length; ++later) {
            taken = taken || rounds[later] % CAPACITY == rounds[i] % CAPACITY;
        }
        (ScoreRing.Place memory place, bool found) = _ring.find(CAPACITY - 1, rounds[i]);
        if (taken && found) revert Found(rounds[i]);
        if (taken) return;
        if (!found) revert NotFound(rounds[i]);
        _equal(place.packed.round(), rounds[i]);
        _equal(place.id, i + 1);
        _equal(place.previousRound, i == 0 ? 0 : rounds[i - 1]);
        _equal(uint256(_ring.events[place.eventIndex]), uint256(_event(eventBits, i)));
    }

    function _event(uint16 bits, uint256 i) private pure returns (bytes32) {
        return keccak256(abi.encode((bits >> i) & 1));
    }

    function _anyTally(uint40 bits) private pure returns (PackedScore) {
        return
            packTally({
                score_: bits & 0x3FFF,
                spread_: (bits >> 14) & 0x3FFF,
                contributors_: (bits >> 28) & 0x1F,
                models_: (bits >> 33) & 0x1F,
                outOfDistribution_: (bits >> 38) & 1 == 1,
                degraded_: (bits >> 39) & 1 == 1
            });
    }

    function _equal(uint256 got, uint256 expected) private pure {
        if (got != expected) revert Unequal(got, expected);
    }
}
