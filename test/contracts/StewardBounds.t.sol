// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICollateralSteward} from "../../contracts/interfaces/ICollateralSteward.sol";
import {UNLIMITED} from "../../contracts/interfaces/ICollateralAdapter.sol";
import {AaveCaps} from "../../contracts/libraries/AaveCaps.sol";
import {ScoreBands} from "../../contracts/libraries/ScoreBands.sol";
import {StewardBounds} from "../../contracts/libraries/StewardBounds.sol";
import {StewardState} from "../../contracts/libraries/StewardState.sol";
import {Bps} from "../../contracts/types/Bps.sol";
import {Duration} from "../../contracts/types/Duration.sol";
import {assertAtMost, assertTrue} from "../mocks/Vm.sol";

/// @notice The arithmetic of caps, budgets and bands, for random numbers of every size.
contract StewardBoundsTest {
    /// @dev Anchors up to the largest cap that is a limit.
    function testFuzz_H1_ACapKeepsStepDriftAndBudget(
        uint128 anchor,
        uint256 current,
        uint256 target,
        uint16[4] calldata parts,
        uint32 elapsed
    ) external view {
        ICollateralSteward.Rule memory rule = _rule(anchor, parts);
        StewardState.Track memory track;
        (track.budgetAt, track.budgetLeft) = (uint40(block.timestamp), uint16(parts[3] % 100_01));
        if (track.budgetLeft > rule.tightenBudget.toUint()) track.budgetLeft = Bps.unwrap(rule.tightenBudget);
        uint256 at = block.timestamp + (elapsed % 2 days);
        (current, target) = (current % UNLIMITED, target % UNLIMITED);
        uint256 budget = StewardBounds.budgetNow(track, rule, at);
        (uint256 next, ICollateralSteward.Reason reason) = StewardBounds.tightened(
            track,
            rule,
            current,
            target,
            true,
            at
        );
        if (reason != ICollateralSteward.Reason.None) {
            assertTrue(next == current, "H1: a refusal moves something");
            return;
        }
        uint256 taken = current - next;
        assertAtMost(taken * 100_00, uint256(rule.anchor) * rule.tightenStep.toUint(), "H1: step");
        assertAtMost(taken * 100_00, uint256(rule.anchor) * budget, "H1: budget");
        assertAtMost(target, next, "H1: past the target");
        uint256 distance = next > rule.anchor ? next - rule.anchor : rule.anchor - next;
        assertAtMost(distance * 100_00, uint256(rule.anchor) * rule.drift.toUint(), "H1: drift");
        StewardBounds.spend(track, rule, taken, true, at);
        // What was taken leaves the budget in full, rounded up: never less than the part that it was.
        assertAtMost(taken * 100_00, uint256(rule.anchor) * (budget - track.budgetLeft), "H1: spent too little");
    }

    function testFuzz_H1_ACapsLooseningKeepsStepAndDrift(
        uint128 anchor,
        uint256 current,
        uint256 target,
        uint16[4] calldata parts
    ) external pure {
        ICollateralSteward.Rule memory rule = _rule(anchor, parts);
        (current, target) = (current % UNLIMITED, target % UNLIMITED);
        (uint256 next, ICollateralSteward.Reason reason) = StewardBounds.loosened(rule, current, target, true);
        if (reason != ICollateralSteward.Reason.None) {
            assertTrue(next == current, "H1: a refusal moves something");
            return;
        }
        assertAtMost((next - current) * 100_00, uint256(rule.anchor) * rule.loosenStep.toUint(), "H1: step");
        assertAtMost(next, target, "H1: past the target");
        uint256 distance = next > rule.anchor ? next - rule.anchor : rule.anchor - next;
        assertAtMost(distance * 100_00, uint256(rule.anchor) * rule.drift.toUint(), "H1: drift");
    }

    /// @dev An anchor of 80 %: below it and above it alike.
    function test_H1_TheDriftMayBeReachedAndNotPassed() external pure {
        ICollateralSteward.Rule memory rule = _ltvRule(5_00);
        _assertTightened(rule, 77_00, 75_00, 75_00, ICollateralSteward.Reason.None);
        _assertTightened(rule, 77_00, 74_99, 77_00, ICollateralSteward.Reason.DriftReached);
        _assertTightened(rule, 90_00, 70_00, 85_00, ICollateralSteward.Reason.None);
        _assertTightened(rule, 90_01, 70_00, 90_01, ICollateralSteward.Reason.DriftReached);
        _assertLoosened(rule, 72_50, 75_00, ICollateralSteward.Reason.None);
        _assertLoosened(rule, 72_49, 72_49, ICollateralSteward.Reason.DriftReached);
    }

    function test_H1_WhatACapTookLeavesItsBudgetRoundedUp() external pure {
        // A fifth exactly, and one of 9,999, which is a little more than a basis point.
        _assertSpent(1_000, 200, 20_00);
        _assertSpent(9_999, 1, 2);
    }

    function _assertTightened(
        ICollateralSteward.Rule memory rule,
        uint256 current,
        uint256 target,
        uint256 expected,
        ICollateralSteward.Reason because
    ) private pure {
        StewardState.Track memory track;
        (uint256 next, ICollateralSteward.Reason reason) = StewardBounds.tightened(
            track,
            rule,
            current,
            target,
            false,
            30 days
        );
        assertTrue(next == expected && reason == because, "H1: tightened to another value");
    }

    function _assertLoosened(
        ICollateralSteward.Rule memory rule,
        uint256 current,
        uint256 expected,
        ICollateralSteward.Reason because
    ) private pure {
        (uint256 next, ICollateralSteward.Reason reason) = StewardBounds.loosened(rule, current, 80_00, false);
        assertTrue(next == expected && reason == because, "H1: loosened to another value");
    }

    function _assertSpent(uint128 anchor, uint256 taken, uint256 spentBps) private pure {
        ICollateralSteward.Rule memory rule = _ltvRule(5_00);
        rule.anchor = anchor;
        StewardState.Track memory track;
        StewardBounds.spend(track, rule, taken, true, 30 days);
        assertTrue(track.budgetLeft == 50_00 - spentBps, "H1: another part of the budget");
        assertTrue(track.budgetAt == 30 days && track.lastTightenAt == 30 days, "H1: at another time");
        assertTrue(track.lastChangeAt == 30 days, "H1: a tightening is no change");
    }

    function _ltvRule(uint16 drift) private pure returns (ICollateralSteward.Rule memory rule) {
        rule.anchor = 80_00;
        (rule.drift, rule.tightenStep) = (Bps.wrap(drift), Bps.wrap(5_00));
        (rule.loosenStep, rule.tightenBudget) = (Bps.wrap(2_50), Bps.wrap(50_00));
        (rule.tightenDelay, rule.budgetPeriod) = (Duration.wrap(1), Duration.wrap(1 days));
    }

    /// @dev Whole tokens; towards what is asked; never 0, never unlimited, and what is whole already stays.
    function testFuzz_H5_QuantisedCapsStayLimits(uint128 cap, uint8 decimals, bool up) external pure {
        uint256 unit = 10 ** (decimals % 28);
        if (cap == UNLIMITED || cap == 0) {
            assertTrue(AaveCaps.quantise(cap, unit, up) == cap, "H5: a word changed its meaning");
            return;
        }
        uint128 held = AaveCaps.quantise(cap, unit, up);
        assertTrue(held != 0 && held != UNLIMITED && held % unit == 0, "H5: no limit of whole tokens");
        assertTrue(AaveCaps.quantise(held, unit, !up) == held, "H5: what is whole moved");
        assertTrue(AaveCaps.fromTokens(AaveCaps.toTokens(held, unit), unit) == held, "H5: lost on the way");
        bool ordinary = cap >= unit && cap <= AaveCaps.MAX_TOKENS * unit;
        if (ordinary) assertTrue(up ? held >= cap : held <= cap, "H5: rounded the other way");
    }

    /// @dev The slow band never stands above the fast one, and rises only where the row is full.
    function testFuzz_H3_TheSlowBandFollowsAndNeverLeads(uint256 seed, uint8 dwell) external pure {
        ICollateralSteward.Band[] memory bands = new ICollateralSteward.Band[](3);
        for (uint16 i = 0; i < 3; ++i) {
            bands[i].enter = Bps.wrap((i + 1) * 10_00);
            bands[i].exit = Bps.wrap((i + 1) * 10_00 - 3_00);
        }
        uint256 rounds = 2 + (dwell % 4);
        StewardState.Market memory market;
        uint256 row = 0;
        for (uint64 round = 1; round < 60; ++round) {
            seed = uint256(keccak256(abi.encode(seed)));
            uint256 slow = market.slowBand;
            bool mayFall = seed % 5 != 0;
            ScoreBands.advance(market, bands, (seed >> 8) % 40_00, round, mayFall, rounds);
            row = market.band > slow ? row + 1 : 0;
            assertAtMost(market.slowBand, market.band, "the slow band leads");
            if (market.slowBand > slow) {
                assertTrue(row >= rounds, "it rose before its row was full");
                row = 0;
            }
            if (!mayFall) assertAtMost(slow, market.slowBand, "H3: it fell on doubt");
        }
    }

    function _rule(
        uint128 anchor,
        uint16[4] calldata parts
    ) private pure returns (ICollateralSteward.Rule memory rule) {
        rule.anchor = 1 + (anchor % (UNLIMITED - 1));
        rule.drift = Bps.wrap(1 + (parts[0] % 99_99));
        rule.tightenStep = Bps.wrap(1 + (parts[1] % Bps.unwrap(rule.drift)));
        rule.loosenStep = Bps.wrap(1 + (parts[2] % Bps.unwrap(rule.tightenStep)));
        rule.tightenBudget = Bps.wrap(
            Bps.unwrap(rule.tightenStep) + (parts[3] % (100_01 - Bps.unwrap(rule.tightenStep)))
        );
        rule.budgetPeriod = Duration.wrap(1 days);
        rule.tightenDelay = Duration.wrap(1);
    }
}
