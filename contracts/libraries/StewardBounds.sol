// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICollateralSteward} from "../interfaces/ICollateralSteward.sol";

/// @notice One market's state in one slot, and how far it may move from it (H1).
library StewardBounds {
    using StewardBounds for StewardBounds.State;

    /// @param enabled Whether the steward acts.
    /// @param band 0 where calm, else one more than the index of the band.
    /// @param lastTightenAt When an LTV was last lowered.
    /// @param lastChangeAt When an LTV was last written.
    /// @param budgetAt When `budgetLeft` was written.
    /// @param budgetLeft What the budget held then, in bps.
    /// @param queuedLtv Queued loosening; 0 for none.
    /// @param executableAt From when it may be executed.
    struct State {
        bool enabled;
        uint8 band;
        uint40 lastTightenAt;
        uint40 lastChangeAt;
        uint40 budgetAt;
        uint16 budgetLeft;
        uint16 queuedLtv;
        uint40 executableAt;
    }

    /// @notice The band that a risk belongs to: entered at `enter`, left only below `exit`.
    /// @param band The band now.
    /// @param riskBps Score + spread.
    /// @param mayFall Whether the input is good enough to leave a band.
    function nextBand(
        ICollateralSteward.Band[] memory bands,
        uint256 band,
        uint256 riskBps,
        bool mayFall
    ) internal pure returns (uint256) {
        for (uint256 i = bands.length; i > band; --i) {
            if (riskBps >= bands[i - 1].enter.toUint()) return i;
        }
        if (!mayFall) return band;
        while (band > 0 && riskBps < bands[band - 1].exit.toUint()) --band;
        return band;
    }

    /// @notice What a tightening may still take, rounded down.
    function budgetNow(
        State memory state,
        ICollateralSteward.Policy memory policy,
        uint256 timestamp
    ) internal pure returns (uint256) {
        uint256 full = policy.tightenBudget.toUint();
        uint256 period = policy.budgetPeriod.toSeconds();
        uint256 elapsed = timestamp - state.budgetAt;
        if (elapsed >= period) return full;
        uint256 left = state.budgetLeft + (full * elapsed) / period;
        return left < full ? left : full;
    }

    /// @notice The LTV after tightening from `current` towards `target`, and why not.
    function tightened(
        State memory state,
        ICollateralSteward.Policy memory policy,
        uint256 current,
        uint256 target,
        uint256 liquidationThreshold,
        uint256 timestamp
    ) internal pure returns (uint256 next, ICollateralSteward.Reason reason) {
        if (current <= target) return (current, ICollateralSteward.Reason.AlreadyThere);
        if (timestamp < state.lastTightenAt + policy.tightenDelay.toSeconds()) {
            return (current, ICollateralSteward.Reason.TooSoon);
        }
        uint256 budget = state.budgetNow(policy, timestamp);
        if (budget == 0) return (current, ICollateralSteward.Reason.BudgetSpent);
        uint256 most = _min(_min(policy.tightenStep.toUint(), budget), current - target);
        return _checked(policy, current, current - most, liquidationThreshold);
    }

    /// @notice The LTV after loosening from `current` towards `target`, and why not; the waits are the caller's.
    function loosened(
        ICollateralSteward.Policy memory policy,
        uint256 current,
        uint256 target,
        uint256 liquidationThreshold
    ) internal pure returns (uint256 next, ICollateralSteward.Reason reason) {
        if (current >= target) return (current, ICollateralSteward.Reason.AlreadyThere);
        uint256 most = _min(policy.loosenStep.toUint(), target - current);
        return _checked(policy, current, current + most, liquidationThreshold);
    }

    /// @notice Why a queued loosening may not be executed now.
    function waiting(
        State memory state,
        ICollateralSteward.Policy memory policy,
        uint256 timestamp
    ) internal pure returns (ICollateralSteward.Reason) {
        if (state.queuedLtv == 0) return ICollateralSteward.Reason.NotQueued;
        if (timestamp < state.executableAt) return ICollateralSteward.Reason.StillWaiting;
        if (timestamp >= state.expiresAt(policy)) return ICollateralSteward.Reason.Expired;
        if (timestamp < state.lastChangeAt + policy.loosenDelay.toSeconds()) return ICollateralSteward.Reason.TooSoon;
        return ICollateralSteward.Reason.None;
    }

    /// @notice From when a queued loosening may no longer be executed.
    function expiresAt(State memory state, ICollateralSteward.Policy memory policy) internal pure returns (uint256) {
        return state.executableAt + policy.loosenExpiry.toSeconds();
    }

    /// @dev Drift and gap hold for whatever is written, tightening included: a market outside them was moved by someone
    /// else, and the policy no longer describes it.
    function _checked(
        ICollateralSteward.Policy memory policy,
        uint256 current,
        uint256 next,
        uint256 liquidationThreshold
    ) private pure returns (uint256, ICollateralSteward.Reason) {
        uint256 anchor = policy.anchorLtv.toUint();
        uint256 distance = next > anchor ? next - anchor : anchor - next;
        if (distance > policy.drift.toUint()) return (current, ICollateralSteward.Reason.DriftReached);
        if (next + policy.minGap.toUint() > liquidationThreshold) {
            return (current, ICollateralSteward.Reason.GapViolated);
        }
        return (next, ICollateralSteward.Reason.None);
    }

    function _min(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }
}
