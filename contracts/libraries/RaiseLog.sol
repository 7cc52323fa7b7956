// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @notice When a market's ladder was raised, as far back as any budget can ask (G5). A budget over such a log holds for
/// every stretch as long as its period; a counter that starts again would let twice the budget into one.
library RaiseLog {
    using SafeCast for bool;

    /// @dev The largest budget: a log this long that is full of recent raises leaves nothing of any budget.
    uint256 internal constant LENGTH = 16;

    /// @param raisedAt The last raises, round about; 0 for none.
    /// @param next Where the next one goes: over the oldest.
    struct Log {
        uint40[LENGTH] raisedAt;
        uint8 next;
    }

    /// @notice How many more raises a budget allows: it less the raises that are younger than the period.
    function left(Log storage self, uint256 budget, uint256 period, uint256 timestamp) internal view returns (uint256) {
        uint40[LENGTH] memory raisedAt = self.raisedAt;
        uint256 recent = 0;
        // Without a branch, as a prover would follow each of the two to the sixteenth paths.
        for (uint256 i = 0; i < LENGTH; ++i) {
            recent += (raisedAt[i] != 0).toUint() & (timestamp < raisedAt[i] + period).toUint();
        }
        return budget > recent ? budget - recent : 0;
    }

    /// @notice Writes a raise over the oldest; the caller's times never go back.
    function add(Log storage self, uint256 timestamp) internal {
        uint256 slot = self.next;
        // Safe casts: seconds fit 40 bits for 34,000 years, and the slot is below sixteen.
        self.raisedAt[slot] = uint40(timestamp);
        self.next = uint8((slot + 1) % LENGTH);
    }
}
