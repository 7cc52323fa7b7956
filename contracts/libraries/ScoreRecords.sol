// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "../interfaces/IRiskOracle.sol";
import {Bps} from "../types/Bps.sol";
import {PackedScore} from "../types/PackedScore.sol";

/// @notice The record that a reader sees, from the slot that a report wrote.
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
}
