// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICollateralSteward} from "../interfaces/ICollateralSteward.sol";
import {ParameterBundle} from "./ParameterBundle.sol";
import {StewardAssessment} from "./StewardAssessment.sol";
import {StewardBounds} from "./StewardBounds.sol";
import {StewardQueue} from "./StewardQueue.sol";
import {ThresholdRamp} from "./ThresholdRamp.sol";

/// @notice From an assessment to the values that a call writes, and why not for each that stays. Ratios are checked on the
/// bundle as it grows, so that what one parameter gains another may use.
library StewardMoves {
    using StewardAssessment for StewardAssessment.Assessment;
    using ParameterBundle for uint128[4];

    uint256 private constant LTV = ParameterBundle.LTV;
    uint256 private constant THRESHOLD = ParameterBundle.THRESHOLD;

    /// @param next What the protocol is to hold, by `Parameter`.
    /// @param reasons None for each that moves.
    /// @param moves Whether any does.
    struct Plan {
        uint128[4] next;
        ICollateralSteward.Reason[4] reasons;
        bool moves;
    }

    /// @notice What may be tightened now; the liquidation threshold only by its ramp.
    function tightening(StewardAssessment.Assessment memory a) internal view returns (Plan memory plan) {
        plan = _still(a);
        for (uint256 i = 0; i < ParameterBundle.COUNT; ++i) {
            if (i != THRESHOLD && !a.isKept(i)) _tighten(a, plan, i, a.targets[i]);
        }
        _quantise(a, plan, true);
    }

    /// @notice The next step of an announced ramp, never below what was announced.
    function lowering(StewardAssessment.Assessment memory a) internal view returns (Plan memory plan) {
        plan = _still(a);
        if (a.isKept(THRESHOLD)) return plan;
        plan.reasons[THRESHOLD] = ThresholdRamp.waiting(a.market, a.policy.ramp, block.timestamp);
        if (plan.reasons[THRESHOLD] != ICollateralSteward.Reason.None) return plan;
        uint256 to = a.market.rampTo;
        _tighten(a, plan, THRESHOLD, to > a.targets[THRESHOLD] ? to : a.targets[THRESHOLD]);
        _quantise(a, plan, true);
    }

    /// @notice Where a ramp would go that the score asks for and that is not announced; 0 for none.
    function rampTo(StewardAssessment.Assessment memory a) internal pure returns (uint256) {
        if (a.isKept(THRESHOLD) || ThresholdRamp.isAnnounced(a.market)) return 0;
        uint256 to = a.targets[THRESHOLD];
        return to < a.current[THRESHOLD] ? to : 0;
    }

    /// @notice What may be loosened. Threshold first: the LTV may need the room.
    /// @param executing Whether the queue's waits count; else whether something is queued already does.
    function loosening(StewardAssessment.Assessment memory a, bool executing) internal view returns (Plan memory plan) {
        plan = _still(a);
        _loosen(a, plan, THRESHOLD, executing);
        _loosen(a, plan, LTV, executing);
        for (uint256 i = THRESHOLD + 1; i < ParameterBundle.COUNT; ++i) _loosen(a, plan, i, executing);
        _quantise(a, plan, false);
    }

    /// @notice What would happen now to each parameter.
    function outlooks(
        StewardAssessment.Assessment memory a
    ) internal view returns (ICollateralSteward.Outlook[4] memory seen) {
        bool blocked = a.blocked != ICollateralSteward.Reason.None;
        for (uint256 i = 0; i < ParameterBundle.COUNT; ++i) {
            (seen[i].current, seen[i].next) = (a.current[i], a.current[i]);
            seen[i].reason = blocked ? a.blocked : ICollateralSteward.Reason.AlreadyThere;
            if (a.isKept(i) && !blocked) seen[i].reason = ICollateralSteward.Reason.Kept;
        }
        if (blocked) return seen;
        _see(seen, tightening(a), ICollateralSteward.Move.Tighten);
        _see(seen, loosening(a, false), ICollateralSteward.Move.Loosen);
        for (uint256 i = 0; i < ParameterBundle.COUNT; ++i) {
            if (seen[i].move == ICollateralSteward.Move.Loosen) seen[i].reason = _waiting(a, i);
        }
        uint256 to = rampTo(a);
        if (to != 0) {
            seen[THRESHOLD] = ICollateralSteward.Outlook({
                move: ICollateralSteward.Move.Announce,
                reason: ICollateralSteward.Reason.None,
                current: a.current[THRESHOLD],
                // Safe cast: at most 100_00.
                next: uint128(to)
            });
        } else if (ThresholdRamp.isAnnounced(a.market)) {
            Plan memory step = lowering(a);
            seen[THRESHOLD].move = ICollateralSteward.Move.Lower;
            (seen[THRESHOLD].reason, seen[THRESHOLD].next) = (step.reasons[THRESHOLD], step.next[THRESHOLD]);
        }
    }

    /// @dev A plan in which nothing moves.
    function _still(StewardAssessment.Assessment memory a) private pure returns (Plan memory plan) {
        for (uint256 i = 0; i < ParameterBundle.COUNT; ++i) {
            plan.next[i] = a.current[i];
            plan.reasons[i] = a.isKept(i) ? ICollateralSteward.Reason.Kept : ICollateralSteward.Reason.AlreadyThere;
        }
    }

    function _tighten(StewardAssessment.Assessment memory a, Plan memory plan, uint256 i, uint256 target) private view {
        (uint256 next, ICollateralSteward.Reason reason) = StewardBounds.tightened({
            track: a.tracks[i],
            rule: a.policy.rules[i],
            current: a.current[i],
            target: target,
            isCap: ParameterBundle.isCap(i),
            timestamp: block.timestamp
        });
        _put(a, plan, i, next, reason);
    }

    function _loosen(StewardAssessment.Assessment memory a, Plan memory plan, uint256 i, bool executing) private view {
        if (a.isKept(i)) return;
        uint256 target = a.targets[i];
        if (executing) {
            plan.reasons[i] = _waiting(a, i);
            if (plan.reasons[i] != ICollateralSteward.Reason.None) return;
            // Never above what was announced.
            if (target > a.queued[i]) target = a.queued[i];
        }
        (uint256 next, ICollateralSteward.Reason reason) = StewardBounds.loosened({
            rule: a.policy.rules[i],
            current: a.current[i],
            target: target,
            isCap: ParameterBundle.isCap(i)
        });
        if (reason == ICollateralSteward.Reason.None) reason = a.doubt;
        _put(a, plan, i, next, reason);
    }

    function _waiting(
        StewardAssessment.Assessment memory a,
        uint256 i
    ) private view returns (ICollateralSteward.Reason) {
        return
            StewardQueue.waiting({
                policy: a.policy,
                executableAt: a.tracks[i].executableAt,
                lastChangeAt: a.tracks[i].lastChangeAt,
                delay: a.policy.rules[i].loosenDelay.toSeconds(),
                timestamp: block.timestamp
            });
    }

    /// @dev Takes a value into the plan, unless the ratios would then not go together.
    function _put(
        StewardAssessment.Assessment memory a,
        Plan memory plan,
        uint256 i,
        uint256 next,
        ICollateralSteward.Reason reason
    ) private pure {
        if (reason == ICollateralSteward.Reason.None) {
            // Safe cast: between what stands and a target.
            plan.next[i] = uint128(next);
            if (!ParameterBundle.isCap(i)) {
                reason = plan.next.problem(a.policy.minGap.toUint(), a.reported.liquidationBonusBps);
                if (reason != ICollateralSteward.Reason.None) plan.next[i] = a.current[i];
            }
        }
        plan.reasons[i] = reason;
        if (reason == ICollateralSteward.Reason.None) plan.moves = true;
    }

    /// @dev Rounds what moves towards what stands, to values that the protocol can hold. What then stands still, or
    /// would pass a bound, stays.
    function _quantise(StewardAssessment.Assessment memory a, Plan memory plan, bool up) private view {
        if (!plan.moves) return;
        plan.moves = false;
        uint128[4] memory held = ParameterBundle.toArray(
            a.policy.adapter.quantise(a.policy.target, a.policy.asset, plan.next.toParameters(), up)
        );
        for (uint256 i = 0; i < ParameterBundle.COUNT; ++i) {
            if (plan.reasons[i] != ICollateralSteward.Reason.None) continue;
            bool between =
                up
                    ? held[i] >= plan.next[i] && held[i] < a.current[i]
                    : held[i] <= plan.next[i] && held[i] > a.current[i];
            plan.next[i] = between ? held[i] : a.current[i];
            if (between) plan.moves = true;
            else plan.reasons[i] = ICollateralSteward.Reason.StepTooFine;
        }
    }

    /// @dev Enters what a plan moves, and why what is due stays.
    function _see(
        ICollateralSteward.Outlook[4] memory seen,
        Plan memory plan,
        ICollateralSteward.Move move
    ) private pure {
        for (uint256 i = 0; i < ParameterBundle.COUNT; ++i) {
            if (plan.reasons[i] == ICollateralSteward.Reason.None) {
                (seen[i].move, seen[i].reason, seen[i].next) = (move, plan.reasons[i], plan.next[i]);
            } else if (isDue(plan, i)) {
                seen[i].reason = plan.reasons[i];
            }
        }
    }

    /// @notice Whether a parameter that stays was to move.
    function isDue(Plan memory plan, uint256 i) internal pure returns (bool) {
        return
            plan.reasons[i] != ICollateralSteward.Reason.None &&
            plan.reasons[i] != ICollateralSteward.Reason.Kept &&
            plan.reasons[i] != ICollateralSteward.Reason.AlreadyThere;
    }
}
