// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "../interfaces/IRiskOracle.sol";
import {IScoreGatedVault} from "../interfaces/IScoreGatedVault.sol";
import {ONE_BPS} from "../types/Bps.sol";
import {requireInRange} from "./InRange.sol";

/// @notice When a gate is closed, from one score and from whether a breach was noted before.
library ScoreGate {
    uint256 private constant MAX_SCORE_AGE = 30 days;

    /// @notice Reverts unless every field is in its bound.
    function validate(IScoreGatedVault.Policy memory policy) internal pure {
        uint256 enter = policy.enter.toUint();
        requireInRange("enter", enter, 1, ONE_BPS);
        requireInRange("maxScoreAge", policy.maxScoreAge.toSeconds(), 1, MAX_SCORE_AGE);
        if (policy.exit >= policy.enter) {
            revert IScoreGatedVault.GateWithoutHysteresis(policy.exit.toUint(), enter);
        }
    }

    /// @notice Why the gate is closed, and whether a breach stands noted after this score. A score that is missing or too
    /// old closes the gate and notes nothing.
    /// @param noted Whether a breach was noted before.
    function judge(
        IScoreGatedVault.Policy memory policy,
        IRiskOracle.ScoreRecord memory record,
        IRiskOracle.Status status,
        bool noted,
        uint256 timestamp
    ) internal pure returns (IScoreGatedVault.Reason reason, bool notedAfter) {
        if (status == IRiskOracle.Status.Unknown) return (IScoreGatedVault.Reason.ScoreUnknown, noted);
        if (timestamp > record.observedAt + policy.maxScoreAge.toSeconds()) {
            return (IScoreGatedVault.Reason.ScoreTooOld, noted);
        }
        if (record.score >= policy.enter) return (IScoreGatedVault.Reason.Breach, true);
        if (!noted) return (IScoreGatedVault.Reason.None, false);
        bool calm = record.score < policy.exit && status == IRiskOracle.Status.Fresh;
        return calm ? (IScoreGatedVault.Reason.None, false) : (IScoreGatedVault.Reason.NotCalmYet, true);
    }
}
