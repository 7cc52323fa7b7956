// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Duration} from "../types/Duration.sol";
import {requireInRange} from "./InRange.sol";

/// @notice What a signer needs: lowered at once, raised after a notice.
library MinimumBond {
    /// @param present Counts until `effectiveAt`.
    /// @param next Counts from `effectiveAt` on.
    /// @param effectiveAt Unix seconds.
    /// @param notice How long a raise waits, for good.
    /// @param maximum The most that it can be raised to, for good.
    struct State {
        uint128 present;
        uint128 next;
        uint64 effectiveAt;
        Duration notice;
        uint128 maximum;
    }

    /// @notice The first minimum counts at once.
    function start(State storage self, uint128 minimum, uint128 maximum, Duration notice) internal {
        requireInRange("minimumBond", minimum, 1, maximum);
        (self.present, self.next, self.effectiveAt) = (minimum, minimum, uint64(block.timestamp));
        (self.notice, self.maximum) = (notice, maximum);
    }

    /// @notice Replaces what waits: a raise that is put off and put off again never counts.
    function set(State storage self, uint128 newMinimum) internal returns (uint64 effectiveAt) {
        requireInRange("minimumBond", newMinimum, 1, self.maximum);
        uint128 minimum = current(self);
        uint256 wait = newMinimum > minimum ? self.notice.toSeconds() : 0;
        effectiveAt = uint64(block.timestamp + wait);
        (self.present, self.next, self.effectiveAt) = (minimum, newMinimum, effectiveAt);
    }

    /// @notice What counts now.
    function current(State storage self) internal view returns (uint128) {
        return block.timestamp < self.effectiveAt ? self.present : self.next;
    }
}
