// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommittee} from "../interfaces/ICommittee.sol";
import {Tally} from "../types/PackedScore.sol";
import {ScoreVector} from "./ScoreVector.sol";
import {WeightedMedian} from "./WeightedMedian.sol";

/// @notice Counts one report's verified observations, market by market.
library Ballot {
    /// @param voters One word for each observation: weight (bits 0-15), its model as a bit (16-47), where its score
    /// vector starts in the calldata (48 and up).
    /// @param votes Room for the votes on one market.
    /// @param tally Of the market counted last.
    /// @param quorum 2f + 1.
    /// @param faults f.
    /// @param minModels Distinct models that a market needs.
    struct Box {
        uint256[] voters;
        uint256[] votes;
        Tally tally;
        uint256 quorum;
        uint256 faults;
        uint256 minModels;
    }

    uint256 private constant WEIGHT_MASK = 0xFFFF;
    uint256 private constant MODEL_SHIFT = 16;
    uint256 private constant VECTOR_SHIFT = 48;

    function open(uint256 observations, uint256 faults, uint256 minModels) internal pure returns (Box memory box) {
        box.voters = new uint256[](observations);
        box.votes = WeightedMedian.room(observations);
        box.quorum = 2 * faults + 1;
        box.faults = faults;
        box.minModels = minModels;
    }

    function add(
        Box memory box,
        uint256 index,
        ICommittee.RosterEntry memory member,
        bytes calldata scores
    ) internal pure {
        uint256 modelBit = (1 << MODEL_SHIFT) << member.modelIndex;
        box.voters[index] = member.weightBps | modelBit | (ScoreVector.position(scores) << VECTOR_SHIFT);
    }

    /// @notice Counts one market into `box.tally`.
    /// @return enough Whether 2f + 1 members, of enough models, voted; if not, only `contributors` is counted.
    function count(Box memory box, uint256 market) internal pure returns (bool enough) {
        Tally memory tally = box.tally;
        (uint256 contributors, uint256 modelBits, uint256 sums) = _collect(box.voters, box.votes, market);
        uint256 models = _bitCount(modelBits);
        tally.contributors = contributors;
        if (contributors < box.quorum || models < box.minModels) return false;
        tally.models = models;
        uint256 faults = box.faults;
        tally.outOfDistribution = uint64(sums >> 64) > faults;
        tally.degraded = sums >> 128 > faults;
        (tally.score, tally.spread) = WeightedMedian.medianAndDeviation(box.votes, contributors, uint64(sums));
        return true;
    }

    /// @notice Distinct models among members.
    function distinctModels(ICommittee.RosterEntry[] memory members) internal pure returns (uint256) {
        uint256 modelBits = 0;
        for (uint256 i = 0; i < members.length; ++i) modelBits |= 1 << members[i].modelIndex;
        return _bitCount(modelBits);
    }

    /// @dev One pass over the members for one market: the loop that runs members times markets, in assembly for the
    /// reason that `WeightedMedian` states.
    /// @return contributors Votes inserted.
    /// @return modelBits Their models.
    /// @return sums Three sums in one word: weights (bits 0-63), out of distribution (64-127), degraded (128 and up).
    function _collect(
        uint256[] memory voters,
        uint256[] memory votes,
        uint256 market
    ) private pure returns (uint256 contributors, uint256 modelBits, uint256 sums) {
        // Safe: reads the voters, up to their length, and calldata; no sum of 31 terms leaves its 64 bits.
        assembly ("memory-safe") {
            let voterAt := add(voters, 0x20)
            let end := add(voterAt, shl(5, mload(voters)))
            let top := add(votes, 0x20)
            let offset := shl(1, market)
            for {} lt(voterAt, end) {
                voterAt := add(voterAt, 0x20)
            } {
                let voter := mload(voterAt)
                let entry := shr(240, calldataload(add(shr(VECTOR_SHIFT, voter), offset)))
                let value := and(entry, 0x3FFF)
                if eq(value, 0x3FFF) {
                    continue
                }
                let weight := and(voter, WEIGHT_MASK)
                modelBits := or(modelBits, voter)
                sums := add(sums, or(weight, or(shl(50, and(entry, 0x4000)), shl(113, and(entry, 0x8000)))))

                // Insertion in ascending order: word 0 of the votes stays zero, below any vote, and ends the walk.
                let vote := or(shl(16, value), weight)
                let below := top
                let other := mload(below)
                for {} gt(other, vote) {} {
                    mstore(add(below, 0x20), other)
                    below := sub(below, 0x20)
                    other := mload(below)
                }
                mstore(add(below, 0x20), vote)
                top := add(top, 0x20)
            }
            contributors := shr(5, sub(top, add(votes, 0x20)))
            modelBits := and(shr(MODEL_SHIFT, modelBits), 0xFFFFFFFF)
        }
    }

    function _bitCount(uint256 bits) private pure returns (uint256 n) {
        // Safe: each step takes the lowest bit away; n counts at most 256.
        unchecked {
            for (; bits != 0; bits &= bits - 1) ++n;
        }
    }
}
