// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICollateralSteward} from "../interfaces/ICollateralSteward.sol";
import {Parameter} from "../interfaces/ICollateralAdapter.sol";
import {IRiskOracle} from "../interfaces/IRiskOracle.sol";
import {Bps} from "../types/Bps.sol";
import {MarketId} from "../types/MarketId.sol";
import {ParameterBundle} from "./ParameterBundle.sol";
import {StewardAssessment} from "./StewardAssessment.sol";
import {StewardBounds} from "./StewardBounds.sol";
import {StewardMoves} from "./StewardMoves.sol";
import {StewardQueue} from "./StewardQueue.sol";
import {StewardState} from "./StewardState.sol";
import {ThresholdRamp} from "./ThresholdRamp.sol";

/// @notice Enters into a market's book what a call does, and says so in events from which the book can be rebuilt.
library StewardBook {
    using StewardBounds for StewardState.Track;
    using ThresholdRamp for StewardState.Market;

    uint256 private constant LTV = ParameterBundle.LTV;
    uint256 private constant THRESHOLD = ParameterBundle.THRESHOLD;

    /// @notice Everything that a decision about the market needs, remembered as looked at.
    function look(
        StewardState.Book storage book,
        IRiskOracle oracle,
        MarketId marketId
    ) internal returns (StewardAssessment.Assessment memory a) {
        a = StewardAssessment.assess(oracle, marketId, book);
        _remember(book, marketId, a);
    }

    /// @notice Says what is due and stays.
    /// @return first The first reason; AlreadyThere where nothing is due.
    function reportStaying(
        MarketId marketId,
        StewardMoves.Plan memory plan
    ) internal returns (ICollateralSteward.Reason first) {
        first = ICollateralSteward.Reason.AlreadyThere;
        for (uint256 i = 0; i < ParameterBundle.COUNT; ++i) {
            if (!StewardMoves.isDue(plan, i)) continue;
            if (first == ICollateralSteward.Reason.AlreadyThere) first = plan.reasons[i];
            emit ICollateralSteward.ParameterSkipped(marketId, Parameter(i), plan.reasons[i]);
        }
    }

    /// @notice Books what a plan tightens: budgets are spent, a queued loosening of the same parameter is dropped, and a
    /// ramp that has arrived is over.
    function tighten(
        StewardState.Book storage book,
        MarketId marketId,
        StewardAssessment.Assessment memory a,
        StewardMoves.Plan memory plan
    ) internal {
        for (uint256 i = 0; i < ParameterBundle.COUNT; ++i) {
            if (plan.reasons[i] != ICollateralSteward.Reason.None) continue;
            StewardState.Track memory track = a.tracks[i];
            if (track.executableAt != 0) _cancel(marketId, i, track, address(this));
            track.spend({
                rule: a.policy.rules[i],
                taken: a.current[i] - plan.next[i],
                isCap: ParameterBundle.isCap(i),
                timestamp: block.timestamp
            });
            book.tracks[i] = track;
            emit ICollateralSteward.Tightened({
                marketId: marketId,
                round: a.record.round,
                parameter: Parameter(i),
                from: a.current[i],
                to: plan.next[i],
                score: a.record.score,
                spread: a.record.spread
            });
        }
        if (a.market.isAnnounced() && plan.next[THRESHOLD] <= a.market.rampTo) {
            _endRamp(marketId, a.market);
            book.market = a.market;
        }
    }

    /// @notice Announces a ramp.
    function announce(
        StewardState.Book storage book,
        MarketId marketId,
        StewardAssessment.Assessment memory a,
        uint256 to
    ) internal {
        a.market.announce(a.policy.ramp, to, block.timestamp);
        book.market = a.market;
        emit ICollateralSteward.RampAnnounced({
            marketId: marketId,
            round: a.record.round,
            // Safe casts: ratios are at most 100_00.
            from: Bps.wrap(uint16(a.current[THRESHOLD])),
            to: Bps.wrap(uint16(to)),
            startsAt: a.market.rampStartsAt,
            expiresAt: uint64(a.market.expiresAt(a.policy.ramp))
        });
    }

    /// @notice Queues what a plan loosens; what is queued already is marked so in the plan.
    /// @return queues Whether anything was queued.
    function queue(
        StewardState.Book storage book,
        MarketId marketId,
        StewardAssessment.Assessment memory a,
        StewardMoves.Plan memory plan
    ) internal returns (bool queues) {
        for (uint256 i = 0; i < ParameterBundle.COUNT; ++i) {
            if (plan.reasons[i] != ICollateralSteward.Reason.None) continue;
            if (StewardQueue.stands(a.policy, a.tracks[i].executableAt, block.timestamp)) {
                plan.reasons[i] = ICollateralSteward.Reason.AlreadyQueued;
                continue;
            }
            queues = true;
            uint256 executableAt = block.timestamp + a.policy.rules[i].loosenDelay.toSeconds();
            book.tracks[i].executableAt = uint40(executableAt);
            book.queued[i] = plan.next[i];
            emit ICollateralSteward.LooseningQueued({
                marketId: marketId,
                round: a.record.round,
                parameter: Parameter(i),
                to: plan.next[i],
                executableAt: uint64(executableAt),
                expiresAt: uint64(StewardQueue.expiresAt(a.policy, executableAt))
            });
        }
    }

    /// @notice Books what a plan loosens: each executes once.
    function loosen(
        StewardState.Book storage book,
        MarketId marketId,
        StewardAssessment.Assessment memory a,
        StewardMoves.Plan memory plan
    ) internal {
        for (uint256 i = 0; i < ParameterBundle.COUNT; ++i) {
            if (plan.reasons[i] != ICollateralSteward.Reason.None) continue;
            (a.tracks[i].executableAt, a.tracks[i].lastChangeAt) = (0, uint40(block.timestamp));
            book.tracks[i] = a.tracks[i];
            emit ICollateralSteward.Loosened({
                marketId: marketId,
                round: a.record.round,
                parameter: Parameter(i),
                from: a.current[i],
                to: plan.next[i],
                score: a.record.score,
                spread: a.record.spread
            });
        }
    }

    /// @notice Drops what has expired in the queue.
    function dropExpired(
        StewardState.Book storage book,
        MarketId marketId,
        StewardAssessment.Assessment memory a
    ) internal {
        for (uint256 i = 0; i < ParameterBundle.COUNT; ++i) {
            if (!_isExpired(a, a.tracks[i].executableAt)) continue;
            _cancel(marketId, i, a.tracks[i], address(this));
            book.tracks[i].executableAt = 0;
        }
        if (_isExpired(a, a.market.eModesAt)) {
            _cancelEModes(marketId, a.market, address(this));
            book.market = a.market;
        }
    }

    /// @notice Books eMode categories that are closed now.
    function close(
        StewardState.Book storage book,
        MarketId marketId,
        StewardAssessment.Assessment memory a,
        uint256 categories
    ) internal {
        book.closedEModes = a.closedEModes | categories;
        emit ICollateralSteward.EModesClosed(marketId, a.record.round, categories);
    }

    /// @notice Queues the opening of categories that the steward closed.
    function queueEModes(
        StewardState.Book storage book,
        MarketId marketId,
        StewardAssessment.Assessment memory a,
        uint256 categories
    ) internal returns (bool) {
        if (categories == 0 || StewardQueue.stands(a.policy, a.market.eModesAt, block.timestamp)) return false;
        a.market.eModesAt = uint40(block.timestamp + a.policy.rules[LTV].loosenDelay.toSeconds());
        book.market = a.market;
        emit ICollateralSteward.EModesOpeningQueued({
            marketId: marketId,
            round: a.record.round,
            categories: categories,
            executableAt: a.market.eModesAt,
            expiresAt: uint64(StewardQueue.expiresAt(a.policy, a.market.eModesAt))
        });
        return true;
    }

    /// @notice Books that the steward holds no category closed any more.
    function open(
        StewardState.Book storage book,
        MarketId marketId,
        StewardAssessment.Assessment memory a,
        uint256 categories
    ) internal {
        book.closedEModes = 0;
        a.market.eModesAt = 0;
        book.market = a.market;
        emit ICollateralSteward.EModesOpened(marketId, a.record.round, categories);
    }

    /// @notice Drops everything that is queued.
    function dropQueue(
        StewardState.Book storage book,
        MarketId marketId,
        address canceller
    ) internal returns (bool dropped) {
        for (uint256 i = 0; i < ParameterBundle.COUNT; ++i) {
            StewardState.Track memory track = book.tracks[i];
            if (track.executableAt == 0) continue;
            dropped = true;
            _cancel(marketId, i, track, canceller);
            book.tracks[i] = track;
        }
        StewardState.Market memory market = book.market;
        if (market.eModesAt == 0) return dropped;
        _cancelEModes(marketId, market, canceller);
        book.market = market;
        return true;
    }

    function dropRamp(StewardState.Book storage book, MarketId marketId) internal {
        StewardState.Market memory market = book.market;
        if (!market.isAnnounced()) return;
        _endRamp(marketId, market);
        book.market = market;
    }

    /// @notice What was closed is no longer the steward's to open.
    function forget(StewardState.Book storage book, MarketId marketId, uint256 categories) internal {
        if (categories == 0) return;
        book.closedEModes &= ~categories;
        emit ICollateralSteward.EModesForgotten(marketId, categories);
    }

    function _cancel(MarketId marketId, uint256 i, StewardState.Track memory track, address canceller) private {
        track.executableAt = 0;
        emit ICollateralSteward.LooseningCancelled(marketId, Parameter(i), canceller);
    }

    function _cancelEModes(MarketId marketId, StewardState.Market memory market, address canceller) private {
        market.eModesAt = 0;
        emit ICollateralSteward.EModesOpeningCancelled(marketId, canceller);
    }

    function _endRamp(MarketId marketId, StewardState.Market memory market) private {
        market.end();
        emit ICollateralSteward.RampEnded(marketId);
    }

    function _isExpired(StewardAssessment.Assessment memory a, uint256 executableAt) private view returns (bool) {
        return executableAt != 0 && block.timestamp >= StewardQueue.expiresAt(a.policy, executableAt);
    }

    /// @dev What was looked at: the bands, a ramp that is over, a queued opening that the score no longer
    /// allows, eMode categories that are no longer the steward's because somebody opened them or holds the market.
    function _remember(
        StewardState.Book storage book,
        MarketId marketId,
        StewardAssessment.Assessment memory a
    ) private {
        if (a.blocked == ICollateralSteward.Reason.MarketHeld) a.closedEModes = 0;
        if (a.policy.eModes.followed != 0) forget(book, marketId, book.closedEModes & ~a.closedEModes);
        if (a.blocked != ICollateralSteward.Reason.None) return;
        if (a.market.band != book.market.band || a.market.slowBand != book.market.slowBand) {
            emit ICollateralSteward.BandChanged(marketId, a.record.round, a.market.band, a.market.slowBand);
        }
        if (a.market.isAnnounced()) {
            bool expired = block.timestamp >= a.market.expiresAt(a.policy.ramp);
            if (expired || a.targets[THRESHOLD] >= a.current[THRESHOLD]) _endRamp(marketId, a.market);
        }
        if (a.market.eModesAt != 0 && a.market.band >= a.policy.eModes.fromBand) {
            _cancelEModes(marketId, a.market, address(this));
        }
        book.market = a.market;
    }
}
