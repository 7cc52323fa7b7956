// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {ScoreRecords} from "../../contracts/libraries/ScoreRecords.sol";
import {PackedScore, packHeader, packTally} from "../../contracts/types/PackedScore.sol";

/// @notice The packed score's two directions, for vectors that other languages share.
contract PackedScores {
    function pack(IRiskOracle.ScoreRecord calldata record) external pure returns (PackedScore) {
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

    function unpack(PackedScore packed) external pure returns (IRiskOracle.ScoreRecord memory) {
        return ScoreRecords.unpack(packed);
    }
}
