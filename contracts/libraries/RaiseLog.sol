// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice When a market's ladder was raised, as far back as any budget can ask (G5). A budget over such a log holds for
/// every stretch as long as its period; a counter that starts again would let twice the budget into one.
library RaiseLog {
    /// @dev The largest budget: a log this long that is full of recent raises leaves nothing of any budget.
    uint256 internal constant LENGTH = 16;

    /// @param raisedAt The last raises in any order; 0 for none.
    struct Log {
        uint40[LENGTH] raisedAt;
    }

    /// @notice How many more raises a budget allows: it less the raises that are younger than the period.
    function left(Log storage self, uint256 budget, uint256 period, uint256 timestamp) internal view returns (uint256) {
        uint40[LENGTH] memory raisedAt = self.raisedAt;
        uint256 recent = 0;
        for (uint256 i = 0; i < LENGTH; ++i) {
            if (raisedAt[i] != 0 && timestamp < raisedAt[i] + period) ++recent;
        }
        return budget > recent ? budget - recent : 0;
    }

    /// @notice Writes a raise over the oldest.
    function add(Log storage self, uint256 timestamp) internal {
        uint40[LENGTH] memory raisedAt = self.raisedAt;
        uint256 oldest = 0;
        for (uint256 i = 1; i < LENGTH; ++i) {
            if (raisedAt[i] < raisedAt[oldest]) oldest = i;
        }
        // Safe cast: seconds fit 40 bits for 34,000 years.
        self.raisedAt[oldest] = uint40(timestamp);
    }
}
