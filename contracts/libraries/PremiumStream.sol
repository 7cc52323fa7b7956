// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @notice Premiums that are earned second by second, each until the end of the day in which its cover ends: so the sum
/// over all covers changes its rate at most once a day, and a walk over days finds what is unearned.
library PremiumStream {
    uint256 private constant DAY = 1 days;
    uint256 private constant SCALE = 1e18;

    /// @param rate Earned each second, times 1e18.
    /// @param weighted Sum of each premium's rate times the second of its end: less `rate` times now it is what is left.
    /// @param day The last day whose ends are taken off `rate`.
    /// @param ending What stops at the end of a day (unix seconds over a day, rounded up).
    struct Stream {
        uint256 rate;
        uint256 weighted;
        uint256 day;
        mapping(uint256 day => uint256) ending;
    }

    /// @notice Starts to earn a premium.
    /// @return rate Its own, rounded down, so that what is unearned is never more than the premium.
    /// @return lastDay The day at whose end it is earned.
    function add(
        Stream storage self,
        uint256 premium,
        uint256 endsAt,
        uint256 timestamp
    ) internal returns (uint256 rate, uint256 lastDay) {
        advance(self, timestamp);
        lastDay = Math.ceilDiv(endsAt, DAY);
        rate = (premium * SCALE) / (lastDay * DAY - timestamp);
        self.rate += rate;
        self.weighted += rate * lastDay * DAY;
        self.ending[lastDay] += rate;
    }

    /// @notice Takes back what of a premium is not earned: it will be paid back whole.
    function remove(Stream storage self, uint256 rate, uint256 lastDay, uint256 timestamp) internal {
        advance(self, timestamp);
        if (lastDay <= self.day) return;
        self.rate -= rate;
        self.weighted -= rate * lastDay * DAY;
        self.ending[lastDay] -= rate;
    }

    /// @notice Writes what ended until now.
    function advance(Stream storage self, uint256 timestamp) internal {
        (self.rate, self.weighted) = _at(self, timestamp);
        self.day = timestamp / DAY;
    }

    /// @notice What is not yet earned, rounded up.
    function unearned(Stream storage self, uint256 timestamp) internal view returns (uint256) {
        (uint256 rate, uint256 weighted) = _at(self, timestamp);
        return Math.ceilDiv(weighted - rate * timestamp, SCALE);
    }

    /// @dev As many steps as there are days until the last end, whatever time has passed since.
    function _at(Stream storage self, uint256 timestamp) private view returns (uint256 rate, uint256 weighted) {
        (rate, weighted) = (self.rate, self.weighted);
        uint256 today = timestamp / DAY;
        for (uint256 day = self.day + 1; day <= today && rate != 0; ++day) {
            uint256 ended = self.ending[day];
            rate -= ended;
            weighted -= ended * day * DAY;
        }
    }
}
