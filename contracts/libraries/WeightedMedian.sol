// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The committee's aggregate (R6).
///
/// A vote is `value << 16 | weight`. The median of votes is the smallest value at which the running weight, in order
/// of value, exceeds half of the whole: at an exact tie the upper value. The deviation is the median, by the same
/// rule, of the votes' distances from the median. Both depend on the multiset of votes only, never on their order.
///
/// This is the innermost loop of a report of 64 markets and 31 members: memory is read and written in assembly, since
/// plain Solidity checks each access and pays for it. The fuzz tests hold it against a plain reference.
library WeightedMedian {
    uint256 private constant WEIGHT_BITS = 16;
    uint256 private constant WEIGHT_MASK = 0xFFFF;

    /// @notice Room for `capacity` votes: word 0 stays zero, below any vote; votes follow from word 1, ascending.
    function room(uint256 capacity) internal pure returns (uint256[] memory votes) {
        return new uint256[](capacity + 1);
    }

    /// @notice Median and deviation of the first `count` votes.
    /// @param votes From `room`, in ascending order.
    /// @param count At least one.
    /// @param weight Sum of their weights, above zero.
    function medianAndDeviation(
        uint256[] memory votes,
        uint256 count,
        uint256 weight
    ) internal pure returns (uint256 median, uint256 deviation) {
        uint256 half = weight / 2;
        // Safe: reads words 1 to count only. The first walk ends there since the weights sum to more than half; the
        // second looks at a side only while votes are left on it, and ends for the same reason.
        assembly ("memory-safe") {
            let first := add(votes, 0x40)
            let end := add(first, shl(5, count))
            let middle := first
            let running := and(mload(middle), WEIGHT_MASK)
            for {} iszero(gt(running, half)) {} {
                middle := add(middle, 0x20)
                running := add(running, and(mload(middle), WEIGHT_MASK))
            }
            median := shr(WEIGHT_BITS, mload(middle))

            // The votes in order of their distance: outwards from the median, the nearer side first.
            let below := sub(middle, 0x20)
            let above := add(middle, 0x20)
            running := and(mload(middle), WEIGHT_MASK)
            for {} iszero(gt(running, half)) {} {
                let down := not(0)
                let up := not(0)
                if iszero(lt(below, first)) {
                    down := sub(median, shr(WEIGHT_BITS, mload(below)))
                }
                if lt(above, end) {
                    up := sub(shr(WEIGHT_BITS, mload(above)), median)
                }
                switch lt(down, up)
                case 1 {
                    deviation := down
                    running := add(running, and(mload(below), WEIGHT_MASK))
                    below := sub(below, 0x20)
                }
                default {
                    deviation := up
                    running := add(running, and(mload(above), WEIGHT_MASK))
                    above := add(above, 0x20)
                }
            }
        }
    }
}
