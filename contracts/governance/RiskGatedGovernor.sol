// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Governor} from "@openzeppelin/contracts/governance/Governor.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {GovernorCountingSimple} from "@openzeppelin/contracts/governance/extensions/GovernorCountingSimple.sol";
import {GovernorPreventLateQuorum} from "@openzeppelin/contracts/governance/extensions/GovernorPreventLateQuorum.sol";
import {GovernorSettings} from "@openzeppelin/contracts/governance/extensions/GovernorSettings.sol";
import {GovernorTimelockControl} from "@openzeppelin/contracts/governance/extensions/GovernorTimelockControl.sol";
import {GovernorVotes} from "@openzeppelin/contracts/governance/extensions/GovernorVotes.sol";
import {GovernorVotesQuorumFraction} from "@openzeppelin/contracts/governance/extensions/GovernorVotesQuorumFraction.sol";
import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IProposalOracle} from "../interfaces/IProposalOracle.sol";
import {GovernorRiskGate} from "./GovernorRiskGate.sol";
import {GovernorRiskTerms} from "./GovernorRiskTerms.sol";

/// @title RiskGatedGovernor
/// @notice A whole DAO's governor with the gate: simple counting, an ERC20Votes token, a quorum that is a part of all
/// votes, a longer vote where the quorum is reached late, a timelock.
///
/// Time model: the token's clock. Guarantees V1 to V4 are the gate's (`GovernorRiskGate`); everything else is
/// OpenZeppelin's. Several calls can be made in one transaction (`multicall`): whoever votes first fixes the class with it.
contract RiskGatedGovernor is
    GovernorSettings,
    GovernorCountingSimple,
    GovernorVotesQuorumFraction,
    GovernorPreventLateQuorum,
    GovernorRiskGate,
    Multicall
{
    /// @param votingDelay From the proposal to the start of the vote, in the token's clock.
    /// @param votingPeriod From there to its end.
    /// @param proposalThreshold Votes that a proposer must hold.
    /// @param quorumPercent Of all votes, for and abstaining, that a proposal needs before the gate raises it.
    /// @param voteExtension How long a vote goes on at least once its quorum is reached; at most the voting period.
    struct VoteTerms {
        uint48 votingDelay;
        uint32 votingPeriod;
        uint256 proposalThreshold;
        uint256 quorumPercent;
        uint48 voteExtension;
    }

    /// @param oracle Where proposals are scored.
    /// @param settings To begin with.
    /// @param limits For good.
    /// @param exemptTargets The committee and what rests on it.
    struct GateTerms {
        IProposalOracle oracle;
        RiskSettings settings;
        RiskLimits limits;
        address[] exemptTargets;
    }

    constructor(
        string memory name_,
        IVotes votes,
        TimelockController executor,
        VoteTerms memory terms,
        GateTerms memory gate
    )
        Governor(name_)
        GovernorSettings(terms.votingDelay, terms.votingPeriod, terms.proposalThreshold)
        GovernorVotes(votes)
        GovernorVotesQuorumFraction(terms.quorumPercent)
        GovernorPreventLateQuorum(terms.voteExtension)
        GovernorTimelockControl(executor)
        GovernorRiskTerms(gate.oracle, gate.settings, gate.limits, gate.exemptTargets)
    {}

    /// @inheritdoc Governor
    function state(uint256 proposalId) public view override(Governor, GovernorTimelockControl) returns (ProposalState) {
        return super.state(proposalId);
    }

    /// @inheritdoc Governor
    function proposalNeedsQueuing(
        uint256 proposalId
    ) public view override(Governor, GovernorTimelockControl) returns (bool) {
        return super.proposalNeedsQueuing(proposalId);
    }

    /// @inheritdoc Governor
    function proposalThreshold() public view override(Governor, GovernorSettings) returns (uint256) {
        return super.proposalThreshold();
    }

    /// @inheritdoc Governor
    function proposalDeadline(
        uint256 proposalId
    ) public view override(Governor, GovernorPreventLateQuorum) returns (uint256) {
        return super.proposalDeadline(proposalId);
    }

    /// @inheritdoc GovernorRiskGate
    function _quorumAndVotes(uint256 timepoint) internal view override returns (uint256 ownQuorum, uint256 totalVotes) {
        totalVotes = token().getPastTotalSupply(timepoint);
        ownQuorum = Math.mulDiv(totalVotes, quorumNumerator(timepoint), quorumDenominator());
    }

    /// @inheritdoc GovernorRiskGate
    function _quorumVotes(uint256 proposalId) internal view override returns (uint256) {
        (, uint256 forVotes, uint256 abstainVotes) = proposalVotes(proposalId);
        return forVotes + abstainVotes;
    }

    function _propose(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        string memory description,
        address proposer
    ) internal override(Governor, GovernorRiskGate) returns (uint256) {
        return super._propose(targets, values, calldatas, description, proposer);
    }

    function _quorumReached(
        uint256 proposalId
    ) internal view override(Governor, GovernorCountingSimple, GovernorRiskGate) returns (bool) {
        return super._quorumReached(proposalId);
    }

    function _tallyUpdated(uint256 proposalId) internal override(Governor, GovernorPreventLateQuorum) {
        super._tallyUpdated(proposalId);
    }

    function _queueOperations(
        uint256 proposalId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorRiskGate) returns (uint48) {
        return super._queueOperations(proposalId, targets, values, calldatas, descriptionHash);
    }

    function _executeOperations(
        uint256 proposalId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorTimelockControl) {
        super._executeOperations(proposalId, targets, values, calldatas, descriptionHash);
    }

    function _cancel(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorTimelockControl) returns (uint256) {
        return super._cancel(targets, values, calldatas, descriptionHash);
    }

    function _executor() internal view override(Governor, GovernorTimelockControl) returns (address) {
        return super._executor();
    }
}
