// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernorRiskGate} from "../interfaces/IGovernorRiskGate.sol";
import {ONE_BPS} from "../types/Bps.sol";
import {requireInRange} from "./InRange.sol";

/// @notice What a class is and what it asks for, within limits that no settings exceed (V4).
library RiskClasses {
    /// @notice Four times the governor's quorum.
    uint256 internal constant QUORUM_BPS_MAX = 400_00;
    /// @notice Half of all votes: beyond it a proposal that nobody opposes could fail for want of voters.
    uint256 internal constant QUORUM_SHARE_MAX = 50_00;
    uint256 internal constant EXTRA_DELAY_MAX = 30 days;

    /// @notice Reverts unless every limit is in its bound.
    function validate(IGovernorRiskGate.RiskLimits memory limits) internal pure {
        requireInRange("quorumBps", limits.quorumBps, ONE_BPS, QUORUM_BPS_MAX);
        requireInRange("quorumShare", limits.quorumShare.toUint(), 1, QUORUM_SHARE_MAX);
        requireInRange("extraDelay", limits.extraDelay.toSeconds(), 0, EXTRA_DELAY_MAX);
    }

    /// @notice Reverts unless every setting is within the limits and no class asks for less than the one below it.
    function validate(
        IGovernorRiskGate.RiskSettings memory settings,
        IGovernorRiskGate.RiskLimits memory limits
    ) internal pure {
        requireInRange("elevatedFrom", settings.elevatedFrom.toUint(), 1, ONE_BPS);
        requireInRange("strictFrom", settings.strictFrom.toUint(), 1, ONE_BPS);
        requireInRange("elevatedQuorumBps", settings.elevatedQuorumBps, ONE_BPS, limits.quorumBps);
        requireInRange("strictQuorumBps", settings.strictQuorumBps, ONE_BPS, limits.quorumBps);
        uint256 longest = limits.extraDelay.toSeconds();
        requireInRange("elevatedDelay", settings.elevatedDelay.toSeconds(), 0, longest);
        requireInRange("strictDelay", settings.strictDelay.toSeconds(), 0, longest);
        requireInRange("scoreWindow", settings.scoreWindow, 1, type(uint32).max);
        _requireAscending("bands", settings.elevatedFrom.toUint(), settings.strictFrom.toUint());
        _requireAscending("quorums", settings.elevatedQuorumBps, settings.strictQuorumBps);
        _requireAscending("delays", settings.elevatedDelay.toSeconds(), settings.strictDelay.toSeconds());
    }

    /// @notice The class of a risk: score + spread, so that doubt counts on the strict side.
    function classOf(
        IGovernorRiskGate.RiskSettings memory settings,
        uint256 riskBps
    ) internal pure returns (IGovernorRiskGate.RiskClass) {
        if (riskBps >= settings.strictFrom.toUint()) return IGovernorRiskGate.RiskClass.Strict;
        if (riskBps >= settings.elevatedFrom.toUint()) return IGovernorRiskGate.RiskClass.Elevated;
        return IGovernorRiskGate.RiskClass.Low;
    }

    /// @notice What a class asks for.
    /// @return quorumBps Of the governor's own quorum.
    /// @return extraDelay Seconds.
    function termsOf(
        IGovernorRiskGate.RiskSettings memory settings,
        IGovernorRiskGate.RiskClass class
    ) internal pure returns (uint16 quorumBps, uint32 extraDelay) {
        if (class == IGovernorRiskGate.RiskClass.Low) return (ONE_BPS, 0);
        bool strict = class == IGovernorRiskGate.RiskClass.Strict;
        quorumBps = strict ? settings.strictQuorumBps : settings.elevatedQuorumBps;
        extraDelay = uint32((strict ? settings.strictDelay : settings.elevatedDelay).toSeconds());
    }

    /// @notice The quorum of a proposal: never below the governor's own, never made more than `shareBps` of all votes,
    /// so that there are always enough votes to reach it that the governor's own could reach.
    /// @param base The governor's own quorum.
    /// @param quorumBps Of the base.
    /// @param totalVotes All votes there are.
    /// @param shareBps Of all votes.
    function raisedQuorum(
        uint256 base,
        uint256 quorumBps,
        uint256 totalVotes,
        uint256 shareBps
    ) internal pure returns (uint256) {
        uint256 raised = (base * quorumBps) / ONE_BPS;
        uint256 ceiling = (totalVotes * shareBps) / ONE_BPS;
        if (raised > ceiling) raised = ceiling;
        return raised < base ? base : raised;
    }

    function _requireAscending(bytes32 field, uint256 elevated, uint256 strict) private pure {
        if (elevated > strict) revert IGovernorRiskGate.ClassesNotAscending(field, elevated, strict);
    }
}
