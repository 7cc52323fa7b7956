// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The committee's aggregate (R6).
///
/// A vote has its value from bit 240 on and its weight in bits 0-15; what stands between is the caller's. The median of
/// votes is the smallest value at which the running weight, in order of value, exceeds half of the whole: at an exact
/// tie the upper value. The deviation is the median, by the same rule, of the votes' distances from the median. Both
/// depend on the multiset of votes only, never on their order.
///
/// This is the innermost loop of a report of 64 markets and 31 members: memory is read and written in assembly, since
/// plain Solidity checks each access and pays for it. The fuzz tests hold it against a plain reference.
library WeightedMedian {
    uint256 private constant VALUE_SHIFT = 240;
    uint256 private constant WEIGHT_MASK = 0xFFFF;

    /// @dev Behind the votes: as a value, farther from the median than any vote.
    uint256 private constant SENTINEL = 0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff;

    /// @notice Room for `capacity` votes: word 0 stays zero, below any vote; votes follow from word 1, ascending; one
    /// word more for the sentinel.
    function room(uint256 capacity) internal pure returns (uint256[] memory votes) {
        return new uint256[](capacity + 2);
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
        // Safe: reads words 0 to count + 1, for which `room` allowed, and writes the last. The first walk ends since the
        // weights sum to more than half. The second never takes what stands below the votes, since those up to the
        // median weigh more than half together; nor the sentinel above, since it is the farthest.
        assembly ("memory-safe") {
            let at := add(votes, 0x40)
            mstore(add(at, shl(5, count)), SENTINEL)
            let weightAt := and(mload(at), WEIGHT_MASK)
            for {
                let running := weightAt
            } iszero(gt(running, half)) {} {
                at := add(at, 0x20)
                weightAt := and(mload(at), WEIGHT_MASK)
                running := add(running, weightAt)
            }
            median := shr(VALUE_SHIFT, mload(at))

            // The votes in order of their distance: outwards from the median, the nearer side first.
            let below := sub(at, 0x20)
            let above := add(at, 0x20)
            let down := sub(median, shr(VALUE_SHIFT, mload(below)))
            let up := sub(shr(VALUE_SHIFT, mload(above)), median)
            for {
                let running := weightAt
            } iszero(gt(running, half)) {} {
                switch lt(down, up)
                case 1 {
                    deviation := down
                    running := add(running, and(mload(below), WEIGHT_MASK))
                    below := sub(below, 0x20)
                    down := sub(median, shr(VALUE_SHIFT, mload(below)))
                }
                default {
                    deviation := up
                    running := add(running, and(mload(above), WEIGHT_MASK))
                    above := add(above, 0x20)
                    up := sub(shr(VALUE_SHIFT, mload(above)), median)
                }
            }
        }
    }
}
