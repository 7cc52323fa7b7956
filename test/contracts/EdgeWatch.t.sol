// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {ITreasuryRebalancer} from "../../contracts/interfaces/ITreasuryRebalancer.sol";
import {EdgeRows} from "../../contracts/libraries/EdgeRows.sol";
import {EdgeWatch} from "../../contracts/libraries/EdgeWatch.sol";
import {Bps} from "../../contracts/types/Bps.sol";
import {Duration} from "../../contracts/types/Duration.sol";
import {MarketKind} from "../../contracts/types/MarketId.sol";
import {ScriptedOracle} from "../mocks/ScriptedOracle.sol";
import {assertTrue, vm} from "../mocks/Vm.sol";

/// @notice Watches an edge in the place of a rebalancer, and takes for a rate the gas that it is asked for rates with.
contract EdgeWatchTest {
    /// @dev Vaults that burn all they get cost a count this much and no more; those that need this much are heard.
    function test_H8_TheVaultsGetOneAndAHalfMillionGasForTheirRates() external {
        (IRiskOracle oracle, ITreasuryRebalancer.Edge memory edge, EdgeRows.State memory state) = _edge();
        (uint104 due, ) = this.ratesOf{gas: 1_500_000}(edge.from, edge.refuge);
        (EdgeRows.State memory counted, , bool isNew, ) = EdgeWatch.look(oracle, edge, state, true);
        assertTrue(isNew, "H8: the round was not counted");
        assertTrue(counted.last.fromRate == due, "H8: more or less gas than 1,500,000");
        assertTrue(counted.last.refugeRate == 1, "H8: another rate of the refuge");
    }

    /// @dev What a rebalancer has under this name.
    function ratesOf(IERC4626, IERC4626) external view returns (uint104 fromRate, uint104 refugeRate) {
        return (uint104(gasleft()), 1);
    }

    function _edge()
        private
        returns (IRiskOracle oracle, ITreasuryRebalancer.Edge memory edge, EdgeRows.State memory state)
    {
        vm.warp(1_700_000_000);
        ScriptedOracle scripted = new ScriptedOracle();
        IRiskOracle.Market memory market = IRiskOracle.Market({
            kind: MarketKind.Liquidity,
            target: address(1),
            subject: bytes32(0),
            threshold: Bps.wrap(5_00),
            horizon: Duration.wrap(1 days),
            referenceFeed: address(1)
        });
        (edge.marketId, edge.maxScoreAge) = (scripted.list(market), Duration.wrap(2 hours));
        (edge.from, edge.refuge) = (IERC4626(address(2)), IERC4626(address(3)));
        (state.enabled, state.eventHash) = (true, keccak256(abi.encode(market)));
        IRiskOracle.ScoreRecord memory record;
        (record.round, record.observedAt) = (1, uint64(block.timestamp));
        scripted.set(edge.marketId, record, IRiskOracle.Status.Fresh);
        oracle = IRiskOracle(address(scripted));
    }
}
