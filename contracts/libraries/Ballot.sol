// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommittee} from "../interfaces/ICommittee.sol";
import {packTally} from "../types/PackedScore.sol";
import {ScoreVector} from "./ScoreVector.sol";
import {WeightedMedian} from "./WeightedMedian.sol";

/// @notice Counts one report's verified observations, market by market.
library Ballot {
    /// @param voters One word for each observation: weight (bits 0-15), its model as a bit (16-47), where its score
    /// vector starts in the calldata (48 and up).
    /// @param votes Room for the votes on one market.
    /// @param quorum 2f + 1.
    /// @param faults f.
    /// @param minModels Distinct models that a market needs.
    struct Box {
        uint256[] voters;
        uint256[] votes;
        uint256 quorum;
        uint256 faults;
        uint256 minModels;
    }

    uint256 private constant WEIGHT_MASK = type(uint16).max;
    uint256 private constant MODEL_SHIFT = 16;
    uint256 private constant VECTOR_SHIFT = 48;

    function open(uint256 observations, uint256 faults, uint256 minModels) internal pure returns (Box memory) {
        return
            Box({
                voters: new uint256[](observations),
                votes: new uint256[](observations),
                quorum: 2 * faults + 1,
                faults: faults,
                minModels: minModels
            });
    }

    function add(
        Box memory box,
        uint256 index,
        ICommittee.RosterEntry memory member,
        bytes calldata scores
    ) internal pure {
        box.voters[index] =
            member.weightBps |
            (1 << (MODEL_SHIFT + member.modelIndex)) |
            (ScoreVector.position(scores) << VECTOR_SHIFT);
    }

    /// @notice The packed tally of one market, and how many members voted on it.
    /// @return tally Zero if too few members, or of too few models, voted.
    /// @return contributors Members who did not abstain.
    function count(Box memory box, uint256 market) internal pure returns (uint256 tally, uint256 contributors) {
        uint256 weight = 0;
        uint256 modelBits = 0;
        // Flags are counted in one word: out of distribution from bit 0, degraded from bit 128.
        uint256 flags = 0;
        // Safe: at most 31 observations, each adding at most 2^16 to a sum.
        unchecked {
            for (uint256 i = 0; i < box.voters.length; ++i) {
                uint256 voter = box.voters[i];
                uint256 entry = ScoreVector.entry(voter >> VECTOR_SHIFT, market);
                uint256 value = entry & ScoreVector.VALUE_MASK;
                if (value == ScoreVector.ABSTAIN) continue;
                WeightedMedian.insert(
                    box.votes,
                    contributors++,
                    (value << WeightedMedian.WEIGHT_BITS) | (voter & WEIGHT_MASK)
                );
                weight += voter & WEIGHT_MASK;
                modelBits |= uint32(voter >> MODEL_SHIFT);
                flags += ((entry >> 14) & 1) | ((entry >> 15) << 128);
            }
        }
        uint256 models = bitCount(modelBits);
        if (contributors < box.quorum || models < box.minModels) return (0, contributors);
        (uint256 score, uint256 spread) = WeightedMedian.medianAndDeviation(box.votes, contributors, weight);
        tally = packTally({
            score_: score,
            spread_: spread,
            contributors_: contributors,
            models_: models,
            outOfDistribution_: uint128(flags) > box.faults,
            degraded_: flags >> 128 > box.faults
        });
    }

    /// @notice Distinct models among all observations.
    function distinctModels(Box memory box) internal pure returns (uint256) {
        uint256 modelBits = 0;
        for (uint256 i = 0; i < box.voters.length; ++i) modelBits |= uint32(box.voters[i] >> MODEL_SHIFT);
        return bitCount(modelBits);
    }

    function bitCount(uint256 bits) internal pure returns (uint256 n) {
        // Safe: each step takes the lowest bit away; n counts at most 256.
        unchecked {
            for (; bits != 0; bits &= bits - 1) ++n;
        }
    }
}
