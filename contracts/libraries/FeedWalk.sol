// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISkillLedger} from "../interfaces/ISkillLedger.sol";
import {ONE_BPS} from "../types/Bps.sol";
import {FeedReader} from "./FeedReader.sol";

/// @notice Whether an event came, from every round that a feed had between an observation and its horizon (R12).
///
/// A proxy's round id is `phase << 64 | round of that phase's aggregator`. The successor of a round is the next one of
/// its phase, or the first of the next phase that has any if that is not later: the newest phase that has begun is in
/// force. Each successor is computed here, so that whoever settles can skip nothing, and a past window has one outcome
/// whenever it is settled: rounds are stamped with the time at which they were written, and the window is over. One
/// exception: a proxy that turns to an aggregator with a past makes that past the later phase's.
///
/// Void, a loss for nobody:
/// - two successive rounds, the one in force at the observation and the first behind the end included, lie further
///   apart than the gap limit, or go back in time;
/// - no round came for the gap limit after the last one;
/// - an answer is not positive, or beyond 192 bits.
library FeedWalk {
    using FeedReader for FeedReader.Round;

    /// @param outcome Unsettled while the walk goes on.
    /// @param start The round in force at the observation; zero before the first step.
    /// @param cursor The last round walked.
    /// @param end Last second of the window; unix seconds.
    struct Walk {
        ISkillLedger.Outcome outcome;
        uint80 start;
        uint80 cursor;
        uint40 end;
    }

    /// @param observedAt First second of the window.
    /// @param end Last second of the window: a round stamped with it counts.
    /// @param thresholdBps How far below the price at `observedAt` the event begins, that price included.
    /// @param gapLimit Longest time between two rounds.
    struct Window {
        address feed;
        uint256 observedAt;
        uint256 end;
        uint256 thresholdBps;
        uint256 gapLimit;
    }

    /// @notice Walks up to `maxRounds` rounds on. The first call names the round in force at the observation; later
    /// ones go on from where the last one stopped.
    function advance(
        Walk storage self,
        Window memory window,
        uint80 startRoundId,
        uint256 maxRounds
    ) internal returns (ISkillLedger.Outcome outcome) {
        // A walk of no step would store a start that nothing has checked.
        if (maxRounds == 0) revert ISkillLedger.MaxRoundsZero();
        bool begun = self.start != 0;
        FeedReader.Round memory start = FeedReader.read(window.feed, begun ? self.start : startRoundId);
        if (!begun) _checkStart(window, start);
        FeedReader.Round memory here = begun ? FeedReader.read(window.feed, self.cursor) : start;
        FeedReader.Round memory turn = FeedReader.turnAfter(window.feed, here.id);
        for (uint256 i = 0; i < maxRounds && outcome == ISkillLedger.Outcome.Unsettled; ++i) {
            FeedReader.Round memory next = _successor(window.feed, here, turn);
            if (here.id == start.id) _checkInForce(window, start, next);
            outcome = _judge(window, start, here, next);
            if (next.id == turn.id) turn = FeedReader.turnAfter(window.feed, next.id);
            here = next;
        }
        self.outcome = outcome;
        self.start = start.id;
        self.cursor = here.id;
        // Safe cast: seconds fit 40 bits for 34,000 years.
        self.end = uint40(window.end);
    }

    /// @notice The round in force at a time; reverts if another is.
    function inForce(address feed, uint256 time, uint80 roundId) internal view returns (FeedReader.Round memory round) {
        Window memory window;
        (window.feed, window.observedAt) = (feed, time);
        round = FeedReader.read(feed, roundId);
        _checkStart(window, round);
        _checkInForce(window, round, _successor(feed, round, FeedReader.turnAfter(feed, roundId)));
    }

    function _checkStart(Window memory window, FeedReader.Round memory start) private pure {
        if (!start.exists()) revert ISkillLedger.FeedRoundMissing(start.id);
        if (start.updatedAt > window.observedAt) {
            revert ISkillLedger.RoundAfterObservation(start.id, start.updatedAt, window.observedAt);
        }
    }

    function _checkInForce(
        Window memory window,
        FeedReader.Round memory start,
        FeedReader.Round memory next
    ) private pure {
        if (next.exists() && next.updatedAt <= window.observedAt) {
            revert ISkillLedger.RoundNotInForce(start.id, next.id, next.updatedAt, window.observedAt);
        }
    }

    function _successor(
        address feed,
        FeedReader.Round memory here,
        FeedReader.Round memory turn
    ) private view returns (FeedReader.Round memory next) {
        // The last id of the last phase has no successor; nothing else does not fit.
        if (here.id < type(uint80).max) next = FeedReader.read(feed, here.id + 1);
        if (turn.exists() && (!next.exists() || turn.updatedAt <= next.updatedAt)) return turn;
    }

    function _judge(
        Window memory window,
        FeedReader.Round memory start,
        FeedReader.Round memory here,
        FeedReader.Round memory next
    ) private view returns (ISkillLedger.Outcome) {
        if (!next.exists()) {
            // A round that came now would be too late as well: the outcome is the same then.
            if (block.timestamp > here.updatedAt + window.gapLimit) return ISkillLedger.Outcome.Void;
            revert ISkillLedger.FeedBehindWindow(here.id, here.updatedAt, window.end);
        }
        if (next.updatedAt < here.updatedAt || next.updatedAt - here.updatedAt > window.gapLimit || !start.isPrice()) {
            return ISkillLedger.Outcome.Void;
        }
        if (next.updatedAt > window.end) return ISkillLedger.Outcome.No;
        if (!next.isPrice()) return ISkillLedger.Outcome.Void;
        // No overflow: a price has at most 192 bits.
        int256 threshold = start.answer * int256(uint256(ONE_BPS) - window.thresholdBps);
        bool fell = next.answer * int256(uint256(ONE_BPS)) <= threshold;
        return fell ? ISkillLedger.Outcome.Yes : ISkillLedger.Outcome.Unsettled;
    }
}
