// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "../interfaces/IRiskOracle.sol";
import {IScoreFeeHook} from "../interfaces/IScoreFeeHook.sol";
import {Bps, ONE_BPS} from "../types/Bps.sol";
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

    /// @notice What a fee becomes by doubt about its score: `blindFee` without one, and never cheaper than that while it
    /// is Degraded.
    function inDoubt(uint24 fee, uint24 blindFee, IRiskOracle.Status status) internal pure returns (uint24) {
        if (status == IRiskOracle.Status.Fresh) return fee;
        return status == IRiskOracle.Status.Degraded && fee > blindFee ? fee : blindFee;
    }

    /// @notice The line at a score, in hundredths of a bip, rounded up: never falls as the score rises.
    /// @param doubtedBps The score with its spread on top.
    /// @dev The policy's fields and not the struct: a swap would pay some 185 gas more to lay it out in memory.
    function feeAt(uint24 minFee, uint24 maxFee, Bps low, Bps high, uint256 doubtedBps) internal pure returns (uint24) {
        if (doubtedBps <= low.toUint()) return minFee;
        if (doubtedBps >= high.toUint()) return maxFee;
        // Safe: low < doubtedBps < high <= 100_00 and minFee <= maxFee < 2^24, so the product stays below 2^38, and the
        // fee does not pass maxFee.
        unchecked {
            uint256 span = high.toUint() - low.toUint();
            uint256 product = uint256(maxFee - minFee) * (doubtedBps - low.toUint());
            return minFee + uint24((product + span - 1) / span);
        }
    }
}
