// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {ScoreRecords} from "../../contracts/libraries/ScoreRecords.sol";
import {PackedScore} from "../../contracts/types/PackedScore.sol";

/// @notice The packed score's two directions, for vectors that other languages share.
contract PackedScores {
    function pack(IRiskOracle.ScoreRecord calldata record) external pure returns (PackedScore) {
        return ScoreRecords.pack(record);
    }

    function unpack(PackedScore packed) external pure returns (IRiskOracle.ScoreRecord memory) {
        return ScoreRecords.unpack(packed);
    }
}
