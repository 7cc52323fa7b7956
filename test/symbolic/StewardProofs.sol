// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICollateralSteward} from "../../contracts/interfaces/ICollateralSteward.sol";
import {ParameterBundle} from "../../contracts/libraries/ParameterBundle.sol";
import {StewardBounds} from "../../contracts/libraries/StewardBounds.sol";
import {StewardState} from "../../contracts/libraries/StewardState.sol";
import {Bps} from "../../contracts/types/Bps.sol";
import {Duration} from "../../contracts/types/Duration.sol";
import {vm} from "../mocks/Vm.sol";
import {divides, fits, productOrdered} from "./Facts.sol";

/// @notice For all values of a ratio and all rules that a policy may hold: a move keeps step, drift and budget (H1), a
/// loosening can be taken back at once (H2), and ratios that go together leave their gap (H4).
/// @dev Caps, whose bounds are parts of the anchor, are in `CapProofs`.
contract StewardProofs {
    struct Numbers {
        uint16 anchor;
        uint16 drift;
        uint16 tightenStep;
        uint16 budget;
        uint16 loosenStep;
        uint16 left;
        uint16 current;
        uint16 target;
    }

    /// @dev The budget as it was left: time adds to it, and never above the whole.
    function check_H1_ATighteningKeepsStepDriftAndBudget(Numbers calldata n) external pure {
        ICollateralSteward.Rule memory rule = _rule(n);
        StewardState.Track memory track = _track(n);
        (uint256 next, ICollateralSteward.Reason reason) = StewardBounds.tightened(
            track,
            rule,
            n.current,
            n.target,
            false,
            track.budgetAt
        );
        if (reason != ICollateralSteward.Reason.None) {
            assert(next == n.current);
            return;
        }
        assert(next < n.current && next >= n.target);
        assert(n.current - next <= n.tightenStep && n.current - next <= n.left);
        assert(next + n.drift >= n.anchor && next <= uint256(n.anchor) + n.drift);
    }

    function check_H1_ALooseningKeepsStepAndDrift(Numbers calldata n) external pure {
        (uint256 next, ICollateralSteward.Reason reason) = StewardBounds.loosened(_rule(n), n.current, n.target, false);
        if (reason != ICollateralSteward.Reason.None) {
            assert(next == n.current);
            return;
        }
        assert(next > n.current && next <= n.target);
        assert(next - n.current <= n.loosenStep);
        assert(next + n.drift >= n.anchor && next <= uint256(n.anchor) + n.drift);
    }

    /// @dev Whatever was spent: what is left is never more than the whole, and a tightening takes what it says.
    function check_H1_ABudgetNeverHoldsMoreThanTheWhole(Numbers calldata n) external pure {
        ICollateralSteward.Rule memory rule = _rule(n);
        StewardState.Track memory track = _track(n);
        (uint256 next, ICollateralSteward.Reason reason) = StewardBounds.tightened(
            track,
            rule,
            n.current,
            n.target,
            false,
            track.budgetAt
        );
        vm.assume(reason == ICollateralSteward.Reason.None);
        uint256 taken = n.current - next;
        StewardBounds.spend(track, rule, taken, false, track.budgetAt);
        assert(track.budgetLeft == n.left - taken && track.budgetLeft <= n.budget);
    }

    /// @dev A policy has the budget regain a loosening's step over a loosening's wait, and its step at most a
    /// tightening's: what was given back can then be taken at once, to where the market was.
    function check_H2_WhatWasLoosenedCanBeTakenBack(Numbers calldata n) external pure {
        ICollateralSteward.Rule memory rule = _rule(n);
        vm.assume(n.loosenStep <= n.tightenStep);
        (uint256 up, ICollateralSteward.Reason loosening) = StewardBounds.loosened(rule, n.current, n.target, false);
        vm.assume(loosening == ICollateralSteward.Reason.None);
        // The market stood within its drift, and the budget holds what it regained over the wait.
        vm.assume(n.current + n.drift >= n.anchor);
        vm.assume(n.left >= n.loosenStep);
        StewardState.Track memory track = _track(n);
        (uint256 down, ICollateralSteward.Reason tightening) = StewardBounds.tightened(
            track,
            rule,
            up,
            n.current,
            false,
            track.budgetAt
        );
        assert(tightening == ICollateralSteward.Reason.None);
        assert(down == n.current);
    }

    function check_H4_RatiosThatGoTogetherLeaveTheGap(uint16 ltv, uint16 threshold, uint16 gap) external pure {
        uint128[4] memory values = [uint128(ltv), threshold, 0, 0];
        bool violated = ParameterBundle.problem(values, gap, 0) == ICollateralSteward.Reason.GapViolated;
        assert(violated == (uint256(ltv) + gap > threshold));
    }

    function check_H4_RatiosThatGoTogetherLeaveTheGapAndTheBonus(
        uint16 ltv,
        uint16 threshold,
        uint16 gap,
        uint16 bonus
    ) external pure {
        _tellOfProducts(threshold, bonus);
        uint128[4] memory values = [uint128(ltv), threshold, 0, 0];
        ICollateralSteward.Reason reason = ParameterBundle.problem(values, gap, bonus);
        bool gapKept = uint256(ltv) + gap <= threshold;
        // At most 100.00 % after rounding to the nearest bps, as Aave rounds.
        bool bonusKept = uint256(threshold) * bonus < 100_00 * 100_00 + 50_00;
        assert((reason == ICollateralSteward.Reason.None) == (gapKept && bonusKept));
    }

    function check_H4_ABundleComesOutAsItWentIn(
        uint16 ltv,
        uint16 threshold,
        uint128 supply,
        uint128 borrow
    ) external pure {
        uint128[4] memory values = [uint128(ltv), threshold, supply, borrow];
        uint128[4] memory back = ParameterBundle.toArray(ParameterBundle.toParameters(values));
        assert(back[0] == ltv && back[1] == threshold && back[2] == supply && back[3] == borrow);
    }

    /// @dev What a threshold and its bonus come to, in whole bps.
    function _tellOfProducts(uint256 threshold, uint256 bonus) private pure {
        unchecked {
            uint256 number = threshold * bonus + 50_00;
            uint256 parts = number / 100_00;
            vm.assume(fits(threshold, bonus));
            vm.assume(divides(number, 100_00));
            vm.assume(productOrdered(100_01, parts, 100_00));
            vm.assume(productOrdered(parts, 100_00, 100_00));
        }
    }

    function _rule(Numbers calldata n) private pure returns (ICollateralSteward.Rule memory rule) {
        vm.assume(n.anchor <= 100_00);
        vm.assume(n.drift < n.anchor);
        vm.assume(n.budget <= 100_00);
        vm.assume(n.left <= n.budget);
        vm.assume(n.tightenStep > 0);
        vm.assume(n.loosenStep > 0);
        rule.anchor = n.anchor;
        rule.drift = Bps.wrap(n.drift);
        rule.tightenStep = Bps.wrap(n.tightenStep);
        rule.tightenBudget = Bps.wrap(n.budget);
        rule.loosenStep = Bps.wrap(n.loosenStep);
        rule.budgetPeriod = Duration.wrap(1 days);
        rule.tightenDelay = Duration.wrap(1 hours);
    }

    function _track(Numbers calldata n) private pure returns (StewardState.Track memory track) {
        (track.budgetAt, track.budgetLeft) = (1_700_000_000, n.left);
    }
}
