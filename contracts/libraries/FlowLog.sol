// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @notice How much moved within the last 24 hours, in spans of two hours: an amount counts until the span that it fell
/// into is twelve spans past, so for 24 to 26 hours. A cap over such a log holds for every stretch of a day; a counter that
/// starts again each midnight would let twice the cap into one.
library FlowLog {
    using SafeCast for bool;

    uint256 internal constant SPAN = 2 hours;
    /// @dev Twelve whole spans of the last day, and the one that is under way.
    uint256 internal constant LENGTH = 13;

    /// @param number Unix seconds over `SPAN`.
    struct Span {
        uint40 number;
        uint216 amount;
    }

    struct Log {
        Span[LENGTH] spans;
    }

    /// @notice How much more a cap lets move: it less what counts.
    function left(Log storage self, uint256 cap, uint256 timestamp) internal view returns (uint256) {
        uint256 number = timestamp / SPAN;
        uint256 moved = 0;
        for (uint256 i = 0; i < LENGTH; ++i) {
            Span memory span = self.spans[i];
            uint256 recent = (span.number + LENGTH > number).toUint();
            // Without a branch, as a prover would follow each of the two to the thirteenth paths. Unchecked: the mask is all
            // ones or zero by wrapping, and thirteen amounts of 216 bits do not overflow.
            unchecked {
                moved += span.amount & (0 - recent);
            }
        }
        return cap > moved ? cap - moved : 0;
    }

    /// @notice Adds an amount; the caller's times never go back. Its place was last used thirteen spans ago or more, or in
    /// this very span.
    function add(Log storage self, uint256 amount, uint256 timestamp) internal {
        uint256 number = timestamp / SPAN;
        Span memory span = self.spans[number % LENGTH];
        uint256 before = span.number == number ? span.amount : 0;
        // Safe casts: seconds fit 40 bits for 34,000 years, and no cap is above 128 bits.
        self.spans[number % LENGTH] = Span({number: uint40(number), amount: uint216(before + amount)});
    }
}
