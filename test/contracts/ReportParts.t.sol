// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommittee} from "../../contracts/interfaces/ICommittee.sol";
import {CodeStore} from "../../contracts/libraries/CodeStore.sol";
import {CommitteeRules} from "../../contracts/libraries/CommitteeRules.sol";
import {ScoreVector} from "../../contracts/libraries/ScoreVector.sol";
import {PackedScore, packHeader, packTally} from "../../contracts/types/PackedScore.sol";

/// @notice Fuzz tests of what a report is checked, packed and kept with.
contract ReportPartsTest {
    error Unequal(uint256 got, uint256 expected);
    error FaultyWeighHalf(uint256 faulty, uint256 whole);

    function firstInvalid(bytes calldata scores) external pure returns (uint256) {
        return ScoreVector.firstInvalid(scores);
    }

    function hash(bytes calldata scores) external pure returns (bytes32) {
        return ScoreVector.hash(scores);
    }

    function check(ICommittee.MemberConfig[] calldata members, uint256 faults) external pure {
        CommitteeRules.check(members, faults);
    }

    function testFuzz_R5_FindsTheFirstEntryThatIsNoScoreAndNoAbstention(uint16[64] calldata raw, uint8 n) public view {
        uint256 markets = n % 65;
        bytes memory scores;
        uint256 expected = markets;
        for (uint256 i = 0; i < markets; ++i) {
            // One in eight as it comes; the rest made valid, so that vectors are often valid for long.
            uint16 entry = raw[i] % 8 == 0 ? raw[i] : (raw[i] & 0xC000) | uint16((raw[i] & 0x3FFF) % 100_01);
            scores = bytes.concat(scores, bytes2(entry));
            uint256 value = entry & 0x3FFF;
            if (value > 100_00 && value != 0x3FFF && expected == markets) expected = i;
        }
        // What follows a vector in the calldata is not part of it.
        _equal(this.firstInvalid(scores), expected);
        _equal(uint256(this.hash(scores)), uint256(keccak256(scores)));
    }

    function testFuzz_R5_TakesEveryScoreAndTheAbstentionAndNothingElse(uint16 entry) public view {
        uint256 value = entry & 0x3FFF;
        bool valid = value <= 100_00 || value == 0x3FFF;
        _equal(this.firstInvalid(abi.encodePacked(entry)), valid ? 1 : 0);
    }

    function testFuzz_R8_PacksAndUnpacksARecord(
        uint64 round,
        uint64 observedAt,
        uint64 blockNumber,
        uint16 score,
        uint16 spread,
        uint8 contributors,
        uint8 models,
        uint8 flags
    ) public pure {
        PackedScore tally = packTally({
            score_: score % 100_01,
            spread_: spread % 100_01,
            contributors_: contributors % 32,
            models_: models % 32,
            outOfDistribution_: flags & 1 == 1,
            degraded_: flags & 2 == 2
        });
        PackedScore packed = packHeader(round, observedAt, blockNumber).withTally(tally);
        _equal(packed.round(), round);
        _equal(packed.observedAt(), observedAt);
        _equal(packed.blockNumber(), blockNumber);
        _equal(packed.score(), score % 100_01);
        _equal(packed.spread(), spread % 100_01);
        _equal(packed.contributors(), contributors % 32);
        _equal(packed.models(), models % 32);
        _equal(packed.outOfDistribution() ? 1 : 0, flags & 1);
        _equal(packed.degraded() ? 1 : 0, (flags >> 1) & 1);
        _equal(packed.hasScore() ? 1 : 0, contributors % 32 == 0 ? 0 : 1);

        PackedScore without = packed.withoutTally();
        _equal(PackedScore.unwrap(without), PackedScore.unwrap(packHeader(round, observedAt, blockNumber)));
        _equal(without.hasScore() ? 1 : 0, 0);
    }

    function testFuzz_R6_AcceptedWeightsLeaveAnyFBelowHalfOfAny2FPlus1(uint256 seed) public view {
        uint256 faults = 1 + (seed % 10);
        uint256 n = 3 * faults + 1 + ((seed >> 8) % (31 - 3 * faults));
        if (n > 31) n = 31;
        ICommittee.MemberConfig[] memory members = new ICommittee.MemberConfig[](n);
        uint256 left = 100_00;
        for (uint256 i = 0; i < n; ++i) {
            // Around the equal share, at most an f-th of it away: some are accepted, some are not.
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            uint256 weight = 100_00 / n + (random % (100_00 / n / faults + 1)) - 100_00 / n / faults / 2;
            if (i == n - 1 || weight > left) weight = left;
            left -= weight;
            members[i] = ICommittee.MemberConfig({
                signer: address(uint160(i + 1)),
                operator: address(0),
                modelHash: 0,
                weightBps: uint16(weight)
            });
        }
        try this.check(members, faults) {} catch {
            return;
        }
        (uint256 faulty, uint256 whole) = _someContributors(members, faults, seed);
        if (2 * faulty >= whole) revert FaultyWeighHalf(faulty, whole);
    }

    function testFuzz_CodeStoreKeepsWords(uint256[] calldata words) public {
        if (words.length > 700) return;
        address pointer = CodeStore.write(words);
        uint256[] memory got = CodeStore.read(pointer);
        _equal(uint256(keccak256(abi.encode(got))), uint256(keccak256(abi.encode(words))));
    }

    function test_CodeStoreReadsNothingWhereNothingIsStored() public view {
        _equal(CodeStore.read(address(0)).length, 0);
    }

    /// @dev 2f + 1 members drawn by lot, of which the f heaviest are the faulty ones: the worst case of the draw.
    function _someContributors(
        ICommittee.MemberConfig[] memory members,
        uint256 faults,
        uint256 seed
    ) private pure returns (uint256 faulty, uint256 whole) {
        uint256 n = members.length;
        for (uint256 i = 0; i < 2 * faults + 1; ++i) {
            uint256 j = i + (uint256(keccak256(abi.encode(seed, "draw", i))) % (n - i));
            (members[i], members[j]) = (members[j], members[i]);
            whole += members[i].weightBps;
        }
        for (uint256 i = 0; i < faults; ++i) {
            for (uint256 j = i + 1; j < 2 * faults + 1; ++j) {
                if (members[j].weightBps > members[i].weightBps) (members[i], members[j]) = (members[j], members[i]);
            }
            faulty += members[i].weightBps;
        }
    }

    function _equal(uint256 got, uint256 expected) private pure {
        if (got != expected) revert Unequal(got, expected);
    }
}
