// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Governor} from "@openzeppelin/contracts/governance/Governor.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {GovernorTimelockControl} from "@openzeppelin/contracts/governance/extensions/GovernorTimelockControl.sol";
import {IGovernorRiskGate} from "../interfaces/IGovernorRiskGate.sol";
import {IRiskOracle} from "../interfaces/IRiskOracle.sol";
import {RiskClasses} from "../libraries/RiskClasses.sol";
import {Bps} from "../types/Bps.sol";
import {Duration} from "../types/Duration.sol";
import {MarketId, MarketKind, toMarketId} from "../types/MarketId.sol";
import {GovernorRiskTerms} from "./GovernorRiskTerms.sol";

/// @title GovernorRiskGate
/// @notice An extension of OpenZeppelin's Governor with a timelock: a proposal's risk class raises its quorum and the
/// delay of its execution.
///
/// Time model: the governor's own clock for the vote and for the window in which a score counts; seconds for delays. A
/// score counts if it was observed after the vote began, when it is settled who holds the votes, and if somebody calls
/// `fixRisk` before the window closes, at half of the voting period at the latest. Later ones change nothing.
///
/// Guarantees
/// - V1 A class is fixed once, and stands before the second half of the vote: no score flips a vote that is decided.
///   Settings and oracle are those of the time at which the proposal was made.
/// - V2 Without a fresh score in time the class is Strict. Voting, queueing, executing and cancelling never ask the
///   oracle: whatever it does, a path stands.
/// - V3 A proposal that only governs the committee, its oracles and guardian needs what the governor alone asks for.
/// - V4 The quorum is at least the governor's own, and raised to at most a part of it and of all votes; the delay is at
///   least the timelock's, and raised by at most a limit. Both limits are fixed at deployment.
///
/// Composes with counting and voting modules through the two functions left open here, and with
/// `GovernorPreventLateQuorum`. Not with a module that decides a vote before its deadline (`GovernorSuperQuorum`). The
/// governor must hold PROPOSER_ROLE and CANCELLER_ROLE in its timelock.
///
/// Trusts: the oracle with the class, within the limits, and with nothing else.
abstract contract GovernorRiskGate is GovernorRiskTerms {
    using RiskClasses for RiskSettings;

    /// @dev One slot. Before a score fixes it, class, quorum and delay are Strict's.
    struct Risk {
        uint32 terms;
        uint48 closesAt;
        uint48 fixedAt;
        RiskClass class;
        bool exempt;
        Bps score;
        Bps spread;
        uint16 quorumBps;
        uint32 extraDelay;
    }

    mapping(uint256 proposalId => Risk) private _risks;

    /// @inheritdoc IGovernorRiskGate
    function fixRisk(uint256 proposalId) external override {
        // Check:
        Risk memory risk = _riskOf(proposalId);
        if (risk.fixedAt != 0) revert RiskFixedAlready(proposalId, risk.fixedAt);
        uint48 snapshot = uint48(proposalSnapshot(proposalId));
        uint48 timepoint = clock();
        if (timepoint <= snapshot || timepoint > risk.closesAt) {
            revert OutsideScoreWindow(proposalId, timepoint, snapshot + 1, risk.closesAt);
        }
        (IRiskOracle.ScoreRecord memory record, IRiskOracle.Status status) = _oracleAt(risk.terms).score(
            proposalMarketId(proposalId)
        );
        if (status != IRiskOracle.Status.Fresh) revert ScoreNotFresh(proposalId, status);
        uint256 observed = timepoint == block.timestamp ? record.observedAt : record.blockNumber;
        if (observed <= snapshot) revert ScoreBeforeVote(proposalId, observed, snapshot);

        // Effect:
        RiskSettings memory settings = _settingsAt(risk.terms);
        risk.class = settings.classOf(record.score.toUint() + record.spread.toUint());
        (risk.score, risk.spread) = (record.score, record.spread);
        risk.fixedAt = timepoint;
        _keep(proposalId, risk, settings);
        emit RiskFixed(proposalId, risk.class, record.score, record.spread, record.round);
    }

    /// @inheritdoc IGovernorRiskGate
    function proposalRisk(uint256 proposalId) external view override returns (ProposalRisk memory explained) {
        Risk memory risk = _riskOf(proposalId);
        uint48 snapshot = uint48(proposalSnapshot(proposalId));
        uint48 timepoint = clock();
        bool open = risk.fixedAt == 0 && timepoint <= risk.closesAt;
        RiskReason unfixed = open ? RiskReason.AwaitingScore : RiskReason.NoScoreInTime;
        RiskReason reason = risk.exempt ? RiskReason.Exempt : RiskReason.Scored;
        return
            ProposalRisk({
                class: risk.class,
                reason: risk.fixedAt == 0 ? unfixed : reason,
                isFinal: !open,
                score: risk.score,
                spread: risk.spread,
                fixedAt: risk.fixedAt,
                opensAt: snapshot + 1,
                closesAt: risk.closesAt,
                quorumRequired: timepoint > snapshot ? _quorumRequired(proposalId, risk.quorumBps) : 0,
                extraDelay: Duration.wrap(risk.extraDelay)
            });
    }

    /// @inheritdoc IGovernorRiskGate
    function quorumRequired(uint256 proposalId) external view override returns (uint256) {
        return _quorumRequired(proposalId, _riskOf(proposalId).quorumBps);
    }

    /// @inheritdoc IGovernorRiskGate
    function proposalMarketId(uint256 proposalId) public view override returns (MarketId) {
        return
            toMarketId({
                chainId: block.chainid,
                kind: MarketKind.Proposal,
                target: address(this),
                subject: bytes32(proposalId)
            });
    }

    /// @dev At a time that is past; together, since both take one question to the token.
    /// @return ownQuorum The governor's own, as `quorum` has it.
    /// @return totalVotes All votes: no raised quorum exceeds a part of them.
    function _quorumAndVotes(uint256 timepoint) internal view virtual returns (uint256 ownQuorum, uint256 totalVotes);

    /// @dev Votes that count towards the quorum.
    function _quorumVotes(uint256 proposalId) internal view virtual returns (uint256);

    /// @inheritdoc Governor
    function _propose(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        string memory description,
        address proposer
    ) internal virtual override returns (uint256 proposalId) {
        proposalId = super._propose(targets, values, calldatas, description, proposer);
        // Effect:
        uint32 terms = _presentTerms();
        RiskSettings memory settings = _settingsAt(terms);
        uint256 half = votingPeriod() / 2;
        uint256 window = settings.scoreWindow < half ? settings.scoreWindow : half;
        Risk memory risk;
        risk.terms = terms;
        risk.closesAt = uint48(proposalSnapshot(proposalId) + window);
        risk.exempt = _isExempt(targets, values, calldatas);
        risk.class = risk.exempt ? RiskClass.Low : RiskClass.Strict;
        risk.fixedAt = risk.exempt ? clock() : 0;
        _keep(proposalId, risk, settings);
        if (risk.exempt) emit ProposalExempt(proposalId);
    }

    /// @inheritdoc Governor
    function _quorumReached(uint256 proposalId) internal view virtual override returns (bool) {
        return _quorumRequired(proposalId, _risks[proposalId].quorumBps) <= _quorumVotes(proposalId);
    }

    /// @inheritdoc GovernorTimelockControl
    /// @dev The module schedules with the timelock's own delay and remembers the operation. Where the class asks for
    /// more, the same operation is cancelled and scheduled anew, later: its id, by which the module knows it, stays.
    function _queueOperations(
        uint256 proposalId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal virtual override returns (uint48 eta) {
        eta = super._queueOperations(proposalId, targets, values, calldatas, descriptionHash);
        uint32 extraDelay = _risks[proposalId].extraDelay;
        if (extraDelay == 0) return eta;

        // Interaction:
        TimelockController controller = TimelockController(payable(timelock()));
        // The module's salt.
        bytes32 salt = bytes20(address(this)) ^ descriptionHash;
        uint256 delay = controller.getMinDelay() + extraDelay;
        controller.cancel(controller.hashOperationBatch(targets, values, calldatas, 0, salt));
        controller.scheduleBatch(targets, values, calldatas, 0, salt, delay);
        eta += extraDelay;
        emit RiskDelayed(proposalId, eta, Duration.wrap(extraDelay));
    }

    function _keep(uint256 proposalId, Risk memory risk, RiskSettings memory settings) private {
        (risk.quorumBps, risk.extraDelay) = settings.termsOf(risk.class);
        _risks[proposalId] = risk;
    }

    function _riskOf(uint256 proposalId) private view returns (Risk memory risk) {
        risk = _risks[proposalId];
        if (risk.closesAt == 0) revert GovernorNonexistentProposal(proposalId);
    }

    function _quorumRequired(uint256 proposalId, uint16 quorumBps) private view returns (uint256) {
        (uint256 ownQuorum, uint256 totalVotes) = _quorumAndVotes(proposalSnapshot(proposalId));
        return RiskClasses.raisedQuorum(ownQuorum, quorumBps, totalVotes, MAX_QUORUM_SHARE);
    }
}
