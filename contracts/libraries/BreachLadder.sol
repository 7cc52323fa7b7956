// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Rung} from "../interfaces/IPauseAdapter.sol";
import {IPauseGuardian} from "../interfaces/IPauseGuardian.sol";
import {IRiskOracle} from "../interfaces/IRiskOracle.sol";

/// @notice Counts rounds in a row towards each rung, in one slot per market (G2, G4).
library BreachLadder {
    using BreachLadder for BreachLadder.State;

    /// @param enabled Whether the guardian acts.
    /// @param lastRound Last round that was counted.
    /// @param counts Eight bits for each rung, BorrowOff lowest: rounds in a row.
    /// @param spent One bit for each rung: it has had its effect, and waits for a score below its exit.
    /// @param heardAt When the committee was heard last: the latest observedAt of a counted round, or the policy's time.
    struct State {
        bool enabled;
        uint64 lastRound;
        uint32 counts;
        uint8 spent;
        uint40 heardAt;
    }

    uint256 internal constant RUNGS = 4;
    uint256 private constant MAX_COUNT = type(uint8).max;

    /// @notice A new policy: acts from now on, with rows and silence that start now. What was spent stays spent.
    function begin(State storage state, uint256 timestamp) internal {
        state.enabled = true;
        state.counts = 0;
        // Safe cast: seconds fit 40 bits for 34,000 years.
        state.heardAt = uint40(timestamp);
    }

    /// @notice Counts one new round. A skipped, thin or calmer round breaks the row; only a well attended round below
    /// `exit` arms a spent rung again.
    function count(
        State memory state,
        IPauseGuardian.RungPolicy[4] memory rungs,
        IRiskOracle.ScoreRecord memory record
    ) internal pure {
        bool inARow = record.round == state.lastRound + 1;
        for (uint256 i = 0; i < RUNGS; ++i) {
            IPauseGuardian.RungPolicy memory rung = rungs[i];
            uint256 rounds = 0;
            if (rung.enter.toUint() != 0 && record.contributors >= rung.minContributors) {
                if (record.score >= rung.enter) rounds = (inARow ? state.countOf(i) : 0) + 1;
                if (record.score < rung.exit) state.spent &= ~_bit(i);
            }
            _setCount(state, i, rounds > MAX_COUNT ? MAX_COUNT : rounds);
        }
        state.lastRound = record.round;
        // Safe cast: seconds fit 40 bits for 34,000 years.
        if (record.observedAt > state.heardAt) state.heardAt = uint40(record.observedAt);
    }

    /// @notice The highest armed rung whose dwell is full.
    function due(State memory state, IPauseGuardian.RungPolicy[4] memory rungs) internal pure returns (Rung) {
        for (uint256 i = RUNGS; i > 0; --i) {
            bool full = rungs[i - 1].enter.toUint() != 0 && state.countOf(i - 1) >= rungs[i - 1].dwell;
            if (full && state.spent & _bit(i - 1) == 0) return Rung(i);
        }
        return Rung.None;
    }

    /// @notice Marks a rung and every lower one as having had its effect.
    function spend(State memory state, Rung rung) internal pure {
        // Safe cast: rung is at most 4, so the mask is at most 15.
        state.spent |= uint8((1 << uint256(rung)) - 1);
    }

    /// @notice For each rung, BorrowOff first: rounds in a row, and whether it is spent.
    function perRung(State memory state) internal pure returns (uint8[4] memory counts, bool[4] memory spent) {
        for (uint256 i = 0; i < RUNGS; ++i) {
            // Safe cast: a count is at most 255.
            counts[i] = uint8(state.countOf(i));
            spent[i] = state.spent & _bit(i) != 0;
        }
    }

    /// @notice Rounds in a row towards a rung, by its index from BorrowOff.
    function countOf(State memory state, uint256 index) internal pure returns (uint256) {
        return (state.counts >> (8 * index)) & MAX_COUNT;
    }

    /// @notice The last second of the guardian's authority, if the committee stays silent (G5).
    function authorityUntil(State memory state, uint256 silence) internal pure returns (uint256) {
        return uint256(state.heardAt) + silence;
    }

    /// @notice Whether any armed rung has rounds in a row.
    function dwelling(State memory state) internal pure returns (bool) {
        for (uint256 i = 0; i < RUNGS; ++i) {
            if (state.countOf(i) != 0 && state.spent & _bit(i) == 0) return true;
        }
        return false;
    }

    function _setCount(State memory state, uint256 index, uint256 value) private pure {
        // Safe casts: index is at most 3 and value at most 255.
        state.counts = (state.counts & ~uint32(MAX_COUNT << (8 * index))) | uint32(value << (8 * index));
    }

    function _bit(uint256 index) private pure returns (uint8) {
        return uint8(1 << index);
    }
}
