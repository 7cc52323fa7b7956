// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {WeightedMedian} from "../../../contracts/libraries/WeightedMedian.sol";
import {vm} from "../../mocks/Vm.sol";
import {atMost, both} from "../Branchless.sol";

/// @notice Six and seven votes in ascending order: the aggregate is what its definition says (R6), in three steps, since
/// no solver weighs sums of seven numbers and compares their values at once.
///
/// A walk starts at the median and takes the nearer neighbour, the upper one of two as near, until what it took weighs
/// more than half. `LibraryWalks`: the library takes the same votes, provided that the walk ends. `WalkEnds`: by the time
/// the walk has taken all votes up to the median, it weighs more than half, whatever it took above. `AStepTakesTheNearest`:
/// where none that it took lies farther than the last one and none that it left lies nearer, as at the start, it is so
/// after another step. So the deviation is the smallest distance within which more than half of the weight lies.
/// @dev Unchecked: the sums are of at most seven numbers of 16 bits, and a prover follows each check.
contract WalkProofs {
    uint256 private constant MAX_VALUE = 100_00;
    uint256 private constant MAX_WEIGHT = 33_33;
    uint256 private constant MOST = 7;

    struct Votes {
        uint16[MOST] values;
        uint16[MOST] weights;
    }

    /// @param middle Index of the median.
    /// @param first Lowest index taken.
    /// @param end One more than the highest.
    /// @param last Taken last.
    struct Walk {
        uint256 middle;
        uint256 first;
        uint256 end;
        uint256 last;
    }

    function check_R6_LibraryWalks6(Votes calldata v) external pure {
        _checkLibraryWalks(6, v);
    }

    function nightly_R6_LibraryWalks7(Votes calldata v) external pure {
        _checkLibraryWalks(7, v);
    }

    function check_R6_WalkEnds6(
        uint16[MOST] calldata weights,
        uint256 half,
        uint256 middle,
        uint256 sides
    ) external pure {
        _checkWalkEnds(6, weights, half, middle, sides);
    }

    function check_R6_WalkEnds7(
        uint16[MOST] calldata weights,
        uint256 half,
        uint256 middle,
        uint256 sides
    ) external pure {
        _checkWalkEnds(7, weights, half, middle, sides);
    }

    /// @dev The votes stand for any number: one behind each neighbour, the neighbours, the outermost that were taken, the
    /// median. Others between two of them lie between in distance too.
    function check_R6_AStepTakesTheNearest(uint16[MOST] calldata values, bool lowerWasLast) external pure {
        _checkStep(values, Walk({middle: 3, first: 2, end: 5, last: lowerWasLast ? 2 : 4}));
    }

    function check_R6_AStepTakesTheNearestWhereNoneIsAbove(
        uint16[MOST] calldata values,
        bool lowerWasLast
    ) external pure {
        _checkStep(values, Walk({middle: 5, first: 4, end: 7, last: lowerWasLast ? 4 : 6}));
    }

    /// @dev False, and must be found to be: a walk that has not taken all up to the middle may weigh half or less.
    function refuted_R6_WalkEndsEarly(uint16[MOST] calldata weights, uint256 half, uint256 sides) external pure {
        unchecked {
            vm.assume(uint256(weights[0]) + weights[1] + weights[2] > half);
            assert(uint256(weights[2]) + weights[sides % 2 == 0 ? 1 : 3] > half);
        }
    }

    function _checkLibraryWalks(uint256 n, Votes calldata v) private pure {
        (uint256[] memory votes, uint256 whole) = _votes(n, v);
        Walk memory walk = _walk(n, v, whole / 2);
        (uint256 median, uint256 deviation) = WeightedMedian.medianAndDeviation(votes, n, whole);
        assert(both(median == v.values[walk.middle], deviation == _apart(v.values, walk.middle, walk.last)));
    }

    /// @dev The library's walk, on the assumption that it ends.
    function _walk(uint256 n, Votes calldata v, uint256 half) private pure returns (Walk memory walk) {
        unchecked {
            uint256 running = v.weights[0];
            uint256 k = 0;
            while (k < n - 1 && running <= half) running += v.weights[++k];
            // All votes together weigh more than half of themselves.
            if (k == n - 1) vm.assume(running > half);
            walk = Walk({middle: k, first: k, end: k + 1, last: k});
            running = v.weights[k];
            while (walk.first > 0 && running <= half) running += v.weights[_next(n, v.values, walk)];
            // `WalkEnds`.
            if (walk.first == 0) vm.assume(running > half);
        }
    }

    function _checkWalkEnds(
        uint256 n,
        uint16[MOST] calldata weights,
        uint256 half,
        uint256 middle,
        uint256 sides
    ) private pure {
        uint256 k = _pick(n, middle);
        unchecked {
            uint256 upTo = 0;
            for (uint256 i = 0; i <= k; ++i) upTo += weights[i];
            vm.assume(upTo > half);
            (uint256 first, uint256 end, uint256 running) = (k, k + 1, weights[k]);
            for (; first > 0; sides >>= 1) running += weights[end == n || sides & 1 == 0 ? --first : end++];
            assert(running > half);
        }
    }

    function _checkStep(uint16[MOST] calldata values, Walk memory walk) private pure {
        for (uint256 i = 0; i < MOST; ++i) {
            vm.assume(values[i] <= MAX_VALUE);
            if (i > 0) vm.assume(values[i - 1] <= values[i]);
        }
        vm.assume(_nearest(values, walk));
        _next(MOST, values, walk);
        assert(_nearest(values, walk));
    }

    /// @dev Whether none that was taken lies farther than the last one, and none that was left lies nearer.
    function _nearest(uint16[MOST] calldata values, Walk memory walk) private pure returns (bool right) {
        uint256 farthest = _apart(values, walk.middle, walk.last);
        right = true;
        for (uint256 i = 0; i < MOST; ++i) {
            uint256 apart = _apart(values, walk.middle, i);
            bool taken = i >= walk.first && i < walk.end;
            right = both(right, taken ? atMost(apart, farthest) : atMost(farthest, apart));
        }
    }

    /// @dev Takes the nearer neighbour; above all votes there is none.
    function _next(uint256 n, uint16[MOST] calldata values, Walk memory walk) private pure returns (uint256) {
        unchecked {
            uint256 down = _apart(values, walk.middle, walk.first - 1);
            uint256 k = walk.middle;
            bool lower =
                walk.end == n ? down < type(uint16).max - uint256(values[k]) : down < _apart(values, k, walk.end);
            if (walk.end == n) assert(lower);
            walk.last = lower ? --walk.first : walk.end++;
            return walk.last;
        }
    }

    /// @dev How far vote i lies from the middle.
    function _apart(uint16[MOST] calldata values, uint256 middle, uint256 i) private pure returns (uint256) {
        unchecked {
            return i <= middle ? uint256(values[middle]) - values[i] : uint256(values[i]) - values[middle];
        }
    }

    /// @dev Each of the indices below n, on a path of its own.
    function _pick(uint256 n, uint256 wanted) private pure returns (uint256 index) {
        unchecked {
            while (index < n - 1 && index != wanted) ++index;
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
