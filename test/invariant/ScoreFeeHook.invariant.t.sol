// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {assertAtMost, assertTrue} from "../mocks/Vm.sol";
import {PoolHandler} from "./PoolHandler.sol";

/// @dev The runner calls contracts of this file only.
contract TradersHandler is PoolHandler {}

/// @notice What holds of a pool under the hook after any sequence of trades, deposits, donations, scores and faults.
contract ScoreFeeHookInvariants {
    TradersHandler private _handler;

    function setUp() public {
        _handler = new TradersHandler();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_R10_NoSwapEverFails() external view {
        assertAtMost(_handler.swapsFailed(), 0, "R10: a swap reverted");
    }

    function invariant_R10_NoRemovalEverFails() external {
        assertAtMost(_handler.exitsFailed(), 0, "R10: a removal or a donation reverted");
        try _handler.leaveAll(keccak256(abi.encode(_handler))) {
            assertTrue(false, "R10: nobody left");
        } catch (bytes memory reason) {
            assertTrue(bytes4(reason) == PoolHandler.Left.selector, "R10: not everything can leave");
        }
    }

    function invariant_H3_EveryFeeIsWhatTheScoreIsDueWithinItsBounds() external view {
        assertAtMost(_handler.wrongFees(), 0, "H3: a swap paid another fee");
    }

    function invariant_AdditionsFollowTheGate() external view {
        assertAtMost(_handler.wrongGates(), 0, "added against the gate, or refused against it");
        assertAtMost(_handler.wrongNotes(), 0, "noted otherwise than the books say");
    }

    /// @dev None of the above says anything if nobody trades, adds, is refused and removes.
    function afterInvariant() external view {
        assertTrue(_handler.swaps() > 0, "nobody traded in the whole run");
        assertTrue(_handler.removals() > 0, "nobody removed in the whole run");
        assertTrue(_handler.additions() + _handler.refusals() > 0, "nobody tried to add in the whole run");
    }
}
