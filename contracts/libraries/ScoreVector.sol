// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A member's scores as signed: two bytes for each market, big-endian. Bits 0-13 are the score in bps, or
/// `ABSTAIN`; bit 14 says out of distribution, bit 15 degraded input.
library ScoreVector {
    uint256 internal constant ABSTAIN = 0x3FFF;
    uint256 internal constant VALUE_MASK = 0x3FFF;

    /// @dev Sixteen entries a word, each in a lane of 16 bits; `LANES * x` puts x in every lane.
    uint256 private constant LANES = 0x0001000100010001000100010001000100010001000100010001000100010001;
    /// @dev Added to a value of 14 bits it carries into bit 14 exactly if the value is above 100_00.
    uint256 private constant ABOVE_ONE = LANES * (0x3FFF - 100_00);

    /// @notice Index of the first entry that is neither 0..100_00 nor an abstention; `scores.length / 2` if none.
    function firstInvalid(bytes calldata scores) internal pure returns (uint256) {
        unchecked {
            for (uint256 start = 0; start < scores.length; start += 32) {
                uint256 word = _wordAt(scores, start);
                // Bytes behind the end are not signed: out of the word with them.
                if (scores.length - start < 32) word &= ~(type(uint256).max >> ((scores.length - start) * 8));
                uint256 values = word & (LANES * VALUE_MASK);
                // No lane overflows: 0x3FFF + 0x3FFF < 2^16. An abstention alone carries when one is added.
                uint256 wrong = (values + ABOVE_ONE) & ~(values + LANES) & (LANES << 14);
                if (wrong != 0) return _firstLane(wrong) + start / 2;
            }
        }
        return scores.length / 2;
    }

    /// @notice keccak256 of the vector.
    function hash(bytes calldata scores) internal pure returns (bytes32 digest) {
        // Safe: uses the memory behind the free pointer as scratch space and does not claim it. `keccak256(scores)`
        // would claim it anew for each observation, at four times the gas.
        assembly ("memory-safe") {
            let scratch := mload(0x40)
            calldatacopy(scratch, scores.offset, scores.length)
            digest := keccak256(scratch, scores.length)
        }
    }

    /// @notice Where the vector starts in the calldata.
    function position(bytes calldata scores) internal pure returns (uint256 start) {
        // Safe: reads a variable.
        assembly ("memory-safe") {
            start := scores.offset
        }
    }

    /// @notice The entry of a market in the vector at `start`. The caller has checked the vector's length.
    function entry(uint256 start, uint256 market) internal pure returns (uint256 value) {
        // Safe: calldata is only read.
        assembly ("memory-safe") {
            value := shr(240, calldataload(add(start, shl(1, market))))
        }
    }

    function _wordAt(bytes calldata scores, uint256 start) private pure returns (uint256 word) {
        // Safe: calldata is only read.
        assembly ("memory-safe") {
            word := calldataload(add(scores.offset, start))
        }
    }

    function _firstLane(uint256 wrong) private pure returns (uint256 lane) {
        while (wrong >> (240 - 16 * lane) == 0) ++lane;
    }
}
