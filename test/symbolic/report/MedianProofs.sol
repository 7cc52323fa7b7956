// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {WeightedMedian} from "../../../contracts/libraries/WeightedMedian.sol";
import {vm} from "../../mocks/Vm.sol";
import {atMost, both} from "../Branchless.sol";

/// @notice For all values and weights of up to five votes in ascending order: the aggregate is what its definition says
/// (six and seven: `WalkProofs`). Of up to seven: it lies between honest votes wherever the faulty weigh less than half
/// (R6).
///
/// A proof first finds by itself which votes the definition takes, and only then runs the library: by then every branch
/// of the library is decided, and the prover follows as many paths as there are orders of the distances. Where the next
/// step is settled by a sum, an assertion settles it, since the assertions' solver orders sums and the branches' does
/// not.
/// @dev Unchecked: the sums are of at most seven numbers of 16 bits, and a prover follows each check.
contract MedianProofs {
    uint256 private constant MAX_VALUE = 100_00;
    uint256 private constant MAX_WEIGHT = 33_33;
    uint256 private constant MOST = 7;

    struct Votes {
        uint16[MOST] values;
        uint16[MOST] weights;
    }

    /// @param middle Index of the vote at which the running weight first exceeds half.
    /// @param first Lowest index of the votes that are nearest to the middle and weigh more than half together.
    /// @param end One more than their highest.
    /// @param last The farthest of them.
    /// @param before What they weigh without it.
    struct Taken {
        uint256 middle;
        uint256 first;
        uint256 end;
        uint256 last;
        uint256 before;
    }

    function check_R6_MedianOf1(Votes calldata v) external pure {
        _checkDefinition(1, v);
    }

    function check_R6_MedianOf2(Votes calldata v) external pure {
        _checkDefinition(2, v);
    }

    function check_R6_MedianOf3(Votes calldata v) external pure {
        _checkDefinition(3, v);
    }

    function check_R6_MedianOf4(Votes calldata v) external pure {
        _checkDefinition(4, v);
    }

    function check_R6_MedianOf5(Votes calldata v) external pure {
        _checkDefinition(5, v);
    }

    function check_R6_FaultyAmong4(Votes calldata v, uint8 faulty, bool fromAbove) external pure {
        _checkHonestRange(4, v, faulty, fromAbove);
    }

    function check_R6_FaultyAmong7(Votes calldata v, uint8 faulty, bool fromAbove) external pure {
        _checkHonestRange(7, v, faulty, fromAbove);
    }

    /// @dev False, and must be found to be: faulty votes of exactly half the weight can leave the honest range.
    function refuted_R6_FaultyOfHalf(Votes calldata v, bool lowerIsFaulty) external pure {
        (uint256[] memory votes, uint256 whole) = _votes(2, v);
        uint256 faulty = lowerIsFaulty ? 0 : 1;
        vm.assume(2 * uint256(v.weights[faulty]) <= whole);
        (uint256 median, ) = WeightedMedian.medianAndDeviation(votes, 2, whole);
        assert(median == v.values[1 - faulty]);
    }

    /// @dev Whichever of them are faulty: met from below or from above, the first honest vote comes no later than the
    /// median, or the honest weigh no more than half. The median is the one that `..._R6_MedianOf...` shows the
    /// library's to be.
    function _checkHonestRange(uint256 n, Votes calldata v, uint256 faulty, bool fromAbove) private pure {
        (, uint256 whole) = _votes(n, v);
        uint256 half = whole / 2;
        uint256 median = v.values[_middle(n, v, half)];
        uint256[MOST] memory upTo;
        unchecked {
            for (uint256 i = 0; i < n; ++i) upTo[i] = i == 0 ? v.weights[0] : upTo[i - 1] + v.weights[i];
            for (uint256 step = 0; step < n; ++step) {
                uint256 i = fromAbove ? n - 1 - step : step;
                // From above only votes up to i can be honest still; from below all under i are faulty.
                if (fromAbove ? upTo[i] <= half : i > 0 && upTo[i - 1] > half) return;
                assert(fromAbove ? v.values[i] >= median : v.values[i] <= median);
                if ((faulty >> i) & 1 == 0) return;
            }
        }
    }

    /// @dev The median is the vote at which the running weight first exceeds half. Votes of more than half the weight lie
    /// no farther from it than the deviation, all others no nearer, and those without the farthest weigh no more than
    /// half: so the deviation is the smallest distance within which more than half of the weight lies.
    function _checkDefinition(uint256 n, Votes calldata v) private pure {
        (uint256[] memory votes, uint256 whole) = _votes(n, v);
        Taken memory taken = _take(n, v, whole / 2);
        (uint256 median, uint256 deviation) = WeightedMedian.medianAndDeviation(votes, n, whole);
        bool right = both(median == v.values[taken.middle], deviation == _apart(v, taken.middle, taken.last));
        unchecked {
            for (uint256 i = 0; i < n; ++i) {
                uint256 apart = _apart(v, taken.middle, i);
                bool isTaken = i >= taken.first && i < taken.end;
                right = both(right, isTaken ? atMost(apart, deviation) : atMost(deviation, apart));
            }
        }
        assert(both(right, taken.before <= whole / 2));
    }

    function _take(uint256 n, Votes calldata v, uint256 half) private pure returns (Taken memory taken) {
        uint256 k = _middle(n, v, half);
        (uint256 first, uint256 end, uint256 last, uint256 before) = (k, k + 1, k, 0);
        unchecked {
            uint256 running = v.weights[k];
            while (true) {
                // All up to the middle weigh more than half.
                if (first == 0) {
                    assert(running > half);
                    break;
                }
                if (running > half) break;
                // What stands behind the votes is farther than any.
                if (end == n) assert(_apart(v, k, first - 1) < type(uint16).max - uint256(v.values[k]));
                bool lower = end == n || _apart(v, k, first - 1) < _apart(v, k, end);
                last = lower ? --first : end++;
                before = running;
                running += v.weights[last];
            }
        }
        return Taken({middle: k, first: first, end: end, last: last, before: before});
    }

    function _middle(uint256 n, Votes calldata v, uint256 half) private pure returns (uint256 k) {
        unchecked {
            uint256 running = v.weights[0];
            while (k < n - 1 && running <= half) running += v.weights[++k];
            assert(running > half);
        }
    }

    /// @dev How far vote i lies from the middle.
    function _apart(Votes calldata v, uint256 middle, uint256 i) private pure returns (uint256) {
        unchecked {
            return i <= middle ? uint256(v.values[middle]) - v.values[i] : uint256(v.values[i]) - v.values[middle];
        }
    }

    function _votes(uint256 n, Votes calldata v) private pure returns (uint256[] memory votes, uint256 whole) {
        votes = WeightedMedian.room(n);
        for (uint256 i = 0; i < n; ++i) {
            vm.assume(v.values[i] <= MAX_VALUE);
            vm.assume(v.weights[i] > 0);
            vm.assume(v.weights[i] <= MAX_WEIGHT);
            if (i > 0) vm.assume(v.values[i - 1] <= v.values[i]);
            votes[i + 1] = (uint256(v.values[i]) << 240) | v.weights[i];
            unchecked {
                whole += v.weights[i];
            }
        }
    }
}
