// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {IGovernorRiskGate} from "../../contracts/interfaces/IGovernorRiskGate.sol";
import {Bps} from "../../contracts/types/Bps.sol";
import {GovernanceWorld} from "./GovernanceWorld.sol";

/// @notice What a bookkeeper beside the governor notes of each proposal, and what must follow from that. It shares no
/// code with the gate.
abstract contract GovernanceBook is GovernanceWorld {
    /// @param exempt Whether it only governs the committee, by what it calls.
    /// @param settings Those that stood at the snapshot; until then the present ones.
    /// @param fixedClass Class plus one; zero as long as no score fixed it.
    /// @param decided State plus one when it was first seen behind the vote; zero before.
    struct Entry {
        uint256 id;
        uint256 kind;
        bool exempt;
        IGovernorRiskGate.RiskSettings settings;
        uint256 snapshot;
        uint256 fixedClass;
        uint256 votesFor;
        uint256 votesAgainst;
        uint256 votesAbstain;
        uint256 decided;
        uint256 queuedAt;
        bool executed;
        bool canceled;
    }

    uint256 internal constant REMEMBERED = 5;

    Entry[REMEMBERED] internal _entries;
    uint256 public proposals;
    /// @notice How often each numbered guarantee was seen broken.
    mapping(uint256 guarantee => uint256) public broken;

    function _closesAt(Entry storage entry) internal view returns (uint256) {
        uint256 window = entry.settings.scoreWindow;
        return entry.snapshot + (window > VOTING_PERIOD / 2 ? VOTING_PERIOD / 2 : window);
    }

    function _classOf(Entry storage entry) internal view returns (uint256) {
        if (entry.exempt) return 0;
        return entry.fixedClass == 0 ? 2 : entry.fixedClass - 1;
    }

    function _delayOf(Entry storage entry) internal view returns (uint256) {
        uint256 class = _classOf(entry);
        if (class == 0) return 0;
        return (class == 1 ? entry.settings.elevatedDelay : entry.settings.strictDelay).toSeconds();
    }

    /// @dev In plain fractions.
    function _quorumOf(Entry storage entry) internal view returns (uint256) {
        uint256 class = _classOf(entry);
        uint256 base = (SUPPLY * QUORUM_PERCENT) / 100;
        if (class == 0) return base;
        uint256 bps = class == 1 ? entry.settings.elevatedQuorumBps : entry.settings.strictQuorumBps;
        uint256 most = (SUPPLY * LIMIT_SHARE_BPS) / 100_00;
        uint256 raised = (base * bps) / 100_00;
        return raised > most ? most : raised;
    }

    function _stateOf(Entry storage entry) internal view returns (IGovernor.ProposalState) {
        if (entry.executed) return IGovernor.ProposalState.Executed;
        if (entry.canceled) return IGovernor.ProposalState.Canceled;
        if (block.timestamp <= entry.snapshot) return IGovernor.ProposalState.Pending;
        if (block.timestamp <= governor.proposalDeadline(entry.id)) return IGovernor.ProposalState.Active;
        bool reached = entry.votesFor + entry.votesAbstain >= _quorumOf(entry);
        if (!reached || entry.votesFor <= entry.votesAgainst) return IGovernor.ProposalState.Defeated;
        return entry.queuedAt == 0 ? IGovernor.ProposalState.Succeeded : IGovernor.ProposalState.Queued;
    }

    /// @dev After every call: what the governor says of a proposal is what the book says.
    function _check(Entry storage entry) internal {
        if (entry.id == 0) return;
        IGovernorRiskGate.ProposalRisk memory risk = gate.proposalRisk(entry.id);
        bool unscored = !entry.exempt && entry.fixedClass == 0;
        if (uint256(risk.class) != _classOf(entry))
            ++broken[
                unscored
                    ? 2
                    : entry.exempt
                        ? 3
                        : 1
            ];
        if ((risk.reason == IGovernorRiskGate.RiskReason.Exempt) != entry.exempt) ++broken[3];
        if (risk.closesAt != _closesAt(entry)) ++broken[1];
        if (risk.extraDelay.toSeconds() != _delayOf(entry)) ++broken[4];
        if (risk.extraDelay.toSeconds() > LIMIT_DELAY) ++broken[4];
        if (block.timestamp > entry.snapshot && risk.quorumRequired != _quorumOf(entry)) ++broken[4];
        IGovernor.ProposalState state = governor.state(entry.id);
        if (state != _stateOf(entry)) ++broken[1];
        _checkDecided(entry, state);
        if (entry.queuedAt == 0 || entry.executed) return;
        if (governor.proposalEta(entry.id) != entry.queuedAt + MIN_DELAY + _delayOf(entry)) ++broken[4];
    }

    /// @dev V1: Defeated stays Defeated; what succeeded is only queued and executed, never defeated.
    function _checkDecided(Entry storage entry, IGovernor.ProposalState state) private {
        bool defeated = state == IGovernor.ProposalState.Defeated;
        if (entry.decided == 0) {
            bool over = defeated || state == IGovernor.ProposalState.Succeeded;
            if (over) entry.decided = uint256(state) + 1;
            return;
        }
        if ((entry.decided == uint256(IGovernor.ProposalState.Defeated) + 1) != defeated) ++broken[1];
    }

    function _riskClass(IGovernorRiskGate.RiskSettings storage settings, uint256 risk) internal view returns (uint256) {
        if (risk >= Bps.unwrap(settings.strictFrom)) return 2;
        return risk >= Bps.unwrap(settings.elevatedFrom) ? 1 : 0;
    }
}
