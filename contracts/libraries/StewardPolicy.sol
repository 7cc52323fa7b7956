// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICollateralSteward} from "../interfaces/ICollateralSteward.sol";
import {ONE_BPS} from "../types/Bps.sol";
import {requireInRange} from "./InRange.sol";

/// @notice What a steward's policy may say. Every bound is the DAO's own guard against a slip: the timelock sets
/// policies, and no policy may switch a guarantee off.
library StewardPolicy {
    /// @notice A loosening always leaves at least this long to cancel it.
    uint256 internal constant MIN_LOOSEN_DELAY = 1 hours;
    uint256 internal constant MAX_TIGHTEN_DELAY = 7 days;
    uint256 internal constant MAX_PERIOD = 30 days;
    uint256 internal constant MAX_GAP = 50_00;
    uint256 internal constant MAX_BANDS = 8;
    uint256 internal constant MAX_MEMBERS = 31;

    /// @notice Over the wait of a loosening the budget regains less than the loosening gives back, so it could not be
    /// taken back at once (H2).
    error BudgetRechargesTooSlowly(uint256 rechargedBps, uint256 loosenStepBps);
    /// @notice A band must enter and exit above, and lie in LTV below, the band before it.
    error BandNotOrdered(uint256 band);
    /// @notice A band must be left below where it is entered (hysteresis).
    error BandWithoutHysteresis(uint256 band, uint256 exitBps, uint256 enterBps);
    /// @notice A band may not ask for an LTV that the drift forbids.
    error BandBeyondDrift(uint256 band, uint256 ltvBps, uint256 lowestBps);
    error GapTooSmall(uint256 anchorLtvBps, uint256 minGapBps, uint256 liquidationThresholdBps);

    /// @notice Reverts unless every field is in its bound and the fields hang together.
    /// @param liquidationThresholdBps What the protocol reports now.
    function validate(ICollateralSteward.Policy calldata policy, uint256 liquidationThresholdBps) internal pure {
        uint256 anchor = policy.anchorLtv.toUint();
        requireInRange("anchorLtv", anchor, 1, ONE_BPS);
        // Below the anchor, so that no band can be 0: LTV 0 is the guardian's rung.
        requireInRange("drift", policy.drift.toUint(), 1, anchor - 1);
        requireInRange("minGap", policy.minGap.toUint(), 1, MAX_GAP);
        if (anchor + policy.minGap.toUint() > liquidationThresholdBps) {
            revert GapTooSmall(anchor, policy.minGap.toUint(), liquidationThresholdBps);
        }
        _validateTightening(policy);
        _validateLoosening(policy);
        _validateBands(policy.bands, anchor, anchor - policy.drift.toUint());
    }

    /// @notice Copies a policy to storage (the compiler cannot copy the nested array in one go).
    function store(ICollateralSteward.Policy storage slot, ICollateralSteward.Policy calldata policy) internal {
        slot.adapter = policy.adapter;
        slot.target = policy.target;
        slot.asset = policy.asset;
        slot.anchorLtv = policy.anchorLtv;
        slot.drift = policy.drift;
        slot.minGap = policy.minGap;
        slot.tightenStep = policy.tightenStep;
        slot.tightenDelay = policy.tightenDelay;
        slot.tightenBudget = policy.tightenBudget;
        slot.budgetPeriod = policy.budgetPeriod;
        slot.loosenStep = policy.loosenStep;
        slot.loosenDelay = policy.loosenDelay;
        slot.loosenExpiry = policy.loosenExpiry;
        slot.maxSpreadToLoosen = policy.maxSpreadToLoosen;
        slot.minContributorsToLoosen = policy.minContributorsToLoosen;
        delete slot.bands;
        for (uint256 i = 0; i < policy.bands.length; ++i) slot.bands.push(policy.bands[i]);
    }

    function _validateTightening(ICollateralSteward.Policy calldata policy) private pure {
        requireInRange("tightenStep", policy.tightenStep.toUint(), 1, policy.drift.toUint());
        requireInRange("tightenDelay", policy.tightenDelay.toSeconds(), 1, MAX_TIGHTEN_DELAY);
        requireInRange("tightenBudget", policy.tightenBudget.toUint(), policy.tightenStep.toUint(), ONE_BPS);
        requireInRange("budgetPeriod", policy.budgetPeriod.toSeconds(), 1 hours, MAX_PERIOD);
    }

    function _validateLoosening(ICollateralSteward.Policy calldata policy) private pure {
        uint256 delay = policy.loosenDelay.toSeconds();
        uint256 tightenDelay = policy.tightenDelay.toSeconds();
        uint256 minDelay = tightenDelay > MIN_LOOSEN_DELAY ? tightenDelay : MIN_LOOSEN_DELAY;
        requireInRange("loosenStep", policy.loosenStep.toUint(), 1, policy.tightenStep.toUint());
        requireInRange("loosenDelay", delay, minDelay, MAX_PERIOD);
        requireInRange("loosenExpiry", policy.loosenExpiry.toSeconds(), 1 hours, MAX_PERIOD);
        requireInRange("maxSpreadToLoosen", policy.maxSpreadToLoosen.toUint(), 0, ONE_BPS);
        requireInRange("minContributorsToLoosen", policy.minContributorsToLoosen, 1, MAX_MEMBERS);
        uint256 recharged = (policy.tightenBudget.toUint() * delay) / policy.budgetPeriod.toSeconds();
        if (recharged < policy.loosenStep.toUint()) {
            revert BudgetRechargesTooSlowly(recharged, policy.loosenStep.toUint());
        }
    }

    function _validateBands(
        ICollateralSteward.Band[] calldata bands,
        uint256 ltvBefore,
        uint256 lowestLtv
    ) private pure {
        requireInRange("bands", bands.length, 1, MAX_BANDS);
        uint256 enterBefore = 0;
        uint256 exitBefore = 0;
        for (uint256 i = 0; i < bands.length; ++i) {
            uint256 enter = bands[i].enter.toUint();
            uint256 exit = bands[i].exit.toUint();
            uint256 ltv = bands[i].ltv.toUint();
            requireInRange("enter", enter, 1, ONE_BPS);
            if (exit >= enter) revert BandWithoutHysteresis(i, exit, enter);
            if (enter <= enterBefore || exit <= exitBefore || ltv >= ltvBefore) revert BandNotOrdered(i);
            if (ltv < lowestLtv) revert BandBeyondDrift(i, ltv, lowestLtv);
            (enterBefore, exitBefore, ltvBefore) = (enter, exit, ltv);
        }
    }
}
