// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FlowLog} from "../../contracts/libraries/FlowLog.sol";
import {vm} from "../mocks/Vm.sol";
import {keptIf} from "./Branchless.sol";
import {divides, quotientOfMore, quotientOrdered} from "./Facts.sol";

/// @notice For all contents of a log, all times and all amounts: what moved within a day is taken off the day's cap.
/// @dev With the three, and each move no larger than what is left, no 24 hours hold more than the cap: what was moved in
/// them still counts at the last of its moves.
contract FlowProofs {
    using FlowLog for FlowLog.Log;

    /// @dev Far above what thirteen amounts add up to.
    uint256 private constant NO_CAP = 1 << 255;
    uint256 private constant NOW = 1_700_000_000;

    FlowLog.Log private _log;

    /// @dev What is left is the cap less every amount of the last thirteen spans, and of no other.
    function check_Cap_WhatCountsIsTakenOffTheCap(
        uint40[13] calldata numbers,
        uint128[13] calldata amounts,
        uint40 timestamp
    ) external {
        _fill(numbers, amounts);
        uint256 number = uint256(timestamp) / 2 hours;
        uint256 moved = 0;
        unchecked {
            for (uint256 i = 0; i < 13; ++i) moved += keptIf(uint256(numbers[i]) + 13 > number, amounts[i]);
        }
        assert(_log.left(NO_CAP, timestamp) == NO_CAP - moved);
    }

    /// @dev An amount counts for 24 hours at least, whatever second of its span it fell into.
    function check_Cap_AnAmountCountsForADay(uint40 movedAt, uint40 later) external pure {
        vm.assume(movedAt <= later);
        vm.assume(uint256(later) < uint256(movedAt) + 1 days);
        vm.assume(quotientOrdered(later, uint256(movedAt) + 1 days, 2 hours));
        vm.assume(quotientOfMore(movedAt, 2 hours, 12));
        assert(uint256(movedAt) / 2 hours + 13 > uint256(later) / 2 hours);
    }

    /// @dev A move takes itself off what is left, and nothing else off it or back onto it: at each of the places that a
    /// span may have. A place was last used in this span, or thirteen before it.
    function nightly_Cap_AMoveTakesItselfOffWhatIsLeft(
        uint40[13] calldata numbers,
        uint128[13] calldata amounts,
        uint128 amount,
        uint8 place
    ) external {
        // A place of its own for each: to a prover thirteen cases, each with a number that is known.
        for (uint256 i = 0; i < 13; ++i) {
            if (place != i) continue;
            uint256 timestamp = NOW + i * 2 hours;
            uint256 number = timestamp / 2 hours;
            uint256 used = numbers[number % 13];
            vm.assume(used == number || used + 13 <= number);
            _fill(numbers, amounts);
            uint256 before = _log.left(NO_CAP, timestamp);
            _log.add(amount, timestamp);
            assert(_log.left(NO_CAP, timestamp) == before - amount);
        }
    }

    /// @dev What is false: an amount counts for 24 hours at most.
    function refuted_Cap_NothingCountsForMoreThanADay(uint40 movedAt, uint40 later) external pure {
        vm.assume(uint256(later) > uint256(movedAt) + 1 days);
        vm.assume(divides(movedAt, 2 hours));
        vm.assume(divides(later, 2 hours));
        assert(uint256(movedAt) / 2 hours + 13 <= uint256(later) / 2 hours);
    }

    function _fill(uint40[13] calldata numbers, uint128[13] calldata amounts) private {
        for (uint256 i = 0; i < 13; ++i) _log.spans[i] = FlowLog.Span({number: numbers[i], amount: amounts[i]});
    }
}
