// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The committee's aggregate (R6).
///
/// A vote is `value << 16 | weight`. The median of votes is the smallest value at which the running weight, in order
/// of value, exceeds half of the whole: at an exact tie the upper value. The deviation is the median, by the same
/// rule, of the votes' distances from the median. Both depend on the multiset of votes only, never on their order.
library WeightedMedian {
    uint256 internal constant WEIGHT_BITS = 16;
    uint256 private constant WEIGHT_MASK = (1 << WEIGHT_BITS) - 1;

    /// @notice Inserts a vote among the first `count`, which are in ascending order and stay so. The array must have
    /// room for it.
    function insert(uint256[] memory votes, uint256 count, uint256 newVote) internal pure {
        // Safe: stays within the array's first count + 1 words. Plain Solidity checks each access, twice the gas in
        // the innermost loop of a report.
        assembly ("memory-safe") {
            let start := add(votes, 0x20)
            let free := add(start, shl(5, count))
            for {} gt(free, start) {} {
                let other := mload(sub(free, 0x20))
                if iszero(gt(other, newVote)) {
                    break
                }
                mstore(free, other)
                free := sub(free, 0x20)
            }
            mstore(free, newVote)
        }
    }

    /// @notice Median and deviation of the first `count` votes.
    /// @param votes In ascending order.
    /// @param count At least one.
    /// @param weight Sum of their weights, above zero.
    function medianAndDeviation(
        uint256[] memory votes,
        uint256 count,
        uint256 weight
    ) internal pure returns (uint256 median, uint256 deviation) {
        // Safe: weights have 16 bits and counts 5. The walks end before they leave the votes, since the running
        // weight exceeds half of the whole at the last vote at the latest.
        unchecked {
            uint256 middle = 0;
            uint256 running = _at(votes, 0) & WEIGHT_MASK;
            while (2 * running <= weight) running += _at(votes, ++middle) & WEIGHT_MASK;
            median = _at(votes, middle) >> WEIGHT_BITS;

            // The votes in order of their distance: outwards from the median, the nearer side first.
            uint256 below = middle + 1;
            uint256 above = middle + 1;
            running = 0;
            while (2 * running <= weight) {
                uint256 down = below == 0 ? type(uint256).max : median - (_at(votes, below - 1) >> WEIGHT_BITS);
                uint256 up = above == count ? type(uint256).max : (_at(votes, above) >> WEIGHT_BITS) - median;
                uint256 next = down <= up ? --below : above++;
                deviation = down <= up ? down : up;
                running += _at(votes, next) & WEIGHT_MASK;
            }
        }
    }

    function _at(uint256[] memory votes, uint256 index) private pure returns (uint256 vote) {
        // Safe: the callers stay below the count of votes.
        assembly ("memory-safe") {
            vote := mload(add(add(votes, 0x20), shl(5, index)))
        }
    }
}
