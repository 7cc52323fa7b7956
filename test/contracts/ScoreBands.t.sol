// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICollateralSteward} from "../../contracts/interfaces/ICollateralSteward.sol";
import {ScoreBands} from "../../contracts/libraries/ScoreBands.sol";
import {StewardState} from "../../contracts/libraries/StewardState.sol";
import {Bps} from "../../contracts/types/Bps.sol";
import {assertTrue} from "../mocks/Vm.sol";

/// @notice Rows of rounds, over bands that are entered at 10, 20 and 30 % and left three points below.
contract ScoreBandsTest {
    function test_ARowsBandIsTheLowestInIt() external pure {
        StewardState.Market memory market;
        _advance(market, 1, 15_00, 2);
        _advance(market, 2, 35_00, 2);
        assertTrue(market.slowBand == 1, "it follows the highest");
    }

    function test_ANewRowForgetsTheBandOfTheOneThatBroke() external pure {
        StewardState.Market memory market;
        _advance(market, 1, 15_00, 2);
        _advance(market, 3, 35_00, 2);
        assertTrue(market.slowBand == 0 && market.row == 1, "a row goes on over a round that is missing");
        _advance(market, 4, 35_00, 2);
        assertTrue(market.slowBand == 3, "it follows a band of the row before");
    }

    function test_ARoundCountsOnceInARowThatGoesOn() external pure {
        StewardState.Market memory market;
        for (uint64 round = 1; round < 3; ++round) {
            _advance(market, round, 15_00, 3);
            _advance(market, round, 15_00, 3);
            assertTrue(market.row == round && market.slowBand == 0, "a round counts twice, or breaks its row");
        }
        _advance(market, 3, 15_00, 3);
        assertTrue(market.slowBand == 1 && market.row == 0, "three rounds are no row");
    }

    function test_NoRowBeginsWhereTheSlowBandIsThere() external pure {
        StewardState.Market memory market;
        (market.band, market.slowBand) = (2, 2);
        _advance(market, 1, 25_00, 2);
        assertTrue(market.slowBand == 2 && market.row == 0, "a row begins in the slow band");
        _advance(market, 2, 15_00, 2);
        assertTrue(market.slowBand == 1 && market.row == 0, "a row begins in a fall");
        _advance(market, 3, 25_00, 2);
        assertTrue(market.slowBand == 1 && market.row == 1, "the fall counts as a round above");
    }

    /// @dev A policy may take its dwell away in the middle of a round that a row has counted.
    function test_WithoutADwellTheSlowBandFollowsAtOnce() external pure {
        for (uint256 dwell = 0; dwell < 2; ++dwell) {
            StewardState.Market memory market;
            _advance(market, 1, 15_00, 2);
            assertTrue(market.slowBand == 0 && market.row == 1, "it follows before its dwell");
            _advance(market, 1, 15_00, dwell);
            assertTrue(market.slowBand == 1 && market.row == 0, "it waits for a round");
        }
    }

    function _advance(StewardState.Market memory market, uint64 round, uint256 riskBps, uint256 dwell) private pure {
        ICollateralSteward.Band[] memory bands = new ICollateralSteward.Band[](3);
        for (uint16 i = 0; i < 3; ++i) {
            bands[i].enter = Bps.wrap((i + 1) * 10_00);
            bands[i].exit = Bps.wrap((i + 1) * 10_00 - 3_00);
        }
        ScoreBands.advance(market, bands, riskBps, round, true, dwell);
    }
}
