// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Arrays} from "@openzeppelin/contracts/utils/Arrays.sol";
import {PackedScore, packTally} from "../types/PackedScore.sol";
import {MODEL_SHIFT, OPERATOR_SHIFT, Seat, VOTER_BITS} from "../types/Seat.sol";
import {ScoreVector} from "./ScoreVector.sol";
import {WeightedMedian} from "./WeightedMedian.sol";

/// @notice Counts one report's verified observations, market by market.
library Ballot {
    using Arrays for uint256[];

    /// @param voters One word for each observation: `Seat.voter` (bits 0-79), where its score vector starts in the
    /// calldata (80 and up).
    /// @param votes Room for the votes on one market: score (bits 240-253), below it the voter's word.
    /// @param weight Sum of all weights.
    /// @param models Distinct models among all observations.
    /// @param operators Distinct operators among all observations.
    /// @param quorum 2f + 1.
    /// @param faults f.
    /// @param minModels Distinct models that a market needs.
    /// @param minOperators Distinct operators that a market needs.
    /// @param suffices Whether a market on which nobody abstains has what it needs.
    struct Box {
        uint256[] voters;
        uint256[] votes;
        uint256 weight;
        uint256 models;
        uint256 operators;
        uint256 quorum;
        uint256 faults;
        uint256 minModels;
        uint256 minOperators;
        bool suffices;
    }

    uint256 private constant WEIGHT_MASK = 0xFFFF;
    uint256 private constant BITS_MASK = 0xFFFFFFFF;
    uint256 private constant VECTOR_SHIFT = VOTER_BITS;
    /// @dev An abstention, which is all ones, where an entry at the top of a word has its score.
    uint256 private constant ABSTENTION = 0x3FFF000000000000000000000000000000000000000000000000000000000000;

    /// @notice A ballot of these seats; each still has to be added.
    function open(
        Seat[] memory seats,
        uint256 faults,
        uint256 minModels,
        uint256 minOperators
    ) internal pure returns (Box memory box) {
        uint256 n = seats.length;
        uint256 weight = 0;
        uint256 bits = 0;
        // Safe: at most 31 weights of 16 bits.
        unchecked {
            for (uint256 i = 0; i < n; ++i) {
                Seat seat = seats[i];
                bits |= seat.voter();
                weight += seat.weightBps();
            }
        }
        box.voters = new uint256[](n);
        box.votes = WeightedMedian.room(n);
        box.weight = weight;
        (box.models, box.operators) = _distinct(bits);
        box.quorum = 2 * faults + 1;
        box.faults = faults;
        box.minModels = minModels;
        box.minOperators = minOperators;
        box.suffices = n >= box.quorum && box.models >= minModels && box.operators >= minOperators;
    }

    /// @notice Adds seat `index` with its verified scores. The caller has checked that there is such a seat.
    function add(Box memory box, uint256 index, Seat seat, bytes calldata scores) internal pure {
        uint256 voter = seat.voter() | (ScoreVector.position(scores) << VECTOR_SHIFT);
        uint256[] memory voters = box.voters;
        // Safe: the index is below the number of seats, which is the number of voters.
        assembly ("memory-safe") {
            mstore(add(add(voters, 0x20), shl(5, index)), voter)
        }
    }

    /// @notice Counts one market.
    /// @return tally Without a score unless 2f + 1 members, of enough models and operators, voted.
    /// @return contributors Members who voted.
    function count(Box memory box, uint256 market) internal pure returns (PackedScore tally, uint256 contributors) {
        uint256[] memory votes = box.votes;
        uint256 flags;
        (contributors, flags) = _collect(box.voters, votes, market);
        (uint256 weight, uint256 models) = (box.weight, box.models);
        bool suffices = box.suffices;
        if (contributors != box.voters.length) {
            uint256 operators;
            (weight, models, operators) = _recount(votes, contributors);
            suffices = contributors >= box.quorum && models >= box.minModels && operators >= box.minOperators;
        }
        if (!suffices) return (tally, contributors);
        uint256 faults = box.faults;
        (uint256 median, uint256 deviation) = WeightedMedian.medianAndDeviation(votes, contributors, weight);
        tally = packTally({
            score_: median,
            spread_: deviation,
            contributors_: contributors,
            models_: models,
            outOfDistribution_: uint64(flags) > faults,
            degraded_: flags >> 64 > faults
        });
    }

    /// @dev One pass over the members for one market: the loop that runs members times markets, in assembly for the
    /// reason that `WeightedMedian` states.
    /// @return contributors Votes inserted.
    /// @return flags How many of them flagged out of distribution (bits 0-63) and degraded (64 and up).
    function _collect(
        uint256[] memory voters,
        uint256[] memory votes,
        uint256 market
    ) private pure returns (uint256 contributors, uint256 flags) {
        // Safe: reads the voters, up to their length, and calldata; writes at most as many votes, for which `votes` has
        // room.
        assembly ("memory-safe") {
            let voterAt := add(voters, 0x20)
            let end := add(voterAt, shl(5, mload(voters)))
            let top := add(votes, 0x20)
            let offset := shl(1, market)
            for {} lt(voterAt, end) {
                voterAt := add(voterAt, 0x20)
            } {
                let voter := mload(voterAt)
                // The entry in the highest 16 bits: degraded, out of distribution, 14 bits of score.
                let entry := calldataload(add(shr(VECTOR_SHIFT, voter), offset))
                let vote := and(entry, ABSTENTION)
                if eq(vote, ABSTENTION) {
                    continue
                }
                vote := or(vote, voter)
                flags := add(flags, or(and(shr(254, entry), 1), and(shr(191, entry), 0x10000000000000000)))

                // Insertion in ascending order: word 0 of the votes stays zero, below any vote, and ends the walk.
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
        }
    }

    /// @dev Weight, distinct models and distinct operators of a market on which somebody abstained.
    function _recount(
        uint256[] memory votes,
        uint256 contributors
    ) private pure returns (uint256 weight, uint256 models, uint256 operators) {
        uint256 bits = 0;
        // Safe: vote i stands in word i + 1, within the room; at most 31 weights of 16 bits.
        unchecked {
            for (uint256 i = 0; i < contributors; ++i) {
                uint256 vote = votes.unsafeMemoryAccess(i + 1);
                weight += vote & WEIGHT_MASK;
                bits |= vote;
            }
        }
        (models, operators) = _distinct(bits);
    }

    /// @dev How many models and operators stand in voters' words that were put together.
    function _distinct(uint256 bits) private pure returns (uint256 models, uint256 operators) {
        models = _bitCount((bits >> MODEL_SHIFT) & BITS_MASK);
        operators = _bitCount((bits >> OPERATOR_SHIFT) & BITS_MASK);
    }

    function _bitCount(uint256 bits) private pure returns (uint256 n) {
        // Safe: each step takes the lowest bit away; n counts at most 256.
        unchecked {
            for (; bits != 0; bits &= bits - 1) ++n;
        }
    }
}
