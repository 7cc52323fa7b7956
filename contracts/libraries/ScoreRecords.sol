// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "../interfaces/IRiskOracle.sol";
import {Bps} from "../types/Bps.sol";
import {PackedScore, packHeader, packTally} from "../types/PackedScore.sol";

/// @notice The record that a reader sees, from the slot that a report wrote, and back.
library ScoreRecords {
    function unpack(PackedScore packed) internal pure returns (IRiskOracle.ScoreRecord memory) {
        return
            IRiskOracle.ScoreRecord({
                score: Bps.wrap(packed.score()),
                spread: Bps.wrap(packed.spread()),
                contributors: packed.contributors(),
                models: packed.models(),
                outOfDistribution: packed.outOfDistribution(),
                degraded: packed.degraded(),
                round: packed.round(),
                observedAt: packed.observedAt(),
                blockNumber: packed.blockNumber()
            });
    }

    /// @notice The word that `unpack` made the record of.
    function pack(IRiskOracle.ScoreRecord memory record) internal pure returns (PackedScore) {
        PackedScore tally = packTally({
            score_: record.score.toUint(),
            spread_: record.spread.toUint(),
            contributors_: record.contributors,
            models_: record.models,
            outOfDistribution_: record.outOfDistribution,
            degraded_: record.degraded
        });
        return packHeader(record.round, record.observedAt, record.blockNumber).withTally(tally);
    }
}
