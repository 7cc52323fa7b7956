// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICollateralSteward} from "../../contracts/interfaces/ICollateralSteward.sol";
import {StewardBounds} from "../../contracts/libraries/StewardBounds.sol";
import {StewardState} from "../../contracts/libraries/StewardState.sol";
import {Bps} from "../../contracts/types/Bps.sol";
import {Duration} from "../../contracts/types/Duration.sol";
import {vm} from "../mocks/Vm.sol";
import {differenceOrdered, divides, fits, productOfNext, productOrdered, quotientOrdered} from "./Facts.sol";

/// @notice For all supply and borrow caps and all rules that a policy may hold: a move keeps step, drift and budget, each a
/// part of the anchor (H1), and a loosening can be taken back at once (H2). As `StewardProofs` has it of ratios.
contract CapProofs {
    struct Numbers {
        uint128 anchor;
        uint16 drift;
        uint16 tightenStep;
        uint16 budget;
        uint16 loosenStep;
        uint16 left;
        uint128 current;
        uint128 target;
    }

    function check_H1_ACapsTighteningKeepsStepDriftAndBudget(Numbers calldata n) external pure {
        ICollateralSteward.Rule memory rule = _rule(n);
        vm.assume(differenceOrdered(StewardBounds.amount(rule, n.tightenStep, true), n.current, n.target));
        vm.assume(differenceOrdered(StewardBounds.amount(rule, n.left, true), n.current, n.target));
        (uint256 next, ICollateralSteward.Reason reason) = _tightened(n, rule, n.current, n.target);
        if (reason != ICollateralSteward.Reason.None) {
            assert(next == n.current);
            return;
        }
        assert(next <= n.current && next >= n.target);
        uint256 taken = n.current - next;
        assert(taken <= StewardBounds.amount(rule, n.tightenStep, true));
        assert(taken <= StewardBounds.amount(rule, n.left, true));
        _assertWithinDrift(n, rule, next);
    }

    function check_H1_ACapsLooseningKeepsStepAndDrift(Numbers calldata n) external pure {
        ICollateralSteward.Rule memory rule = _rule(n);
        (uint256 next, ICollateralSteward.Reason reason) = StewardBounds.loosened(rule, n.current, n.target, true);
        if (reason != ICollateralSteward.Reason.None) {
            assert(next == n.current);
            return;
        }
        assert(next >= n.current && next <= n.target);
        assert(next - n.current <= StewardBounds.amount(rule, n.loosenStep, true));
        _assertWithinDrift(n, rule, next);
    }

    /// @dev What was taken, as a part of the anchor and rounded up, is no more than what was left.
    function check_H1_ACapsBudgetPaysForWhatWasTaken(Numbers calldata n, uint128 taken) external pure {
        ICollateralSteward.Rule memory rule = _rule(n);
        vm.assume(n.anchor > 0);
        vm.assume(divides(uint256(n.anchor) * n.left, 100_00));
        vm.assume(taken <= StewardBounds.amount(rule, n.left, true));
        unchecked {
            vm.assume(fits(taken, 100_00));
            vm.assume(productOrdered(taken, StewardBounds.amount(rule, n.left, true), 100_00));
            uint256 number = uint256(taken) * 100_00 + n.anchor - 1;
            uint256 parts = number / n.anchor;
            vm.assume(divides(number, n.anchor));
            vm.assume(fits(parts, n.anchor));
            vm.assume(fits(uint256(n.left) + 1, n.anchor));
            vm.assume(productOrdered(uint256(n.left) + 1, parts, n.anchor));
            vm.assume(productOfNext(n.left, n.anchor));
        }
        StewardState.Track memory track = _track(n);
        StewardBounds.spend(track, rule, taken, true, track.budgetAt);
        assert(track.budgetLeft <= n.left);
    }

    /// @dev As of ratios: the step up is at most the step down, and the budget has regained it over the wait.
    function nightly_H2_ACapThatWasLoosenedCanBeTakenBack(Numbers calldata n) external pure {
        ICollateralSteward.Rule memory rule = _rule(n);
        vm.assume(n.loosenStep <= n.tightenStep);
        vm.assume(n.loosenStep <= n.left);
        _tellOfOrder(n, n.tightenStep);
        _tellOfOrder(n, n.left);
        (uint256 up, ICollateralSteward.Reason loosening) = StewardBounds.loosened(rule, n.current, n.target, true);
        vm.assume(loosening == ICollateralSteward.Reason.None);
        vm.assume(up > n.current);
        // The market stood within its drift.
        vm.assume(StewardBounds.withinDrift(rule, n.current, true));
        (uint256 down, ICollateralSteward.Reason tightening) = _tightened(n, rule, up, n.current);
        assert(tightening == ICollateralSteward.Reason.None);
        assert(down == n.current);
    }

    function _tightened(
        Numbers calldata n,
        ICollateralSteward.Rule memory rule,
        uint256 current,
        uint256 target
    ) private pure returns (uint256 next, ICollateralSteward.Reason reason) {
        StewardState.Track memory track = _track(n);
        return StewardBounds.tightened(track, rule, current, target, true, track.budgetAt);
    }

    function _assertWithinDrift(Numbers calldata n, ICollateralSteward.Rule memory rule, uint256 value) private pure {
        uint256 drift = StewardBounds.amount(rule, n.drift, true);
        assert(value > n.anchor || n.anchor - value <= drift);
        assert(value <= n.anchor || value - n.anchor <= drift);
    }

    /// @dev A larger part of the anchor is no smaller than the step up.
    function _tellOfOrder(Numbers calldata n, uint256 part) private pure {
        vm.assume(productOrdered(n.loosenStep, part, n.anchor));
        vm.assume(quotientOrdered(uint256(n.anchor) * n.loosenStep, uint256(n.anchor) * part, 100_00));
    }

    function _rule(Numbers calldata n) private pure returns (ICollateralSteward.Rule memory rule) {
        vm.assume(n.drift < 100_00);
        vm.assume(n.budget <= 100_00);
        vm.assume(n.left <= n.budget);
        vm.assume(n.tightenStep > 0);
        vm.assume(n.loosenStep > 0);
        vm.assume(fits(n.anchor, n.drift));
        vm.assume(fits(n.anchor, n.tightenStep));
        vm.assume(fits(n.anchor, n.loosenStep));
        vm.assume(fits(n.anchor, n.left));
        vm.assume(fits(n.anchor, n.budget));
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
