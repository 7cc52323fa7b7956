// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {WeightedMedian} from "../../contracts/libraries/WeightedMedian.sol";
import {vm} from "../mocks/Vm.sol";
import {both, distance, keptIf} from "./Branchless.sol";

/// @notice For all values and weights of up to seven votes in ascending order: the aggregate is what its definition
/// says, and lies between honest votes wherever the faulty weigh less than half (R6).
/// @dev Unchecked throughout: the sums are of at most seven numbers of 16 bits, and a prover follows each check.
contract MedianProofs {
    uint256 private constant MAX_VALUE = 100_00;
    uint256 private constant MAX_WEIGHT = 33_33;

    function check_R6_MedianOf1(uint16[7] calldata values, uint16[7] calldata weights) external pure {
        _checkDefinition(1, values, weights);
    }

    function check_R6_MedianOf2(uint16[7] calldata values, uint16[7] calldata weights) external pure {
        _checkDefinition(2, values, weights);
    }

    function check_R6_MedianOf3(uint16[7] calldata values, uint16[7] calldata weights) external pure {
        _checkDefinition(3, values, weights);
    }

    function check_R6_MedianOf4(uint16[7] calldata values, uint16[7] calldata weights) external pure {
        _checkDefinition(4, values, weights);
    }

    function nightly_R6_MedianOf5(uint16[7] calldata values, uint16[7] calldata weights) external pure {
        _checkDefinition(5, values, weights);
    }

    function nightly_R6_MedianOf6(uint16[7] calldata values, uint16[7] calldata weights) external pure {
        _checkDefinition(6, values, weights);
    }

    function nightly_R6_MedianOf7(uint16[7] calldata values, uint16[7] calldata weights) external pure {
        _checkDefinition(7, values, weights);
    }

    function check_R6_FaultyAmong4(uint16[7] calldata values, uint16[7] calldata weights, uint8 faulty) external pure {
        _checkHonestRange(4, values, weights, faulty);
    }

    function nightly_R6_FaultyAmong7(
        uint16[7] calldata values,
        uint16[7] calldata weights,
        uint8 faulty
    ) external pure {
        _checkHonestRange(7, values, weights, faulty);
    }

    /// @dev Whichever of them are faulty, as long as they weigh less than half together.
    function _checkHonestRange(
        uint256 n,
        uint16[7] calldata values,
        uint16[7] calldata weights,
        uint8 faulty
    ) private pure {
        (uint256[] memory votes, uint256 whole) = _votes(n, values, weights);
        uint256 lying = 0;
        uint256 below = 0;
        uint256 above = 0;
        unchecked {
            for (uint256 i = 0; i < n; ++i) lying += keptIf((faulty >> i) & 1 == 1, weights[i]);
            vm.assume(2 * lying < whole);
            (uint256 median, ) = WeightedMedian.medianAndDeviation(votes, n, whole);
            for (uint256 i = 0; i < n; ++i) {
                bool honest = (faulty >> i) & 1 == 0;
                below += keptIf(both(honest, values[i] <= median), 1);
                above += keptIf(both(honest, values[i] >= median), 1);
            }
        }
        assert(both(below > 0, above > 0));
    }

    /// @dev The median is the smallest value that half of the weight does not exceed; the deviation is the same of the
    /// distances from it. Both are some vote's.
    function _checkDefinition(uint256 n, uint16[7] calldata values, uint16[7] calldata weights) private pure {
        (uint256[] memory votes, uint256 whole) = _votes(n, values, weights);
        (uint256 median, uint256 deviation) = WeightedMedian.medianAndDeviation(votes, n, whole);
        uint256[6] memory sums;
        unchecked {
            for (uint256 i = 0; i < n; ++i) {
                uint256 apart = distance(values[i], median);
                sums[0] += keptIf(values[i] <= median, weights[i]);
                sums[1] += keptIf(values[i] < median, weights[i]);
                sums[2] += keptIf(values[i] == median, 1);
                sums[3] += keptIf(apart <= deviation, weights[i]);
                sums[4] += keptIf(apart < deviation, weights[i]);
                sums[5] += keptIf(apart == deviation, 1);
            }
            bool isMedian = both(both(2 * sums[0] > whole, 2 * sums[1] <= whole), sums[2] > 0);
            bool isDeviation = both(both(2 * sums[3] > whole, 2 * sums[4] <= whole), sums[5] > 0);
            assert(both(isMedian, isDeviation));
        }
    }

    function _votes(
        uint256 n,
        uint16[7] calldata values,
        uint16[7] calldata weights
    ) private pure returns (uint256[] memory votes, uint256 whole) {
        votes = WeightedMedian.room(n);
        for (uint256 i = 0; i < n; ++i) {
            vm.assume(values[i] <= MAX_VALUE);
            vm.assume(weights[i] > 0);
            vm.assume(weights[i] <= MAX_WEIGHT);
            if (i > 0) vm.assume(values[i - 1] <= values[i]);
            votes[i + 1] = (uint256(values[i]) << 240) | weights[i];
            unchecked {
                whole += weights[i];
            }
        }
    }
}
