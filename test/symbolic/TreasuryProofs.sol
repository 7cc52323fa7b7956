// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {ITreasuryRebalancer} from "../../contracts/interfaces/ITreasuryRebalancer.sol";
import {EdgeRows} from "../../contracts/libraries/EdgeRows.sol";
import {Bps} from "../../contracts/types/Bps.sol";
import {vm} from "../mocks/Vm.sol";
import {both, keptIf} from "./Branchless.sol";

/// @notice For all rows and rounds: an edge moves out on a full row of high rounds alone, back on one of calm and fresh
/// rounds alone.
/// @dev The day's cap is in `FlowProofs`.
contract TreasuryProofs {
    using EdgeRows for EdgeRows.State;

    struct Case {
        uint16 enter;
        uint16 exit;
        uint8 dwell;
        uint8 calmDwell;
        uint8 thick;
        uint64 lastRound;
        uint8 highRow;
        uint8 calmRow;
        uint64 round;
        uint16 score;
        uint16 spread;
        uint8 contributors;
        bool fresh;
        uint128 outstanding;
    }

    /// @dev H3: a row of calm rounds grows by a fresh, thick round whose score and spread together are below the exit, and
    /// by nothing else; a skipped round begins it anew.
    function check_H3_OnlyAFreshCalmRoundCountsTowardsComingBack(Case calldata c) external pure {
        EdgeRows.State memory state = _counted(c);
        bool calm = both(c.fresh, both(c.contributors >= c.thick, uint256(c.score) + c.spread < c.exit));
        uint256 row = keptIf(calm, keptIf(_next(c), c.calmRow) + 1);
        assert(state.calmRow == row - keptIf(row > 255, 1));
        assert(state.lastRound == c.round);
    }

    function check_H3_OnlyAThickHighRoundCountsTowardsLeaving(Case calldata c) external pure {
        EdgeRows.State memory state = _counted(c);
        bool high = both(c.contributors >= c.thick, c.score >= c.enter);
        uint256 row = keptIf(high, keptIf(_next(c), c.highRow) + 1);
        assert(state.highRow == row - keptIf(row > 255, 1));
    }

    /// @dev Out on a full row of high rounds, back on one of calm rounds and with something to bring; never both.
    function check_H3_AnEdgeFollowsItsFullRowAlone(Case calldata c) external pure {
        vm.assume(c.exit < c.enter);
        vm.assume(c.dwell > 0);
        vm.assume(c.calmDwell > 0);
        EdgeRows.State memory state = _counted(c);
        ITreasuryRebalancer.Direction direction = state.due(_edge(c));
        bool out = state.highRow >= c.dwell;
        bool back = both(state.calmRow >= c.calmDwell, c.outstanding != 0);
        assert(!both(out, back));
        assert((direction == ITreasuryRebalancer.Direction.Out) == out);
        assert((direction == ITreasuryRebalancer.Direction.Back) == back);
    }

    /// @dev What is false: a score below the exit counts, whatever its spread is.
    function refuted_H3_ALowScoreCountsWhateverItsSpread(Case calldata c) external pure {
        vm.assume(c.fresh && c.contributors >= c.thick && c.score < c.exit);
        assert(_counted(c).calmRow > 0);
    }

    function _next(Case calldata c) private pure returns (bool) {
        return uint256(c.round) == uint256(c.lastRound) + 1;
    }

    function _counted(Case calldata c) private pure returns (EdgeRows.State memory state) {
        vm.assume(c.lastRound < type(uint64).max);
        (state.lastRound, state.highRow, state.calmRow) = (c.lastRound, c.highRow, c.calmRow);
        state.outstanding = c.outstanding;
        IRiskOracle.ScoreRecord memory record;
        (record.score, record.spread) = (Bps.wrap(c.score), Bps.wrap(c.spread));
        (record.contributors, record.round) = (c.contributors, c.round);
        EdgeRows.Note memory note;
        state.count(_edge(c), record, c.fresh, note);
    }

    function _edge(Case calldata c) private pure returns (ITreasuryRebalancer.Edge memory edge) {
        (edge.enter, edge.exit) = (Bps.wrap(c.enter), Bps.wrap(c.exit));
        (edge.dwell, edge.calmDwell, edge.minContributors) = (c.dwell, c.calmDwell, c.thick);
    }
}
