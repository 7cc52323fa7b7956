// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {Bps} from "../../contracts/types/Bps.sol";
import {ReportForge} from "./ReportForge.sol";

/// @notice What a report must leave behind, by the definitions, slow and plain.
abstract contract ReferenceTally is ReportForge {
    /// @dev The record that `market` must have after the report; no contributors if it must be left as it is.
    function _tally(
        IRiskOracle.Report memory report,
        uint256 market
    ) internal view returns (IRiskOracle.ScoreRecord memory record) {
        uint256 voters = _voters(report, market);
        uint256 models = _distinct(voters);
        if (_count(voters) < 2 * _faults + 1 || models < _minModels) return record;
        if (_distinctOperators(voters) < _minOperators) return record;
        uint256 median = _median(report, market, 0, false);
        record = IRiskOracle.ScoreRecord({
            score: Bps.wrap(uint16(median)),
            spread: Bps.wrap(uint16(_median(report, market, median, true))),
            contributors: uint8(_count(voters)),
            models: uint8(models),
            outOfDistribution: _flags(report, market, 14) > _faults,
            degraded: _flags(report, market, 15) > _faults,
            round: report.round,
            observedAt: report.observedAt,
            blockNumber: report.blockNumber
        });
    }

    /// @dev R6: with any `f` of the contributors called faulty, those `f` chosen to leave the narrowest honest range:
    /// the f lowest, or the f highest.
    function _withinEveryHonestRange(
        IRiskOracle.Report memory report,
        uint256 market,
        uint256 score
    ) internal view returns (bool) {
        uint256 below = 0;
        uint256 above = 0;
        for (uint256 i = 0; i < report.observations.length; ++i) {
            uint256 value = _entry(report, i, market) & ABSTAIN;
            if (value == ABSTAIN) continue;
            if (value <= score) ++below;
            if (value >= score) ++above;
        }
        // Whichever f lie, an honest contributor stands at or below the score, and one at or above it.
        return below > _faults && above > _faults;
    }

    function _voters(IRiskOracle.Report memory report, uint256 market) private pure returns (uint256 bitmap) {
        for (uint256 i = 0; i < report.observations.length; ++i) {
            if (_entry(report, i, market) & ABSTAIN != ABSTAIN) bitmap |= 1 << report.observations[i].member;
        }
    }

    function _flags(
        IRiskOracle.Report memory report,
        uint256 market,
        uint256 bit
    ) private pure returns (uint256 count) {
        for (uint256 i = 0; i < report.observations.length; ++i) {
            uint256 entry = _entry(report, i, market);
            if (entry & ABSTAIN != ABSTAIN && (entry >> bit) & 1 == 1) ++count;
        }
    }

    /// @dev The smallest value (or distance from `center`) such that all that are no larger weigh more than half.
    function _median(
        IRiskOracle.Report memory report,
        uint256 market,
        uint256 center,
        bool distances
    ) private view returns (uint256 best) {
        best = type(uint256).max;
        for (uint256 i = 0; i < report.observations.length; ++i) {
            uint256 value = _entry(report, i, market) & ABSTAIN;
            if (value == ABSTAIN) continue;
            uint256 candidate = distances ? _distance(value, center) : value;
            if (candidate < best && _outweighs(report, market, center, distances, candidate)) best = candidate;
        }
    }

    function _outweighs(
        IRiskOracle.Report memory report,
        uint256 market,
        uint256 center,
        bool distances,
        uint256 candidate
    ) private view returns (bool) {
        uint256 within = 0;
        uint256 whole = 0;
        for (uint256 i = 0; i < report.observations.length; ++i) {
            uint256 value = _entry(report, i, market) & ABSTAIN;
            if (value == ABSTAIN) continue;
            uint256 weight = _members[report.observations[i].member].weight;
            whole += weight;
            if ((distances ? _distance(value, center) : value) <= candidate) within += weight;
        }
        return 2 * within > whole;
    }

    function _entry(IRiskOracle.Report memory report, uint256 index, uint256 market) private pure returns (uint256) {
        bytes memory scores = report.observations[index].scores;
        return (uint256(uint8(scores[2 * market])) << 8) | uint8(scores[2 * market + 1]);
    }

    function _distance(uint256 a, uint256 b) private pure returns (uint256) {
        return a > b ? a - b : b - a;
    }
}
