// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICollateralAdapter} from "../../contracts/interfaces/ICollateralAdapter.sol";

/// @notice A steward in the manner of today's: bounds the step of the field that it writes, and does not look at what
/// the protocol reports after the write. What CollateralSteward is compared with.
contract FieldBoundedSteward {
    error StepTooLarge(uint256 stepBps, uint256 maxStepBps);

    uint256 public constant MAX_STEP_BPS = 50;

    ICollateralAdapter private immutable _adapter;

    constructor(ICollateralAdapter adapter) {
        _adapter = adapter;
    }

    function raiseThreshold(address target, address asset, uint16 thresholdBps) external {
        ICollateralAdapter.Parameters memory next = _adapter.collateralState(target, asset).parameters;
        uint256 stepBps = thresholdBps - next.liquidationThresholdBps;
        if (stepBps > MAX_STEP_BPS) revert StepTooLarge(stepBps, MAX_STEP_BPS);
        next.liquidationThresholdBps = thresholdBps;
        _adapter.write({target: target, asset: asset, next: next, liquidationGrace: 0});
    }
}
