// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "../interfaces/IRiskOracle.sol";
import {IScoreGatedVault} from "../interfaces/IScoreGatedVault.sol";
import {ONE_BPS} from "../types/Bps.sol";
import {MarketId} from "../types/MarketId.sol";
import {requireInRange} from "./InRange.sol";
import {ScoreReader} from "./ScoreReader.sol";

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

    /// @notice Asks the oracle, and judges what it says. Never reverts.
    /// @param eventHash Of the market and event that the policy's thresholds are for.
    /// @param noted Whether a breach was noted before; stays so where the oracle fails or the event is another.
    /// @return reason As `judge` gives it, or OracleFailed or EventChanged.
    /// @return notedAfter Whether a breach stands noted after this score.
    /// @return record Zeros where the oracle failed.
    function consult(
        IScoreGatedVault.Policy memory policy,
        IRiskOracle oracle,
        MarketId marketId,
        bytes32 eventHash,
        bool noted
    ) internal view returns (IScoreGatedVault.Reason reason, bool notedAfter, IRiskOracle.ScoreRecord memory record) {
        bool answered;
        IRiskOracle.Status status;
        (answered, record, status) = ScoreReader.read(oracle, marketId);
        if (!answered) return (IScoreGatedVault.Reason.OracleFailed, noted, record);
        if (!ScoreReader.hasEvent(oracle, marketId, eventHash)) {
            return (IScoreGatedVault.Reason.EventChanged, noted, record);
        }
        (reason, notedAfter) = judge(policy, record, status, noted, block.timestamp);
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
