// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Rung} from "../../contracts/interfaces/IPauseAdapter.sol";
import {IPauseGuardian} from "../../contracts/interfaces/IPauseGuardian.sol";
import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {BreachLadder} from "../../contracts/libraries/BreachLadder.sol";
import {RaiseLog} from "../../contracts/libraries/RaiseLog.sol";
import {Bps} from "../../contracts/types/Bps.sol";
import {vm} from "../mocks/Vm.sol";
import {both, keptIf} from "./Branchless.sol";

/// @notice For all states, scores and policies: what the ladder counts, arms, spends and finds due (G1, G2, G4), and
/// that a log of sixteen holds a budget over every stretch as long as its period (G5).
contract GuardianProofs {
    using BreachLadder for BreachLadder.State;
    using RaiseLog for RaiseLog.Log;
    using SafeCast for bool;

    uint256 private constant LENGTH = RaiseLog.LENGTH;

    RaiseLog.Log private _log;

    struct Case {
        uint64 lastRound;
        uint32 counts;
        uint8 spent;
        uint64 round;
        uint16 score;
        uint8 contributors;
        uint16[4] enter;
        uint16[4] exit;
        uint8[4] dwell;
        uint8[4] thick;
    }

    /// @dev G2: a rung's row grows by one in the round after the last, starts again at one after a gap, and is zero
    /// after a calm or thin round.
    function check_G2_RowOfBorrowOff(Case calldata c) external pure {
        _checkRow(c, 0);
    }

    function check_G2_RowOfLtvZero(Case calldata c) external pure {
        _checkRow(c, 1);
    }

    function check_G2_RowOfFreeze(Case calldata c) external pure {
        _checkRow(c, 2);
    }

    function check_G2_RowOfPause(Case calldata c) external pure {
        _checkRow(c, 3);
    }

    /// @dev G2, G4: a spent rung is armed again by a well attended round below its exit, and by nothing else.
    function check_G4_OnlyACalmRoundArmsBorrowOff(Case calldata c) external pure {
        _checkArming(c, 0);
    }

    function check_G4_OnlyACalmRoundArmsLtvZero(Case calldata c) external pure {
        _checkArming(c, 1);
    }

    function check_G4_OnlyACalmRoundArmsFreeze(Case calldata c) external pure {
        _checkArming(c, 2);
    }

    function check_G4_OnlyACalmRoundArmsPause(Case calldata c) external pure {
        _checkArming(c, 3);
    }

    /// @dev G2: what is due is used, armed, and has its dwell; no higher rung is.
    function check_G2_DueIsTheHighestArmedRungWithItsDwell(Case calldata c) external pure {
        BreachLadder.State memory state = _state(c);
        uint256 due = uint256(state.due(_rungs(c)));
        uint256 full = 0;
        for (uint256 i = 0; i < 4; ++i) {
            bool armed = (c.spent >> i) & 1 == 0;
            bool ready = both(c.enter[i] != 0, ((c.counts >> (8 * i)) & 0xFF) >= c.dwell[i]);
            full |= keptIf(both(armed, ready), 1 << i);
        }
        if (due == 0) assert(full == 0);
        else assert(full >> (due - 1) == 1);
    }

    /// @dev G4: spending a rung spends it and every lower one, arms nothing, and moves nothing else.
    function check_G4_SpendingSpendsEveryLowerRung(Case calldata c, uint8 rung) external pure {
        vm.assume(rung < 5);
        BreachLadder.State memory state = _state(c);
        state.spend(Rung(rung));
        assert(state.spent == c.spent | ((uint256(1) << rung) - 1));
        assert(state.counts == c.counts);
        assert(state.lastRound == c.lastRound);
    }

    /// @dev G1, G4: after its effect nothing at or below the rung is due, so no repeat raises, and no reset is undone.
    function check_G1_NothingAtOrBelowASpentRungIsDue(Case calldata c, uint8 rung) external pure {
        vm.assume(rung < 5);
        BreachLadder.State memory state = _state(c);
        state.spend(Rung(rung));
        Rung due = state.due(_rungs(c));
        assert(due == Rung.None || uint256(due) > rung);
    }

    /// @dev G5: the time of the last word only moves on, and only by a counted round.
    function check_G5_HeardOnlyMovesOn(Case calldata c, uint40 heardAt, uint40 observedAt) external pure {
        vm.assume(c.lastRound < type(uint64).max);
        BreachLadder.State memory state = _state(c);
        state.heardAt = heardAt;
        IRiskOracle.ScoreRecord memory record = _record(c);
        record.observedAt = observedAt;
        IPauseGuardian.RungPolicy[4] memory none;
        state.count(none, record);
        assert(state.heardAt == (observedAt > heardAt ? observedAt : heardAt));
    }

    /// @dev G5: of two raises the later one is younger than a period wherever the earlier one is.
    function check_G5_WhatIsLaterIsRecentToo(
        uint40 earlier,
        uint40 later,
        uint40 timestamp,
        uint32 period
    ) external pure {
        vm.assume(earlier <= later);
        vm.assume(later <= timestamp);
        vm.assume(_recent(earlier, timestamp, period) == 1);
        assert(_recent(later, timestamp, period) == 1);
    }

    /// @dev G5: a log that is full of recent raises leaves nothing of any budget. With the proof before: while something
    /// is left, the oldest raise of a log is older than the period.
    function check_G5_ALogOfRecentRaisesLeavesNothing(
        uint40[16] calldata raisedAt,
        uint40 timestamp,
        uint32 period,
        uint8 budget
    ) external {
        vm.assume(budget <= LENGTH);
        for (uint256 i = 0; i < LENGTH; ++i) {
            vm.assume(_recent(raisedAt[i], timestamp, period) == 1);
            _log.raisedAt[i] = raisedAt[i];
        }
        assert(_log.left(budget, period, timestamp) == 0);
    }

    /// @dev G5: a raise is written over the slot whose turn it is, which is the oldest, and over no other. With the two
    /// proofs before: no raise is forgotten while it is younger than the period, so that what is left is counted from all
    /// of them, and no stretch as long as the period holds more raises than the budget.
    function check_G5_ARaiseIsWrittenOverTheOldestAlone(
        uint40[16] calldata raisedAt,
        uint40 timestamp,
        uint8 next
    ) external {
        vm.assume(next < LENGTH);
        for (uint8 i = 0; i < LENGTH; ++i) {
            _log.raisedAt[i] = raisedAt[i];
            // A path for each slot, as a prover needs its number.
            if (i == next) _log.next = i;
        }
        _log.add(timestamp);
        for (uint256 i = 0; i < LENGTH; ++i) assert(_log.raisedAt[i] == (i == next ? timestamp : raisedAt[i]));
        assert(_log.next == (next + 1) % LENGTH);
    }

    /// @dev G5: what is left is the budget less the raises that are younger than the period, never below zero.
    function check_G5_LeftIsTheBudgetLessRecentRaises(
        uint40[16] calldata raisedAt,
        uint40 timestamp,
        uint32 period,
        uint8 budget
    ) external {
        uint256 recent = 0;
        for (uint256 i = 0; i < LENGTH; ++i) {
            _log.raisedAt[i] = raisedAt[i];
            recent += _recent(raisedAt[i], timestamp, period);
        }
        uint256 left = _log.left(budget, period, timestamp);
        if (recent >= budget) assert(left == 0);
        else assert(left == budget - recent);
    }

    function _checkRow(Case calldata c, uint256 index) private pure {
        BreachLadder.State memory state = _counted(c, index);
        bool thick = both(c.enter[index] != 0, c.contributors >= c.thick[index]);
        bool high = both(thick, c.score >= c.enter[index]);
        bool next = uint256(c.round) == uint256(c.lastRound) + 1;
        uint256 before = (c.counts >> (8 * index)) & 0xFF;
        uint256 row = keptIf(high, keptIf(next, before) + 1);
        assert(state.countOf(index) == row - keptIf(row > 255, 1));
        assert(state.lastRound == c.round);
    }

    function _checkArming(Case calldata c, uint256 index) private pure {
        BreachLadder.State memory state = _counted(c, index);
        bool thick = both(c.enter[index] != 0, c.contributors >= c.thick[index]);
        bool calm = both(thick, c.score < c.exit[index]);
        bool before = (c.spent >> index) & 1 == 1;
        assert(((state.spent >> index) & 1 == 1) == both(before, !calm));
    }

    /// @dev The state after the round, under a policy that uses the one rung alone: the others' paths are their own.
    function _counted(Case calldata c, uint256 index) private pure returns (BreachLadder.State memory state) {
        vm.assume(c.lastRound < type(uint64).max);
        state = _state(c);
        IPauseGuardian.RungPolicy[4] memory rungs;
        rungs[index] = _rung(c, index);
        state.count(rungs, _record(c));
    }

    function _state(Case calldata c) private pure returns (BreachLadder.State memory state) {
        (state.enabled, state.lastRound, state.counts, state.spent) = (true, c.lastRound, c.counts, c.spent);
    }

    function _rungs(Case calldata c) private pure returns (IPauseGuardian.RungPolicy[4] memory rungs) {
        for (uint256 i = 0; i < 4; ++i) rungs[i] = _rung(c, i);
    }

    function _rung(Case calldata c, uint256 i) private pure returns (IPauseGuardian.RungPolicy memory) {
        return
            IPauseGuardian.RungPolicy({
                enter: Bps.wrap(c.enter[i]),
                exit: Bps.wrap(c.exit[i]),
                dwell: c.dwell[i],
                minContributors: c.thick[i]
            });
    }

    function _record(Case calldata c) private pure returns (IRiskOracle.ScoreRecord memory record) {
        (record.score, record.contributors, record.round) = (Bps.wrap(c.score), c.contributors, c.round);
    }

    /// @dev 1 for a raise that is younger than the period.
    function _recent(uint40 raisedAt, uint40 timestamp, uint32 period) private pure returns (uint256) {
        return (raisedAt != 0).toUint() & (timestamp < uint256(raisedAt) + period).toUint();
    }
}
