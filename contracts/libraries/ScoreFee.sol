// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "../interfaces/IRiskOracle.sol";
import {IScoreFeeHook} from "../interfaces/IScoreFeeHook.sol";
import {ONE_BPS} from "../types/Bps.sol";
import {requireInRange} from "./InRange.sol";

/// @notice A swap's fee from one score: a straight line between two bounds.
library ScoreFee {
    /// @notice 10 %. Far below the whole, at which a pool refuses swaps of an exact output.
    uint24 internal constant MAX_FEE = 100_000;

    /// @notice Reverts unless every field is in its bound.
    function validate(IScoreFeeHook.FeePolicy memory policy) internal pure {
        requireInRange("maxFee", policy.maxFee, 1, MAX_FEE);
        requireInRange("minFee", policy.minFee, 0, policy.maxFee);
        requireInRange("blindFee", policy.blindFee, policy.minFee, policy.maxFee);
        requireInRange("high", policy.high.toUint(), 1, ONE_BPS);
        requireInRange("low", policy.low.toUint(), 0, policy.high.toUint() - 1);
    }

    /// @notice The fee in hundredths of a bip, within minFee and maxFee for any score.
    /// @param doubtedBps The score with its spread on top.
    function feeFor(
        IScoreFeeHook.FeePolicy memory policy,
        uint256 doubtedBps,
        IRiskOracle.Status status
    ) internal pure returns (uint24) {
        if (status == IRiskOracle.Status.Fresh) return feeAt(policy, doubtedBps);
        if (status != IRiskOracle.Status.Degraded) return policy.blindFee;
        uint24 fee = feeAt(policy, doubtedBps);
        return fee < policy.blindFee ? policy.blindFee : fee;
    }

    /// @notice The line at a score in bps, rounded up: never falls as the score rises.
    function feeAt(IScoreFeeHook.FeePolicy memory policy, uint256 scoreBps) internal pure returns (uint24) {
        (uint256 low, uint256 high) = (policy.low.toUint(), policy.high.toUint());
        if (scoreBps <= low) return policy.minFee;
        if (scoreBps >= high) return policy.maxFee;
        // Safe: low < scoreBps < high <= 100_00 and minFee <= maxFee < 2^24, so the product stays below 2^38, and the fee
        // does not pass maxFee.
        unchecked {
            uint256 span = high - low;
            uint256 product = uint256(policy.maxFee - policy.minFee) * (scoreBps - low);
            return policy.minFee + uint24((product + span - 1) / span);
        }
    }
}
