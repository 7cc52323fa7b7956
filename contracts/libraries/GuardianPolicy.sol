// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPauseGuardian} from "../interfaces/IPauseGuardian.sol";
import {ONE_BPS} from "../types/Bps.sol";
import {requireInRange} from "./InRange.sol";
import {RaiseLog} from "./RaiseLog.sol";

/// @notice What a guardian's policy may say.
library GuardianPolicy {
    uint256 internal constant RUNGS = 4;
    uint256 internal constant MAX_DWELL = 48;
    uint256 internal constant MAX_MEMBERS = 31;
    uint256 internal constant MAX_BUDGET = RaiseLog.LENGTH;
    uint256 internal constant MAX_PERIOD = 90 days;

    /// @notice A rung needs a threshold of leaving below its threshold of entering (G2).
    error RungWithoutHysteresis(uint256 rung, uint256 exitBps, uint256 enterBps);
    /// @notice A higher rung may not be easier to reach than a lower one.
    error RungBelowLower(uint256 rung, uint256 enterBps, uint256 lowerEnterBps);
    error NoRungUsed();

    /// @notice Reverts unless every field is in its bound and the rungs hang together.
    function validate(IPauseGuardian.Policy calldata policy) internal pure {
        requireInRange("budget", policy.budget, 1, MAX_BUDGET);
        requireInRange("budgetPeriod", policy.budgetPeriod.toSeconds(), 1 days, MAX_PERIOD);
        uint256 lower = 0;
        for (uint256 i = 0; i < RUNGS; ++i) {
            IPauseGuardian.RungPolicy calldata rung = policy.rungs[i];
            uint256 enter = rung.enter.toUint();
            if (enter == 0) continue;
            requireInRange("enter", enter, 1, ONE_BPS);
            if (rung.exit >= rung.enter) revert RungWithoutHysteresis(i + 1, rung.exit.toUint(), enter);
            if (enter < lower) revert RungBelowLower(i + 1, enter, lower);
            requireInRange("dwell", rung.dwell, 1, MAX_DWELL);
            requireInRange("minContributors", rung.minContributors, 1, MAX_MEMBERS);
            lower = enter;
        }
        if (lower == 0) revert NoRungUsed();
    }

    /// @notice Copies a policy to storage (the compiler cannot copy the nested array in one go).
    function store(IPauseGuardian.Policy storage slot, IPauseGuardian.Policy calldata policy) internal {
        slot.adapter = policy.adapter;
        slot.target = policy.target;
        slot.asset = policy.asset;
        slot.budget = policy.budget;
        slot.budgetPeriod = policy.budgetPeriod;
        for (uint256 i = 0; i < RUNGS; ++i) slot.rungs[i] = policy.rungs[i];
    }
}
