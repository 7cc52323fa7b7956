// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICollateralSteward} from "../interfaces/ICollateralSteward.sol";
import {StewardState} from "./StewardState.sol";

/// @notice Which band a market is in: hysteresis for every parameter, and a dwell for all but the LTV.
library ScoreBands {
    /// @notice Moves the market's bands to what one round's risk asks for.
    /// @param market Its `band`, `slowBand` and row are changed.
    /// @param bands Of its policy.
    /// @param riskBps Score + spread.
    /// @param round The score's round; the same round counts once in a row.
    /// @param mayFall Whether the input is good enough to leave a band (H3).
    /// @param dwell Rounds in a row before `slowBand` rises.
    function advance(
        StewardState.Market memory market,
        ICollateralSteward.Band[] memory bands,
        uint256 riskBps,
        uint64 round,
        bool mayFall,
        uint256 dwell
    ) internal pure {
        // Safe cast: at most the number of bands, which a policy bounds.
        uint8 band = uint8(nextBand(bands, market.band, riskBps, mayFall));
        market.band = band;
        if (band <= market.slowBand || dwell <= 1) {
            (market.slowBand, market.row) = (band, 0);
            return;
        }
        if (round <= market.rowRound) return;
        bool goesOn = market.row != 0 && round == market.rowRound + 1;
        market.row = goesOn ? market.row + 1 : 1;
        if (!goesOn || band < market.rowBand) market.rowBand = band;
        market.rowRound = round;
        if (market.row >= dwell) (market.slowBand, market.row) = (market.rowBand, 0);
    }

    /// @notice The band that a risk belongs to: entered at `enter`, left only below `exit`.
    function nextBand(
        ICollateralSteward.Band[] memory bands,
        uint256 band,
        uint256 riskBps,
        bool mayFall
    ) internal pure returns (uint256) {
        for (uint256 i = bands.length; i > band; --i) {
            if (riskBps >= bands[i - 1].enter.toUint()) return i;
        }
        if (!mayFall) return band;
        while (band > 0 && riskBps < bands[band - 1].exit.toUint()) --band;
        return band;
    }
}
