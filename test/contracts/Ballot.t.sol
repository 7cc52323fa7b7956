// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ballot} from "../../contracts/libraries/Ballot.sol";
import {PackedScore} from "../../contracts/types/PackedScore.sol";
import {Seat, packSeat} from "../../contracts/types/Seat.sol";

/// @notice Fuzz tests of the aggregate (R6, R7), against a plain reference that shares no code with it.
contract BallotTest {
    using Ballot for Ballot.Box;

    uint256 private constant ABSTAIN = 0x3FFF;

    error Unequal(uint256 got, uint256 expected);
    error OutsideHonestRange(uint256 score, uint256 lowest, uint256 highest);
    error SpreadTooLarge(uint256 spread, uint256 limit);

    struct Voter {
        uint16 weight;
        uint8 model;
        uint8 operator;
        uint16 entry;
    }

    /// @dev External, so that score vectors stand in calldata as they do in a report. The market counted is the
    /// second of six; its neighbours hold what would be noticed.
    function tally(
        Voter[] calldata voters,
        bytes[] calldata vectors,
        uint256 faults,
        uint256 minModels,
        uint256 minOperators
    ) external pure returns (PackedScore, uint256 contributors) {
        Seat[] memory seats = new Seat[](voters.length);
        for (uint256 i = 0; i < voters.length; ++i) {
            seats[i] = packSeat(address(0), voters[i].weight, voters[i].model, voters[i].operator);
        }
        Ballot.Box memory box = Ballot.open(seats, faults, minModels, minOperators);
        for (uint256 i = 0; i < voters.length; ++i) box.add(i, seats[i], vectors[i]);
        // Whatever an earlier market leaves behind in the box must not show in the next one.
        box.count(0);
        return box.count(1);
    }

    function testFuzz_R6_EqualsThePlainReference(uint256 seed) public view {
        (Voter[] memory voters, uint256 faults) = _voters(seed);
        (PackedScore got, uint256 counted) = _tally(voters, faults);
        uint256 contributors = _contributors(voters);
        _equal(counted, contributors);
        if (contributors < 2 * faults + 1) return _equal(PackedScore.unwrap(got), 0);
        _equal(got.contributors(), contributors);
        uint256 median = _referenceMedian(voters, 0, false);
        _equal(got.score(), median);
        _equal(got.spread(), _referenceMedian(voters, median, true));
        _equal(got.models(), _referenceModels(voters));
        _equal(got.outOfDistribution() ? 1 : 0, _flagged(voters, 14) > faults ? 1 : 0);
        _equal(got.degraded() ? 1 : 0, _flagged(voters, 15) > faults ? 1 : 0);
    }

    function testFuzz_R6_AnyFFaultyMembersLeaveTheScoreWithinTheHonestRange(
        uint256 seed,
        uint16[10] calldata lies
    ) public view {
        (Voter[] memory voters, uint256 faults) = _voters(seed);
        uint256 first = uint256(keccak256(abi.encode(seed, "faulty"))) % voters.length;
        for (uint256 i = 0; i < faults; ++i) {
            // Faulty members sign what they like: any score, abstention and flags.
            voters[(first + i) % voters.length].entry = _entry(lies[i % 10]);
        }
        uint256 lowest = type(uint256).max;
        uint256 highest = 0;
        for (uint256 i = faults; i < voters.length; ++i) {
            uint256 value = voters[(first + i) % voters.length].entry & ABSTAIN;
            if (value == ABSTAIN) continue;
            if (value < lowest) lowest = value;
            if (value > highest) highest = value;
        }
        (PackedScore got, ) = _tally(voters, faults);
        if (!got.hasScore()) return;
        if (got.score() < lowest || got.score() > highest) revert OutsideHonestRange(got.score(), lowest, highest);
    }

    function testFuzz_C2_StoresNothingShortOfTheDistinctModelsAndOperators(uint256 seed, uint8 wanted) public view {
        (Voter[] memory voters, uint256 faults) = _voters(seed);
        (uint256 minModels, uint256 minOperators) = (1 + (wanted % 4), 1 + ((wanted >> 2) % 31));
        (PackedScore got, ) = _tally(voters, faults, minModels, minOperators);
        bool enough = _contributors(voters) >= 2 * faults + 1 && _referenceOperators(voters) >= minOperators;
        enough = enough && _referenceModels(voters) >= minModels;
        _equal(got.hasScore() ? 1 : 0, enough ? 1 : 0);
    }

    /// @dev Exactly as many members, models and operators as are needed, with and without an abstention; one fewer of any
    /// is too few.
    function test_C2_ExactlyAsManyAsAreNeededSuffice() public view {
        for (uint256 voted = 2; voted <= 4; ++voted) {
            Voter[] memory voters = new Voter[](4);
            for (uint256 i = 0; i < 4; ++i) {
                uint16 entry = i < voted ? uint16(50_00) : uint16(ABSTAIN);
                voters[i] = Voter({weight: 25_01, model: uint8(i), operator: uint8(i), entry: entry});
            }
            for (uint256 needed = 0; needed < 50; ++needed) {
                (uint256 faults, uint256 models, uint256 operators) = (
                    1 + needed / 25,
                    1 + (needed % 5),
                    1 + ((needed / 5) % 5)
                );
                (PackedScore got, ) = _tally(voters, faults, models, operators);
                bool enough = voted >= 2 * faults + 1 && voted >= models && voted >= operators;
                _equal(got.hasScore() ? 1 : 0, enough ? 1 : 0);
            }
        }
    }

    /// @dev An odd weight has no exact half: of three equal votes the middle one is the median, whatever their weight.
    function test_R6_TheMiddleOfThreeEqualVotesOfOddWeight() public view {
        for (uint16 weight = 1; weight <= 5; weight += 2) {
            Voter[] memory voters = new Voter[](3);
            for (uint8 i = 0; i < 3; ++i) {
                voters[i] = Voter({weight: weight, model: i, operator: i, entry: uint16(10_00) * (i + 1)});
            }
            (PackedScore got, ) = _tally(voters, 1);
            _equal(got.score(), 20_00);
            _equal(got.spread(), 10_00);
        }
    }

    function testFuzz_R6_OrderDoesNotMatter(uint256 seed) public view {
        (Voter[] memory voters, uint256 faults) = _voters(seed);
        (PackedScore before, uint256 contributors) = _tally(voters, faults);
        for (uint256 i = voters.length - 1; i > 0; --i) {
            uint256 j = uint256(keccak256(abi.encode(seed, "shuffle", i))) % (i + 1);
            (voters[i], voters[j]) = (voters[j], voters[i]);
        }
        (PackedScore afterwards, uint256 contributorsAgain) = _tally(voters, faults);
        _equal(contributorsAgain, contributors);
        _equal(PackedScore.unwrap(afterwards), PackedScore.unwrap(before));
    }

    function testFuzz_R6_AnExactTieTakesTheUpperValue(uint16 a, uint16 b, uint16 weight) public view {
        uint16 low = a % 100_01;
        uint16 high = b % 100_01;
        if (low > high) (low, high) = (high, low);
        uint16 half = 1 + (weight % 33_33);
        Voter[] memory voters = new Voter[](4);
        voters[0] = Voter({weight: half, model: 0, operator: 0, entry: high});
        voters[1] = Voter({weight: half, model: 0, operator: 0, entry: low});
        voters[2] = Voter({weight: half, model: 0, operator: 0, entry: low});
        voters[3] = Voter({weight: half, model: 0, operator: 0, entry: high});
        (PackedScore got, ) = _tally(voters, 1);
        _equal(got.score(), high);
        _equal(got.spread(), high - low);
    }

    function testFuzz_R7_SpreadIsNeverWiderThanTheContributors(uint256 seed) public view {
        (Voter[] memory voters, uint256 faults) = _voters(seed);
        (PackedScore got, ) = _tally(voters, faults);
        if (!got.hasScore()) return;
        uint256 widest = 0;
        for (uint256 i = 0; i < voters.length; ++i) {
            uint256 value = voters[i].entry & ABSTAIN;
            if (value != ABSTAIN && _distance(value, got.score()) > widest) widest = _distance(value, got.score());
        }
        if (got.spread() > widest) revert SpreadTooLarge(got.spread(), widest);
    }

    function _tally(Voter[] memory voters, uint256 faults) private view returns (PackedScore, uint256) {
        return _tally(voters, faults, 1, 1);
    }

    function _tally(
        Voter[] memory voters,
        uint256 faults,
        uint256 minModels,
        uint256 minOperators
    ) private view returns (PackedScore, uint256) {
        bytes[] memory vectors = new bytes[](voters.length);
        for (uint256 i = 0; i < voters.length; ++i) {
            // The flags of every other market are up.
            bytes memory others = abi.encodePacked(uint16(0xC000), uint16(0xC000), uint16(0xC000), uint16(0xC000));
            vectors[i] = abi.encodePacked(uint16(0xC000 | 100_00), voters[i].entry, others);
        }
        return this.tally(voters, vectors, faults, minModels, minOperators);
    }

    /// @dev 4 to 31 members, f at its largest, weights between 1000 and 1000 + 1000 / f: f of them weigh less than any
    /// f + 1. Values repeat often; one in eight abstains.
    function _voters(uint256 seed) private pure returns (Voter[] memory voters, uint256 faults) {
        faults = 1 + (seed % 10);
        uint256 n = 3 * faults + 1;
        voters = new Voter[](n);
        for (uint256 i = 0; i < n; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            uint256 weight = 1000 + ((random >> 16) % (1000 / faults));
            uint16 entry = _entry(uint16(random));
            if ((random >> 48) % 8 == 0) entry |= uint16(ABSTAIN);
            voters[i] = Voter({
                weight: uint16(weight),
                model: uint8((random >> 32) % 5),
                operator: uint8((random >> 56) % n),
                entry: entry
            });
        }
    }

    /// @dev Any 16 bits, made an entry that a report may carry.
    function _entry(uint16 bits) private pure returns (uint16) {
        uint16 value = bits & uint16(ABSTAIN);
        if (value > 100_00 && value != ABSTAIN) value = value % 8;
        return (bits & 0xC000) | value;
    }

    function _contributors(Voter[] memory voters) private pure returns (uint256 count) {
        for (uint256 i = 0; i < voters.length; ++i) if (voters[i].entry & ABSTAIN != ABSTAIN) ++count;
    }

    function _flagged(Voter[] memory voters, uint256 bit) private pure returns (uint256 count) {
        for (uint256 i = 0; i < voters.length; ++i) {
            if (voters[i].entry & ABSTAIN != ABSTAIN && (voters[i].entry >> bit) & 1 == 1) ++count;
        }
    }

    function _referenceModels(Voter[] memory voters) private pure returns (uint256 count) {
        bool[31] memory seen;
        for (uint256 i = 0; i < voters.length; ++i) {
            if (voters[i].entry & ABSTAIN == ABSTAIN || seen[voters[i].model]) continue;
            seen[voters[i].model] = true;
            ++count;
        }
    }

    function _referenceOperators(Voter[] memory voters) private pure returns (uint256 count) {
        bool[31] memory seen;
        for (uint256 i = 0; i < voters.length; ++i) {
            if (voters[i].entry & ABSTAIN == ABSTAIN || seen[voters[i].operator]) continue;
            seen[voters[i].operator] = true;
            ++count;
        }
    }

    /// @dev The definition, word for word: the smallest value (or distance from `center`) such that the weight of all
    /// that are no larger exceeds half of the whole.
    function _referenceMedian(
        Voter[] memory voters,
        uint256 center,
        bool distances
    ) private pure returns (uint256 best) {
        best = type(uint256).max;
        for (uint256 i = 0; i < voters.length; ++i) {
            uint256 candidate = voters[i].entry & ABSTAIN;
            if (candidate == ABSTAIN) continue;
            if (distances) candidate = _distance(candidate, center);
            uint256 within = 0;
            uint256 whole = 0;
            for (uint256 j = 0; j < voters.length; ++j) {
                uint256 value = voters[j].entry & ABSTAIN;
                if (value == ABSTAIN) continue;
                whole += voters[j].weight;
                if ((distances ? _distance(value, center) : value) <= candidate) within += voters[j].weight;
            }
            if (2 * within > whole && candidate < best) best = candidate;
        }
    }

    function _distance(uint256 a, uint256 b) private pure returns (uint256) {
        return a > b ? a - b : b - a;
    }

    function _equal(uint256 got, uint256 expected) private pure {
        if (got != expected) revert Unequal(got, expected);
    }
}
