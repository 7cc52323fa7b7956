// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bps} from "../types/Bps.sol";
import {Duration} from "../types/Duration.sol";
import {MarketId} from "../types/MarketId.sol";
import {IProposalOracle} from "./IProposalOracle.sol";
import {IRiskOracle} from "./IRiskOracle.sol";

/// @notice A Governor whose proposals need more votes, and wait longer, the riskier the committee finds them.
interface IGovernorRiskGate {
    /// @dev Ascending: what a class asks for, a higher one asks for too.
    enum RiskClass {
        Low,
        Elevated,
        Strict
    }

    /// @notice Why a proposal has its class.
    enum RiskReason {
        /// @dev All that it does is govern the committee and what rests on it: Low, whatever is scored.
        Exempt,
        /// @dev A score fixed it.
        Scored,
        /// @dev Strict until a score fixes it, for as long as one can.
        AwaitingScore,
        /// @dev Strict for good: no fresh score was brought in time.
        NoScoreInTime
    }

    /// @notice What governance sets. A proposal has what stands when its vote begins.
    /// @param elevatedFrom Score + spread from which a proposal is Elevated; 1 to `strictFrom`.
    /// @param strictFrom From which it is Strict; up to 100_00.
    /// @param elevatedQuorumBps Quorum of an Elevated proposal, in bps of the governor's own: 100_00 leaves it.
    /// @param strictQuorumBps Of a Strict one; not below the Elevated one's, not above the limit.
    /// @param elevatedDelay Added to the timelock's delay for an Elevated proposal; may be 0.
    /// @param strictDelay For a Strict one; not below the Elevated one's, not above the limit.
    /// @param scoreWindow How long after the start of the vote a score can fix the class, in the governor's clock; 1 or
    /// more, and cut to half of the vote as it was proposed. Long enough for the committee's next round to be reported.
    struct RiskSettings {
        Bps elevatedFrom;
        Bps strictFrom;
        uint16 elevatedQuorumBps;
        uint16 strictQuorumBps;
        Duration elevatedDelay;
        Duration strictDelay;
        uint32 scoreWindow;
    }

    /// @notice What no settings exceed; for good (V4).
    /// @param quorumBps Most that a class makes of the governor's quorum; 100_00 to 400_00 bps.
    /// @param quorumShare Most of all votes that a class makes a quorum, up to 50_00; a governor's own quorum may be more.
    /// @param extraDelay Most that a class adds to the timelock's delay; up to 30 days.
    struct RiskLimits {
        uint16 quorumBps;
        Bps quorumShare;
        Duration extraDelay;
    }

    /// @notice What is known of a proposal's risk, and what follows from it; before its vote begins, by the present
    /// settings.
    /// @param class What counts now; Strict while no score has fixed it.
    /// @param reason Why.
    /// @param isFinal Whether nothing can change it any more.
    /// @param score Of the record that fixed the class; zero where none did.
    /// @param spread Of that record.
    /// @param fixedAt When the class was fixed, in the governor's clock; for an exempt proposal when it was made; zero
    /// where nothing fixed it.
    /// @param opensAt First time at which a score can fix it: the vote has begun.
    /// @param closesAt Last such time.
    /// @param quorumRequired Votes for and abstaining that it needs; zero as long as the vote has not begun.
    /// @param extraDelay Seconds that its execution waits besides the timelock's own delay.
    struct ProposalRisk {
        RiskClass class;
        RiskReason reason;
        bool isFinal;
        Bps score;
        Bps spread;
        uint48 fixedAt;
        uint48 opensAt;
        uint48 closesAt;
        uint256 quorumRequired;
        Duration extraDelay;
    }

    error ZeroOracle();
    /// @notice Bands, quorums and delays rise from class to class.
    error ClassesNotAscending(bytes32 field, uint256 elevated, uint256 strict);
    /// @notice The governor and its executor carry calls to anywhere: a proposal that calls them is never exempt.
    error TargetCarriesCalls(address target);
    /// @notice The class was fixed before, by a score or because the proposal is exempt.
    error RiskFixedAlready(uint256 proposalId, uint48 fixedAt);
    /// @notice The vote has not begun, or it is too late for a score.
    error OutsideScoreWindow(uint256 proposalId, uint48 timepoint, uint48 opensAt, uint48 closesAt);
    error ScoreNotFresh(uint256 proposalId, IRiskOracle.Status status);
    /// @notice Observed before the votes of the proposal were settled: it cannot have seen who holds them.
    error ScoreBeforeVote(uint256 proposalId, uint256 observed, uint256 snapshot);

    event RiskSettingsSet(RiskSettings settings);
    event RiskOracleSet(IProposalOracle oracle);
    event ExemptTargetSet(address indexed target, bool exempt);
    /// @notice A proposal is Low for good, since all that it does is govern the committee. Every other one is Strict from
    /// its proposal on, until `RiskFixed`.
    event ProposalExempt(uint256 indexed proposalId);
    /// @notice The class stands; nothing that is scored later changes it (V1).
    event RiskFixed(uint256 indexed proposalId, RiskClass class, Bps score, Bps spread, uint64 round);
    /// @notice A proposal's operation was scheduled anew, `extraDelay` later than the timelock's own delay would have it.
    event RiskDelayed(uint256 indexed proposalId, uint48 eta, Duration extraDelay);

    /// @notice Fixes the class of a proposal by the oracle's present score of it. Anyone may call, once the vote has begun
    /// and until the window closes; the first call with a fresh score that was observed since the vote began decides.
    function fixRisk(uint256 proposalId) external;

    /// @notice Sets bands, quorums, delays and window, for votes that begin from here on. Only by a proposal; gated itself.
    function setRiskSettings(RiskSettings calldata newSettings) external;

    /// @notice Listens to another oracle, whatever class is fixed from here on. Only by a proposal, and one that does
    /// nothing else is exempt (V3).
    function setRiskOracle(IProposalOracle newOracle) external;

    /// @notice Names a contract of the committee's, or takes it off: a proposal that calls nothing but these is exempt.
    /// Only by a proposal; gated itself, since whatever carries calls to anywhere would open the gate.
    function setExemptTarget(address target, bool exempt) external;

    /// @notice Explains a proposal's class; reverts for a proposal that does not exist.
    function proposalRisk(uint256 proposalId) external view returns (ProposalRisk memory);

    /// @notice Votes for and abstaining that a proposal needs. Settled with the class; reverts before the vote begins.
    function quorumRequired(uint256 proposalId) external view returns (uint256);

    /// @notice The market that a proposal's score is of (V1: an id commits to targets, values and calls).
    function proposalMarketId(uint256 proposalId) external view returns (MarketId);

    /// @notice What holds for a vote that begins now.
    function riskSettings() external view returns (RiskSettings memory);

    /// @notice Whose score fixes a class now.
    function riskOracle() external view returns (IProposalOracle);

    /// @notice What no settings exceed.
    function riskLimits() external view returns (RiskLimits memory);

    function isExemptTarget(address target) external view returns (bool);
}
