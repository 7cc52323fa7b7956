// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {RaiseLog} from "../../contracts/libraries/RaiseLog.sol";
import {assertTrue, vm} from "../mocks/Vm.sol";

/// @notice The log of sixteen raises against a list that forgets nothing.
contract RaiseLogTest {
    using RaiseLog for RaiseLog.Log;

    uint256 private constant STEPS = 80;
    RaiseLog.Log private _log;

    /// @dev G5: what was never written is no raise, on a chain younger than the period too.
    function test_G5_AnEmptyLogLeavesTheBudget() public view {
        assertTrue(_log.left(3, 8 days, 5) == 3, "G5: left");
    }

    /// @dev G5: whatever budgets and periods follow one another, what is left is the budget less the raises within the
    /// period, and never below zero.
    function testFuzz_G5_LeftIsBudgetLessRecentRaises(uint256 seed) public {
        uint256[STEPS] memory all;
        uint256 raises = 0;
        vm.warp(1_700_000_000);
        for (uint256 i = 0; i < STEPS; ++i) {
            seed = uint256(keccak256(abi.encode(seed, i)));
            // Steps from nothing to a day against periods of one to eight days, boundaries included.
            vm.warp(block.timestamp + ((seed >> 8) % 5) * 6 hours);
            uint256 period = (1 + ((seed >> 16) % 8)) * 1 days;
            uint256 budget = 1 + ((seed >> 24) % RaiseLog.LENGTH);
            uint256 recent = 0;
            for (uint256 j = 0; j < raises; ++j) if (all[j] + period > block.timestamp) ++recent;
            uint256 left = _log.left(budget, period, block.timestamp);
            assertTrue(left == (budget > recent ? budget - recent : 0), "G5: left");
            if (left == 0) continue;
            _log.add(block.timestamp);
            all[raises++] = block.timestamp;
        }
        assertTrue(raises > RaiseLog.LENGTH, "the log never turned over");
    }
}
