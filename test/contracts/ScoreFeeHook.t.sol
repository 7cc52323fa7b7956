// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {PoolWorld} from "../invariant/PoolWorld.sol";
import {FaultyOracle} from "../mocks/FaultyOracle.sol";
import {Log, assertTrue, vm} from "../mocks/Vm.sol";

/// @notice What nobody gets out of the hook by choosing the gas that a swap is sent with.
contract ScoreFeeHookTest is PoolWorld {
    /// @dev R10: little gas can make the oracle's answer fail and the fee blind, but then the swap fails too: a swap that
    /// goes through pays what the score is due.
    function testFuzz_R10_StarvingTheOracleBuysNothing(uint256 gasLimit) public {
        gasLimit = 20_000 + (gasLimit % 300_000);
        _say(HIGH, 0, IRiskOracle.Status.Fresh, 2);
        vm.recordLogs();
        try desk.swap{gas: gasLimit}(_key, _swapParams(true, -1e18)) {
            Log[] memory logs = vm.getRecordedLogs();
            (, , , , , uint24 paid) = abi.decode(logs[0].data, (int128, int128, uint160, uint128, int24, uint24));
            assertTrue(paid == MAX_FEE, "a starved swap was cheaper");
        } catch {
            assertTrue(gasLimit < 250_000, "a swap with plenty of gas failed");
        }
    }

    /// @dev R10: the same with an oracle that burns what it gets.
    function test_R10_ASwapGoesThroughAnOracleThatBurnsItsGas() public {
        _oracle.setFault(FaultyOracle.Fault.BurnsAllGas);
        desk.swap{gas: 400_000}(_key, _swapParams(true, -1e18));
        assertTrue(hook.fee() == BLIND_FEE, "another fee than blind");
    }
}
