// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "../interfaces/IRiskOracle.sol";
import {ITreasuryRebalancer} from "../interfaces/ITreasuryRebalancer.sol";
import {EdgeRows} from "./EdgeRows.sol";

/// @notice What the oracle says about an edge now.
library EdgeWatch {
    using EdgeRows for EdgeRows.State;

    /// @dev Most gas for asking both vaults for their rates.
    uint256 private constant RATE_GAS = 1_500_000;

    /// @notice The state after the latest round, where it leads, whether that round is new, and why nothing moves.
    /// Reverts where the oracle does.
    function look(
        IRiskOracle oracle,
        ITreasuryRebalancer.Edge memory edge,
        EdgeRows.State memory state,
        bool vaultsApproved
    )
        internal
        view
        returns (
            EdgeRows.State memory,
            ITreasuryRebalancer.Direction direction,
            bool counted,
            ITreasuryRebalancer.Reason reason
        )
    {
        reason = _closed(edge, state, vaultsApproved);
        if (reason != ITreasuryRebalancer.Reason.None) return (state, direction, false, reason);
        (IRiskOracle.ScoreRecord memory record, IRiskOracle.Status status) = oracle.score(edge.marketId);
        reason = _unusable(edge, record, status);
        if (reason != ITreasuryRebalancer.Reason.None) return (state, direction, false, reason);
        if (keccak256(abi.encode(oracle.marketOf(edge.marketId))) != state.eventHash) {
            return (state, direction, false, ITreasuryRebalancer.Reason.EventChanged);
        }
        counted = record.round > state.lastRound;
        if (counted) state.count(edge, record, status == IRiskOracle.Status.Fresh, _note(edge));
        direction = state.due(edge);
        reason =
            direction == ITreasuryRebalancer.Direction.Hold
                ? ITreasuryRebalancer.Reason.NotDue
                : state.waiting(edge, block.timestamp);
        return (state, direction, counted, reason);
    }

    /// @dev What stops an edge whatever the score is.
    function _closed(
        ITreasuryRebalancer.Edge memory edge,
        EdgeRows.State memory state,
        bool vaultsApproved
    ) private pure returns (ITreasuryRebalancer.Reason) {
        if (address(edge.from) == address(0)) return ITreasuryRebalancer.Reason.EdgeUnknown;
        if (!state.enabled) return ITreasuryRebalancer.Reason.Halted;
        if (!vaultsApproved) return ITreasuryRebalancer.Reason.VaultNotApproved;
        return ITreasuryRebalancer.Reason.None;
    }

    /// @dev A degraded score counts towards leaving: a crisis looks like neither the training data nor a quiet network.
    function _unusable(
        ITreasuryRebalancer.Edge memory edge,
        IRiskOracle.ScoreRecord memory record,
        IRiskOracle.Status status
    ) private view returns (ITreasuryRebalancer.Reason) {
        if (status == IRiskOracle.Status.Unknown) return ITreasuryRebalancer.Reason.ScoreUnknown;
        bool old = block.timestamp > record.observedAt + edge.maxScoreAge.toSeconds();
        if (old || status == IRiskOracle.Status.Stale) return ITreasuryRebalancer.Reason.ScoreTooOld;
        return ITreasuryRebalancer.Reason.None;
    }

    /// @dev Without rates where a vault fails: the next round's moves have nothing to be measured against, and wait.
    function _note(ITreasuryRebalancer.Edge memory edge) private view returns (EdgeRows.Note memory note) {
        // Safe cast: seconds fit 40 bits for 34,000 years.
        note.notedAt = uint40(block.timestamp);
        try ITreasuryRebalancer(address(this)).ratesOf{gas: RATE_GAS}(edge.from, edge.refuge) returns (
            uint104 fromRate,
            uint104 refugeRate
        ) {
            (note.fromRate, note.refugeRate) = (fromRate, refugeRate);
        } catch {
            return note;
        }
    }
}
