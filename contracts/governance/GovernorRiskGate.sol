// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Governor} from "@openzeppelin/contracts/governance/Governor.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {GovernorTimelockControl} from "@openzeppelin/contracts/governance/extensions/GovernorTimelockControl.sol";
import {IGovernorRiskGate} from "../interfaces/IGovernorRiskGate.sol";
import {IRiskOracle} from "../interfaces/IRiskOracle.sol";
import {RiskClasses} from "../libraries/RiskClasses.sol";
import {Bps, ONE_BPS} from "../types/Bps.sol";
import {Duration} from "../types/Duration.sol";
import {MarketId, MarketKind, toMarketId} from "../types/MarketId.sol";
import {PackedScore} from "../types/PackedScore.sol";
import {GovernorRiskTerms} from "./GovernorRiskTerms.sol";

/// @title GovernorRiskGate
/// @notice An extension of OpenZeppelin's Governor with a timelock: a proposal's risk class raises its quorum and the
/// delay of its execution.
///
/// Time model: the governor's own clock for the vote and for the window in which a score counts; seconds for delays. A
/// score counts if it was observed after the vote began, when it is settled who holds the votes, and if somebody calls
/// `fixRisk` before the window closes, at half of the vote as it was proposed at the latest. Later ones change nothing.
///
/// Guarantees
/// - V1 A class is fixed once, and stands before the second half of the vote: no score flips a vote that is decided.
///   Settings are those that stand when the vote begins, whatever is set later; the oracle is asked once.
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

    /// @dev One slot, written once: with the proposal if that is exempt, and else by the score that fixes its class. As
    /// long as it is empty the class is Strict, with the quorum and the delay of the settings at the snapshot.
    struct Risk {
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
        uint48 fixedAt = _risks[proposalId].fixedAt;
        if (fixedAt != 0) revert RiskFixedAlready(proposalId, fixedAt);
        uint48 snapshot = _snapshotOf(proposalId);
        RiskSettings memory settings = _settingsAt(snapshot);
        uint48 closesAt = _closesAt(proposalId, snapshot, settings);
        uint48 timepoint = clock();
        if (timepoint <= snapshot || timepoint > closesAt) {
            revert OutsideScoreWindow(proposalId, timepoint, snapshot + 1, closesAt);
        }
        (PackedScore packed, IRiskOracle.Status status) = riskOracle().packedScore(proposalMarketId(proposalId));
        if (status != IRiskOracle.Status.Fresh) revert ScoreNotFresh(proposalId, status);
        uint256 observed = timepoint == block.timestamp ? packed.observedAt() : packed.blockNumber();
        if (observed <= snapshot) revert ScoreBeforeVote(proposalId, observed, snapshot);

        // Effect:
        RiskClass class = settings.classOf(uint256(packed.score()) + packed.spread());
        (Bps score, Bps spread) = (Bps.wrap(packed.score()), Bps.wrap(packed.spread()));
        (uint16 quorumBps, uint32 extraDelay) = settings.termsOf(class);
        _risks[proposalId] = Risk({
            fixedAt: timepoint,
            class: class,
            exempt: false,
            score: score,
            spread: spread,
            quorumBps: quorumBps,
            extraDelay: extraDelay
        });
        emit RiskFixed(proposalId, class, score, spread, packed.round());
    }

    /// @inheritdoc IGovernorRiskGate
    function proposalRisk(uint256 proposalId) external view override returns (ProposalRisk memory explained) {
        uint48 snapshot = _snapshotOf(proposalId);
        uint48 closesAt = _closesAt(proposalId, snapshot, _settingsAt(snapshot));
        Risk memory risk = _risks[proposalId];
        (risk.quorumBps, risk.extraDelay) = _termsOf(proposalId, snapshot);
        uint48 timepoint = clock();
        bool open = risk.fixedAt == 0 && timepoint <= closesAt;
        RiskReason unfixed = open ? RiskReason.AwaitingScore : RiskReason.NoScoreInTime;
        RiskReason reason = risk.exempt ? RiskReason.Exempt : RiskReason.Scored;
        return
            ProposalRisk({
                class: risk.fixedAt == 0 ? RiskClass.Strict : risk.class,
                reason: risk.fixedAt == 0 ? unfixed : reason,
                isFinal: !open,
                score: risk.score,
                spread: risk.spread,
                fixedAt: risk.fixedAt,
                opensAt: snapshot + 1,
                closesAt: closesAt,
                quorumRequired: timepoint > snapshot ? _quorumRequired(snapshot, risk.quorumBps) : 0,
                extraDelay: Duration.wrap(risk.extraDelay)
            });
    }

    /// @inheritdoc IGovernorRiskGate
    function quorumRequired(uint256 proposalId) public view override returns (uint256) {
        uint48 snapshot = _snapshotOf(proposalId);
        (uint16 quorumBps, ) = _termsOf(proposalId, snapshot);
        return _quorumRequired(snapshot, quorumBps);
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
        if (!_isExempt(targets, values, calldatas)) return proposalId;

        // Effect:
        Risk storage risk = _risks[proposalId];
        (risk.fixedAt, risk.exempt, risk.quorumBps) = (clock(), true, ONE_BPS);
        emit ProposalExempt(proposalId);
    }

    /// @inheritdoc Governor
    function _quorumReached(uint256 proposalId) internal view virtual override returns (bool) {
        return quorumRequired(proposalId) <= _quorumVotes(proposalId);
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
        (, uint32 extraDelay) = _termsOf(proposalId, _snapshotOf(proposalId));
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

    /// @dev What the class that counts now asks for.
    function _termsOf(uint256 proposalId, uint48 snapshot) private view returns (uint16 quorumBps, uint32 extraDelay) {
        Risk storage risk = _risks[proposalId];
        if (risk.fixedAt == 0) return _settingsAt(snapshot).termsOf(RiskClass.Strict);
        return (risk.quorumBps, risk.extraDelay);
    }

    function _snapshotOf(uint256 proposalId) private view returns (uint48 snapshot) {
        snapshot = uint48(proposalSnapshot(proposalId));
        if (snapshot == 0) revert GovernorNonexistentProposal(proposalId);
    }

    /// @dev V1: by the deadline that the proposal was made with, lest a vote that is extended open the window again.
    function _closesAt(
        uint256 proposalId,
        uint48 snapshot,
        RiskSettings memory settings
    ) private view returns (uint48) {
        uint48 half = (uint48(Governor.proposalDeadline(proposalId)) - snapshot) / 2;
        return snapshot + (settings.scoreWindow < half ? settings.scoreWindow : half);
    }

    function _quorumRequired(uint48 snapshot, uint16 quorumBps) private view returns (uint256) {
        (uint256 ownQuorum, uint256 totalVotes) = _quorumAndVotes(snapshot);
        return RiskClasses.raisedQuorum(ownQuorum, quorumBps, totalVotes, MAX_QUORUM_SHARE);
    }
}
