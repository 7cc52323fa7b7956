// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "../interfaces/IRiskOracle.sol";
import {ITreasuryRebalancer} from "../interfaces/ITreasuryRebalancer.sol";

/// @notice Rounds in a row of a breach and of calm along one edge, and the rates that its vaults had in the last two
/// rounds of the row.
library EdgeRows {
    /// @param notedAt Unix seconds; 0 for none.
    /// @param fromRate Assets for a million whole shares; 0 where the vault did not say. `refugeRate` likewise.
    struct Note {
        uint40 notedAt;
        uint104 fromRate;
        uint104 refugeRate;
    }

    /// @param enabled Whether the edge acts.
    /// @param lastRound Last round counted.
    /// @param highRow Rounds in a row at or above `enter`.
    /// @param calmRow Rounds in a row below `exit`, without doubt.
    /// @param last The rates when `lastRound` was counted.
    /// @param before When the round before it was, if it was the next lower one.
    /// @param outstanding Shares of the refuge that are to come back.
    /// @param eventHash Hash of the market and event that the edge was set for.
    struct State {
        bool enabled;
        uint64 lastRound;
        uint8 highRow;
        uint8 calmRow;
        Note last;
        Note before;
        uint256 outstanding;
        bytes32 eventHash;
    }

    uint256 private constant MAX_ROW = type(uint8).max;

    /// @notice Counts a new round. A skipped or thin one, or one of another kind, breaks a row.
    /// @param fresh Whether the score is without doubt: only such a round counts towards coming back.
    /// @param note The rates now.
    function count(
        State memory state,
        ITreasuryRebalancer.Edge memory edge,
        IRiskOracle.ScoreRecord memory record,
        bool fresh,
        Note memory note
    ) internal pure {
        bool inARow = record.round == state.lastRound + 1;
        bool thick = record.contributors >= edge.minContributors;
        bool high = thick && record.score >= edge.enter;
        uint256 risk = record.score.toUint() + record.spread.toUint();
        bool calm = thick && fresh && risk < edge.exit.toUint();
        state.highRow = _next(state.highRow, inARow, high);
        state.calmRow = _next(state.calmRow, inARow, calm);
        Note memory none;
        state.before = inARow ? state.last : none;
        state.last = note;
        state.lastRound = record.round;
    }

    /// @notice Where the rows lead. Never both ways: a round above `enter` is not below `exit`.
    function due(
        State memory state,
        ITreasuryRebalancer.Edge memory edge
    ) internal pure returns (ITreasuryRebalancer.Direction) {
        if (state.highRow >= edge.dwell) return ITreasuryRebalancer.Direction.Out;
        if (state.calmRow >= edge.calmDwell && state.outstanding != 0) return ITreasuryRebalancer.Direction.Back;
        return ITreasuryRebalancer.Direction.Hold;
    }

    /// @notice Why a move that is due has to wait for rates to be measured against.
    function waiting(
        State memory state,
        ITreasuryRebalancer.Edge memory edge,
        uint256 timestamp
    ) internal pure returns (ITreasuryRebalancer.Reason) {
        Note memory before = state.before;
        if (before.fromRate == 0 || before.refugeRate == 0) return ITreasuryRebalancer.Reason.ReferenceMissing;
        if (timestamp < before.notedAt + edge.referenceAge.toSeconds()) {
            return ITreasuryRebalancer.Reason.ReferenceTooYoung;
        }
        return ITreasuryRebalancer.Reason.None;
    }

    function _next(uint256 row, bool inARow, bool counts) private pure returns (uint8) {
        if (!counts) return 0;
        uint256 next = inARow ? row + 1 : 1;
        // Safe cast: at most 255.
        return uint8(next > MAX_ROW ? MAX_ROW : next);
    }
}
