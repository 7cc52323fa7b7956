// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICollateralAdapter, Parameter, UNLIMITED} from "../interfaces/ICollateralAdapter.sol";
import {ICollateralSteward} from "../interfaces/ICollateralSteward.sol";
import {ONE_BPS} from "../types/Bps.sol";
import {requireInRange} from "./InRange.sol";
import {ParameterBundle} from "./ParameterBundle.sol";
import {StewardBounds} from "./StewardBounds.sol";

/// @notice What a steward's policy may say. Every bound is the DAO's own guard against a slip: the timelock sets
/// policies, and no policy may switch a guarantee off.
library StewardPolicy {
    using ParameterBundle for ICollateralAdapter.Parameters;
    using ParameterBundle for uint128[4];

    /// @notice A loosening always leaves at least this long to cancel it.
    uint256 internal constant MIN_LOOSEN_DELAY = 1 hours;
    uint256 internal constant MAX_TIGHTEN_DELAY = 7 days;
    uint256 internal constant MAX_PERIOD = 30 days;
    uint256 internal constant MAX_GAP = 50_00;
    uint256 internal constant MAX_BANDS = 8;
    uint256 internal constant MAX_MEMBERS = 31;
    uint256 internal constant MAX_DWELL = 48;
    /// @notice A borrower has at least this long between an announcement and the first step.
    uint256 internal constant MIN_NOTICE = 1 hours;
    /// @notice Nobody is kept from liquidating for longer: in a fall that costs the lenders.
    uint256 internal constant MAX_GRACE = 1 hours;
    uint256 internal constant MAX_FOLLOWED = 4;

    /// @notice Over the wait of a loosening the budget regains less than the loosening gives back, so it could not be
    /// taken back at once (H2).
    error BudgetRechargesTooSlowly(Parameter parameter, uint256 rechargedBps, uint256 loosenStepBps);
    /// @notice A band must enter and exit above the band before it, raise no target and lower one.
    error BandNotOrdered(uint256 band);
    /// @notice A band must be left below where it is entered (hysteresis).
    error BandWithoutHysteresis(uint256 band, uint256 exitBps, uint256 enterBps);
    /// @notice A band may not ask for a value that the drift forbids, nor for one of a parameter that is left out.
    error BandBeyondDrift(uint256 band, Parameter parameter, uint256 target, uint256 lowest);
    /// @param band 0 for the anchors, else one more than its index.
    error GapTooSmall(uint256 band, uint256 ltvBps, uint256 minGapBps, uint256 liquidationThresholdBps);
    /// @notice The two masks must name each category in which the asset is collateral once, and no other.
    error EModesNotNamed(uint256 followed, uint256 left, uint256 categories);
    /// @notice eMode categories follow with the LTV.
    error EModesWithoutLtv();

    /// @notice Reverts unless every field is in its bound, the fields hang together, and the protocol can hold them.
    function validate(ICollateralSteward.Policy calldata policy) internal view {
        requireInRange("maxSpreadToLoosen", policy.maxSpreadToLoosen.toUint(), 0, ONE_BPS);
        requireInRange("minContributorsToLoosen", policy.minContributorsToLoosen, 1, MAX_MEMBERS);
        requireInRange("dwell", policy.dwell, 0, MAX_DWELL);
        requireInRange("loosenExpiry", policy.loosenExpiry.toSeconds(), 1 hours, MAX_PERIOD);
        requireInRange("bands", policy.bands.length, 1, MAX_BANDS);
        uint256 adjustable = policy.adapter.adjustable(policy.target, policy.asset);
        for (uint256 i = 0; i < ParameterBundle.COUNT; ++i) {
            if (policy.rules[i].anchor == 0) continue;
            if (adjustable & (1 << i) == 0) revert ICollateralAdapter.NotAdjustable(policy.asset, Parameter(i));
            _validateRule(policy.rules[i], i);
        }
        _validateRamp(policy);
        _validateEModes(policy);
        _validateBands(policy);
    }

    function _validateRule(ICollateralSteward.Rule calldata rule, uint256 i) private pure {
        bool isCap = ParameterBundle.isCap(i);
        requireInRange("anchor", rule.anchor, 1, isCap ? UNLIMITED - 1 : ONE_BPS);
        // Below the anchor, so that no target can be 0: LTV 0 is the guardian's rung.
        requireInRange("drift", rule.drift.toUint(), 1, (isCap ? ONE_BPS : rule.anchor) - 1);
        uint256 step = rule.tightenStep.toUint();
        uint256 delay = rule.tightenDelay.toSeconds();
        uint256 loosenDelay = rule.loosenDelay.toSeconds();
        uint256 period = rule.budgetPeriod.toSeconds();
        requireInRange("tightenStep", step, 1, rule.drift.toUint());
        requireInRange("tightenDelay", delay, 1, MAX_TIGHTEN_DELAY);
        requireInRange("tightenBudget", rule.tightenBudget.toUint(), step, ONE_BPS);
        requireInRange("budgetPeriod", period, 1 hours, MAX_PERIOD);
        requireInRange("loosenStep", rule.loosenStep.toUint(), 1, step);
        requireInRange("loosenDelay", loosenDelay, delay > MIN_LOOSEN_DELAY ? delay : MIN_LOOSEN_DELAY, MAX_PERIOD);
        uint256 recharged = (rule.tightenBudget.toUint() * loosenDelay) / period;
        if (recharged < rule.loosenStep.toUint()) {
            revert BudgetRechargesTooSlowly(Parameter(i), recharged, rule.loosenStep.toUint());
        }
    }

    function _validateRamp(ICollateralSteward.Policy calldata policy) private pure {
        if (policy.rules[ParameterBundle.THRESHOLD].anchor == 0) return;
        requireInRange("notice", policy.ramp.notice.toSeconds(), MIN_NOTICE, MAX_PERIOD);
        requireInRange("expiry", policy.ramp.expiry.toSeconds(), 1 hours, MAX_PERIOD);
        requireInRange("liquidationGrace", policy.ramp.liquidationGrace.toSeconds(), 1, MAX_GRACE);
    }

    function _validateEModes(ICollateralSteward.Policy calldata policy) private view {
        ICollateralSteward.EModeRule calldata rule = policy.eModes;
        uint256 categories = policy.adapter.eModesOf(policy.target, policy.asset);
        if (rule.followed & rule.left != 0 || rule.followed | rule.left != categories) {
            revert EModesNotNamed(rule.followed, rule.left, categories);
        }
        if (rule.followed == 0) return;
        if (policy.rules[ParameterBundle.LTV].anchor == 0) revert EModesWithoutLtv();
        requireInRange("fromBand", rule.fromBand, 1, policy.bands.length);
        uint256 count = 0;
        for (uint256 left = rule.followed; left != 0; left &= left - 1) ++count;
        requireInRange("followed", count, 0, MAX_FOLLOWED);
    }

    function _validateBands(ICollateralSteward.Policy calldata policy) private view {
        uint128[4] memory standing = policy.adapter.collateralState(policy.target, policy.asset).parameters.toArray();
        uint128[4] memory before = [
            policy.rules[0].anchor,
            policy.rules[1].anchor,
            policy.rules[2].anchor,
            policy.rules[3].anchor
        ];
        _validateTargets(policy, 0, before, standing);
        uint256 enterBefore = 0;
        uint256 exitBefore = 0;
        for (uint256 b = 0; b < policy.bands.length; ++b) {
            uint256 enter = policy.bands[b].enter.toUint();
            uint256 exit = policy.bands[b].exit.toUint();
            requireInRange("enter", enter, 1, ONE_BPS);
            if (exit >= enter) revert BandWithoutHysteresis(b, exit, enter);
            bool lowers = false;
            uint128[4] memory targets = policy.bands[b].targets;
            for (uint256 i = 0; i < ParameterBundle.COUNT; ++i) {
                if (targets[i] > before[i]) revert BandNotOrdered(b);
                if (targets[i] < before[i]) lowers = true;
                uint256 lowest = _lowest(policy.rules[i], ParameterBundle.isCap(i));
                if (targets[i] < lowest) revert BandBeyondDrift(b, Parameter(i), targets[i], lowest);
            }
            if (enter <= enterBefore || exit <= exitBefore || !lowers) revert BandNotOrdered(b);
            _validateTargets(policy, b + 1, targets, standing);
            (enterBefore, exitBefore, before) = (enter, exit, targets);
        }
    }

    /// @dev The values of a band (or the anchors) with what stands for what is left out: the ratios go together, and the
    /// protocol can hold each.
    function _validateTargets(
        ICollateralSteward.Policy calldata policy,
        uint256 band,
        uint128[4] memory targets,
        uint128[4] memory standing
    ) private view {
        uint128[4] memory whole;
        for (uint256 i = 0; i < ParameterBundle.COUNT; ++i) whole[i] = targets[i] == 0 ? standing[i] : targets[i];
        if (targets[ParameterBundle.LTV] != 0 || targets[ParameterBundle.THRESHOLD] != 0) {
            uint256 gap = policy.minGap.toUint();
            requireInRange("minGap", gap, 1, MAX_GAP);
            if (whole[ParameterBundle.LTV] + gap > whole[ParameterBundle.THRESHOLD]) {
                revert GapTooSmall(band, whole[ParameterBundle.LTV], gap, whole[ParameterBundle.THRESHOLD]);
            }
        }
        uint128[4] memory nearest = policy
            .adapter
            .quantise(policy.target, policy.asset, whole.toParameters(), false)
            .toArray();
        for (uint256 i = 0; i < ParameterBundle.COUNT; ++i) {
            if (nearest[i] == whole[i]) continue;
            revert ICollateralAdapter.NotRepresentable(policy.asset, Parameter(i), whole[i], nearest[i]);
        }
    }

    /// @dev 0 for a parameter that is left out, whose targets are 0.
    function _lowest(ICollateralSteward.Rule calldata rule, bool isCap) private pure returns (uint256) {
        ICollateralSteward.Rule memory copy = rule;
        return rule.anchor - StewardBounds.amount(copy, rule.drift.toUint(), isCap);
    }
}
