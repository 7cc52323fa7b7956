// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommittee} from "../interfaces/ICommittee.sol";
import {IPauseAdapter, Rung} from "../interfaces/IPauseAdapter.sol";
import {IPauseGuardian} from "../interfaces/IPauseGuardian.sol";
import {IRiskOracle} from "../interfaces/IRiskOracle.sol";
import {IRoster} from "../interfaces/IRoster.sol";
import {ONE_BPS} from "../types/Bps.sol";
import {MarketId, MarketKind} from "../types/MarketId.sol";
import {requireInRange} from "./InRange.sol";
import {RaiseLog} from "./RaiseLog.sol";

/// @notice What a guardian's policy may say.
library GuardianPolicy {
    uint256 internal constant RUNGS = 4;
    uint256 internal constant MAX_DWELL = 48;
    uint256 internal constant MAX_MEMBERS = 31;
    uint256 internal constant MAX_BUDGET = RaiseLog.LENGTH;
    uint256 internal constant MAX_PERIOD = 90 days;
    uint256 internal constant MIN_SILENCE = 1 days;
    uint256 internal constant MAX_SILENCE = 90 days;
    uint256 internal constant MIN_VALIDITY = 5 minutes;
    uint256 internal constant MAX_VALIDITY = 1 days;

    /// @notice A rung needs a threshold of leaving below its threshold of entering (G2).
    error RungWithoutHysteresis(uint256 rung, uint256 exitBps, uint256 enterBps);
    /// @notice A higher rung may not be easier to reach than a lower one.
    error RungBelowLower(uint256 rung, uint256 enterBps, uint256 lowerEnterBps);
    error NoRungUsed();

    /// @notice Reverts unless the policy names what the market names: else one market's score would stop another.
    function checkMarket(
        IPauseGuardian.Policy calldata policy,
        MarketId marketId,
        IRiskOracle.Market memory market
    ) internal pure {
        if (market.kind == MarketKind.Proposal) revert IPauseGuardian.KindNotGuarded(marketId, market.kind);
        if (market.target == policy.target && market.subject == bytes32(uint256(uint160(policy.asset)))) return;
        revert IPauseGuardian.PolicyOfAnotherMarket(policy.target, policy.asset, market.target, market.subject);
    }

    /// @notice Reverts unless every field is in its bound, the rungs hang together, and the protocol has them.
    function validate(IPauseGuardian.Policy calldata policy, IRoster committee) internal view {
        requireInRange("budget", policy.budget, 1, MAX_BUDGET);
        requireInRange("budgetPeriod", policy.budgetPeriod.toSeconds(), 1 days, MAX_PERIOD);
        requireInRange("silence", policy.silence.toSeconds(), MIN_SILENCE, MAX_SILENCE);
        policy.adapter.rungOf(policy.target, policy.asset);
        uint8 supported = policy.adapter.supportedRungs(policy.target, policy.asset);
        uint256 lower = 0;
        for (uint256 i = 0; i < RUNGS; ++i) {
            IPauseGuardian.RungPolicy calldata rung = policy.rungs[i];
            if (rung.enter.toUint() == 0) continue;
            _checkSupported(Rung(i + 1), supported);
            _validateRung(rung, i + 1, lower);
            lower = rung.enter.toUint();
        }
        if (policy.emergency.ceiling != Rung.None) {
            _checkSupported(policy.emergency.ceiling, supported);
            _validateEmergency(policy, committee);
        } else if (lower == 0) {
            revert NoRungUsed();
        }
    }

    /// @notice Copies a policy to storage (the compiler cannot copy the nested array in one go).
    function store(IPauseGuardian.Policy storage slot, IPauseGuardian.Policy calldata policy) internal {
        slot.adapter = policy.adapter;
        slot.target = policy.target;
        slot.asset = policy.asset;
        slot.budget = policy.budget;
        slot.budgetPeriod = policy.budgetPeriod;
        slot.silence = policy.silence;
        slot.emergency = policy.emergency;
        for (uint256 i = 0; i < RUNGS; ++i) slot.rungs[i] = policy.rungs[i];
    }

    /// @dev `lower` is the threshold of the next lower rung in use.
    function _validateRung(IPauseGuardian.RungPolicy calldata rung, uint256 number, uint256 lower) private pure {
        uint256 enter = rung.enter.toUint();
        requireInRange("enter", enter, 1, ONE_BPS);
        if (rung.exit >= rung.enter) revert RungWithoutHysteresis(number, rung.exit.toUint(), enter);
        if (enter < lower) revert RungBelowLower(number, enter, lower);
        requireInRange("dwell", rung.dwell, 1, MAX_DWELL);
        requireInRange("minContributors", rung.minContributors, 1, MAX_MEMBERS);
    }

    /// @dev Against the present committee; the quorum of a later one holds when an order is used.
    function _validateEmergency(IPauseGuardian.Policy calldata policy, IRoster committee) private view {
        IPauseGuardian.EmergencyPolicy calldata emergency = policy.emergency;
        (, uint8 faults, , , , ) = committee.roster(0);
        uint256 members = ICommittee(address(committee)).memberCount();
        requireInRange("signers", emergency.signers, 2 * uint256(faults) + 1, members);
        requireInRange("operators", emergency.operators, 1, emergency.signers);
        requireInRange("emergencyBudget", emergency.budget, 1, policy.budget);
        requireInRange("validity", emergency.validity.toSeconds(), MIN_VALIDITY, MAX_VALIDITY);
    }

    function _checkSupported(Rung rung, uint8 supported) private pure {
        if ((supported >> uint8(rung)) & 1 == 0) revert IPauseAdapter.RungUnsupported(rung, supported);
    }
}
