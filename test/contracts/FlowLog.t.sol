// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FlowLog} from "../../contracts/libraries/FlowLog.sol";
import {assertAtMost, assertTrue, vm} from "../mocks/Vm.sol";

/// @notice The log of spans against a list that forgets nothing.
contract FlowLogTest {
    using FlowLog for FlowLog.Log;

    uint256 private constant STEPS = 120;
    FlowLog.Log private _log;

    /// @dev Whatever is moved and whenever: what is left is the cap less what moved in this span and the twelve before it,
    /// and no 24 hours that end with a move hold more than the cap.
    function testFuzz_NoDayHoldsMoreThanTheCap(uint256 seed) external {
        uint256[STEPS] memory times;
        uint256[STEPS] memory amounts;
        uint256 cap = 1 + (seed % type(uint128).max);
        vm.warp(1_700_000_000);
        for (uint256 i = 0; i < STEPS; ++i) {
            seed = uint256(keccak256(abi.encode(seed, i)));
            vm.warp(block.timestamp + ((seed >> 8) % 5 == 0 ? (seed >> 16) % 2 days : (seed >> 16) % 3 hours));
            uint256 recent = 0;
            uint256 day = 0;
            for (uint256 j = 0; j < i; ++j) {
                if (times[j] / 2 hours + 12 >= block.timestamp / 2 hours) recent += amounts[j];
                if (times[j] + 1 days >= block.timestamp) day += amounts[j];
            }
            uint256 left = _log.left(cap, block.timestamp);
            assertTrue(left == cap - recent, "left");
            amounts[i] = seed % 3 == 0 ? left : (seed >> 128) % (left + 1);
            times[i] = block.timestamp;
            _log.add(amounts[i], block.timestamp);
            assertAtMost(day + amounts[i], cap, "more than the cap in a day");
        }
    }

    /// @dev A cap that was lowered below what moved leaves nothing, and does not revert.
    function testFuzz_ALoweredCapLeavesNothing(uint128 moved, uint128 cap) external {
        _log.add(moved, block.timestamp);
        uint256 left = _log.left(cap, block.timestamp);
        assertTrue(left == (cap > moved ? cap - moved : 0), "left");
    }
}
