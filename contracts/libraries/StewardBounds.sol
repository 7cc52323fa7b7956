// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICollateralSteward} from "../interfaces/ICollateralSteward.sol";
import {ONE_BPS} from "../types/Bps.sol";
import {StewardState} from "./StewardState.sol";

/// @notice How far one parameter may move from what stands (H1). A ratio's bounds are bps as they stand; a cap's are
/// parts of its anchor, rounded down.
library StewardBounds {
    /// @notice A bound of the rule in the parameter's own unit.
    /// @param isCap Whether bounds are parts of the anchor.
    function amount(ICollateralSteward.Rule memory rule, uint256 boundBps, bool isCap) internal pure returns (uint256) {
        return isCap ? (uint256(rule.anchor) * boundBps) / ONE_BPS : boundBps;
    }

    /// @notice What a tightening may still take, in bps, rounded down.
    function budgetNow(
        StewardState.Track memory track,
        ICollateralSteward.Rule memory rule,
        uint256 timestamp
    ) internal pure returns (uint256) {
        uint256 full = rule.tightenBudget.toUint();
        uint256 period = rule.budgetPeriod.toSeconds();
        uint256 elapsed = timestamp - track.budgetAt;
        if (elapsed >= period) return full;
        return _min(track.budgetLeft + (full * elapsed) / period, full);
    }

    /// @notice The value after tightening from `current` towards `target`, and why not.
    function tightened(
        StewardState.Track memory track,
        ICollateralSteward.Rule memory rule,
        uint256 current,
        uint256 target,
        bool isCap,
        uint256 timestamp
    ) internal pure returns (uint256 next, ICollateralSteward.Reason reason) {
        if (current <= target) return (current, ICollateralSteward.Reason.AlreadyThere);
        if (timestamp < track.lastTightenAt + rule.tightenDelay.toSeconds()) {
            return (current, ICollateralSteward.Reason.TooSoon);
        }
        uint256 budget = amount(rule, budgetNow(track, rule, timestamp), isCap);
        if (budget == 0) return (current, ICollateralSteward.Reason.BudgetSpent);
        next = current - _min(_min(amount(rule, rule.tightenStep.toUint(), isCap), budget), current - target);
        if (!withinDrift(rule, next, isCap)) return (current, ICollateralSteward.Reason.DriftReached);
    }

    /// @notice The value after loosening from `current` towards `target`, and why not; the waits are the queue's.
    function loosened(
        ICollateralSteward.Rule memory rule,
        uint256 current,
        uint256 target,
        bool isCap
    ) internal pure returns (uint256 next, ICollateralSteward.Reason reason) {
        if (current >= target) return (current, ICollateralSteward.Reason.AlreadyThere);
        next = current + _min(amount(rule, rule.loosenStep.toUint(), isCap), target - current);
        if (!withinDrift(rule, next, isCap)) return (current, ICollateralSteward.Reason.DriftReached);
    }

    /// @notice Books a tightening: what it took leaves the budget, rounded up.
    function spend(
        StewardState.Track memory track,
        ICollateralSteward.Rule memory rule,
        uint256 taken,
        bool isCap,
        uint256 timestamp
    ) internal pure {
        uint256 takenBps = isCap ? (taken * ONE_BPS + rule.anchor - 1) / rule.anchor : taken;
        // Safe casts: a budget is at most 100_00, and seconds fit 40 bits for 34,000 years.
        track.budgetLeft = uint16(budgetNow(track, rule, timestamp) - takenBps);
        track.budgetAt = uint40(timestamp);
        track.lastTightenAt = uint40(timestamp);
        track.lastChangeAt = uint40(timestamp);
    }

    /// @notice Drift holds for whatever is written, tightening included: a market outside it was moved by someone else,
    /// and the policy no longer describes it.
    function withinDrift(ICollateralSteward.Rule memory rule, uint256 value, bool isCap) internal pure returns (bool) {
        uint256 anchor = rule.anchor;
        uint256 distance = value > anchor ? value - anchor : anchor - value;
        return distance <= amount(rule, rule.drift.toUint(), isCap);
    }

    function _min(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }
}
