// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Governor} from "@openzeppelin/contracts/governance/Governor.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {GovernorTimelockControl} from "@openzeppelin/contracts/governance/extensions/GovernorTimelockControl.sol";
import {IGovernorRiskGate} from "../interfaces/IGovernorRiskGate.sol";
import {IProposalOracle} from "../interfaces/IProposalOracle.sol";
import {IRiskOracle} from "../interfaces/IRiskOracle.sol";
import {RiskClasses} from "../libraries/RiskClasses.sol";
import {Bps, ONE_BPS} from "../types/Bps.sol";
import {Duration} from "../types/Duration.sol";
import {MarketId, MarketKind, toMarketId} from "../types/MarketId.sol";

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
abstract contract GovernorRiskGate is IGovernorRiskGate, GovernorTimelockControl {
    using RiskClasses for RiskSettings;

    /// @dev What stands between two changes; a proposal points to its own.
    struct Terms {
        RiskSettings settings;
        IProposalOracle oracle;
    }

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

    uint16 private immutable _maxQuorumBps;
    uint16 private immutable _maxQuorumShare;
    uint32 private immutable _maxExtraDelay;

    Terms[] private _terms;
    mapping(uint256 proposalId => Risk) private _risks;
    mapping(address target => bool) private _exemptTargets;

    /// @param newOracle Where proposals are scored.
    /// @param newSettings To begin with.
    /// @param newLimits For good.
    /// @param exemptTargets The committee and what rests on it; neither the governor nor its timelock.
    constructor(
        IProposalOracle newOracle,
        RiskSettings memory newSettings,
        RiskLimits memory newLimits,
        address[] memory exemptTargets
    ) {
        RiskClasses.validate(newLimits);
        _maxQuorumBps = newLimits.quorumBps;
        _maxQuorumShare = uint16(newLimits.quorumShare.toUint());
        _maxExtraDelay = uint32(newLimits.extraDelay.toSeconds());
        RiskClasses.validate(newSettings, newLimits);
        _setTerms(newSettings, newOracle);
        emit RiskSettingsSet(newSettings);
        emit RiskOracleSet(newOracle);
        for (uint256 i = 0; i < exemptTargets.length; ++i) _setExemptTarget(exemptTargets[i], true);
    }

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
        (IRiskOracle.ScoreRecord memory record, IRiskOracle.Status status) = _terms[risk.terms].oracle.score(
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
    function setRiskSettings(RiskSettings calldata newSettings) external override onlyGovernance {
        // Check:
        RiskClasses.validate(newSettings, riskLimits());

        // Effect:
        _setTerms(newSettings, riskOracle());
        emit RiskSettingsSet(newSettings);
    }

    /// @inheritdoc IGovernorRiskGate
    function setRiskOracle(IProposalOracle newOracle) external override onlyGovernance {
        // Effect:
        _setTerms(riskSettings(), newOracle);
        emit RiskOracleSet(newOracle);
    }

    /// @inheritdoc IGovernorRiskGate
    function setExemptTarget(address target, bool exempt) external override onlyGovernance {
        // Effect:
        _setExemptTarget(target, exempt);
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
    function isExemptTarget(address target) external view override returns (bool) {
        return _exemptTargets[target];
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

    /// @inheritdoc IGovernorRiskGate
    function riskSettings() public view override returns (RiskSettings memory) {
        return _settingsAt(_terms.length - 1);
    }

    /// @inheritdoc IGovernorRiskGate
    function riskOracle() public view override returns (IProposalOracle) {
        return _terms[_terms.length - 1].oracle;
    }

    /// @inheritdoc IGovernorRiskGate
    function riskLimits() public view override returns (RiskLimits memory) {
        return
            RiskLimits({
                quorumBps: _maxQuorumBps,
                quorumShare: Bps.wrap(_maxQuorumShare),
                extraDelay: Duration.wrap(_maxExtraDelay)
            });
    }

    /// @dev All votes at a time that is past: no raised quorum exceeds a part of them.
    function _totalVotes(uint256 timepoint) internal view virtual returns (uint256);

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
        uint32 terms = uint32(_terms.length - 1);
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
        emit RiskOpened(proposalId, proposalMarketId(proposalId), risk.exempt, risk.closesAt);
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

    function _setTerms(RiskSettings memory newSettings, IProposalOracle newOracle) private {
        if (address(newOracle) == address(0)) revert ZeroOracle();
        _terms.push(Terms({settings: newSettings, oracle: newOracle}));
    }

    function _setExemptTarget(address target, bool exempt) private {
        if (exempt && _carriesCalls(target)) revert TargetCarriesCalls(target);
        _exemptTargets[target] = exempt;
        emit ExemptTargetSet(target, exempt);
    }

    /// @dev V3: every call must be one of the committee's own governance, and move nothing. One other call and the whole
    /// is gated, or a payload would hide behind it; a call to the governor or the timelock is another, since both carry
    /// calls to anywhere. But for naming another oracle, which the governor alone can do.
    function _isExempt(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas
    ) private view returns (bool) {
        for (uint256 i = 0; i < targets.length; ++i) {
            if (values[i] != 0) return false;
            bool namesOracle = targets[i] == address(this) && bytes4(calldatas[i]) == this.setRiskOracle.selector;
            // The executor may have changed since the target was named.
            if (!namesOracle && (!_exemptTargets[targets[i]] || _carriesCalls(targets[i]))) return false;
        }
        return true;
    }

    function _carriesCalls(address target) private view returns (bool) {
        return target == address(this) || target == _executor();
    }

    function _settingsAt(uint256 terms) private view returns (RiskSettings memory) {
        return _terms[terms].settings;
    }

    function _riskOf(uint256 proposalId) private view returns (Risk memory risk) {
        risk = _risks[proposalId];
        if (risk.closesAt == 0) revert GovernorNonexistentProposal(proposalId);
    }

    /// @dev The total is looked up only where it matters.
    function _quorumRequired(uint256 proposalId, uint16 quorumBps) private view returns (uint256) {
        uint256 snapshot = proposalSnapshot(proposalId);
        uint256 base = quorum(snapshot);
        if (quorumBps == ONE_BPS) return base;
        return RiskClasses.raisedQuorum(base, quorumBps, _totalVotes(snapshot), _maxQuorumShare);
    }
}
