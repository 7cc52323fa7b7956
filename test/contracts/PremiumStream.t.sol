// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PremiumStream} from "../../contracts/libraries/PremiumStream.sol";
import {assertAtMost, assertTrue} from "../mocks/Vm.sol";

/// @notice The stream of all premiums against each premium alone.
contract PremiumStreamTest {
    using PremiumStream for PremiumStream.Stream;

    uint256 private constant STEPS = 40;

    struct Premium {
        uint256 amount;
        uint256 from;
        uint256 until;
        uint256 rate;
        uint256 lastDay;
        bool removed;
    }

    PremiumStream.Stream private _stream;
    Premium[] private _premiums;

    /// @dev At any time, in any order of purchases, refunds and waits: what is unearned is the sum of what is left of each,
    /// to within a unit of each, and never more than what was paid.
    function testFuzz_UnearnedIsTheSumOfWhatIsLeft(uint256 seed) external {
        uint256 time = 1_700_000_000;
        for (uint256 i = 0; i < STEPS; ++i) {
            seed = uint256(keccak256(abi.encode(seed, i)));
            time += (seed >> 8) % 9 == 0 ? (seed >> 16) % 40 days : (seed >> 16) % 12 hours;
            if (seed % 4 == 0 && _premiums.length > 0) _remove((seed >> 64) % _premiums.length, time);
            else _add((seed >> 64) % 1e24, time + 1 + ((seed >> 160) % 30 days), time);
            (uint256 left, uint256 paid) = _expected(time);
            uint256 unearned = _stream.unearned(time);
            assertAtMost(left, unearned + _premiums.length, "too little is left");
            assertAtMost(unearned, left + _premiums.length, "too much is left");
            assertAtMost(unearned, paid, "more is left than was paid");
        }
    }

    /// @dev However long nobody came: nothing is left, and the next premium is whole.
    function test_AStreamThatRanDryBeginsAnew() external {
        _add(1e18, 1_700_000_000 + 90 days, 1_700_000_000);
        uint256 later = 1_700_000_000 + 20 * 365 days;
        assertTrue(_stream.unearned(later) == 0, "something is left after its end");
        _add(1e18, later + 3 days, later);
        assertTrue(_stream.unearned(later) == 1e18, "the next premium is not whole");
    }

    function _add(uint256 amount, uint256 endsAt, uint256 time) private {
        (uint256 rate, uint256 lastDay) = _stream.add(amount, endsAt, time);
        _premiums.push(Premium(amount, time, lastDay * 1 days, rate, lastDay, false));
        assertTrue(lastDay * 1 days >= endsAt && lastDay * 1 days < endsAt + 1 days, "another day");
    }

    function _remove(uint256 index, uint256 time) private {
        Premium storage premium = _premiums[index];
        if (premium.removed) return;
        premium.removed = true;
        _stream.remove(premium.rate, premium.lastDay, time);
    }

    function _expected(uint256 time) private view returns (uint256 left, uint256 paid) {
        for (uint256 i = 0; i < _premiums.length; ++i) {
            Premium memory premium = _premiums[i];
            if (premium.removed) continue;
            paid += premium.amount;
            if (time >= premium.until) continue;
            left += (premium.amount * (premium.until - time)) / (premium.until - premium.from);
        }
    }
}
