// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICollateralSteward} from "../interfaces/ICollateralSteward.sol";
import {IRiskOracle} from "../interfaces/IRiskOracle.sol";
import {Bps} from "../types/Bps.sol";
import {MarketId} from "../types/MarketId.sol";
import {EModeFollower} from "./EModeFollower.sol";
import {ParameterBundle} from "./ParameterBundle.sol";
import {PolicyStore} from "./PolicyStore.sol";
import {StewardAssessment} from "./StewardAssessment.sol";
import {StewardBounds} from "./StewardBounds.sol";
import {StewardMoves} from "./StewardMoves.sol";
import {StewardQueue} from "./StewardQueue.sol";
import {StewardState} from "./StewardState.sol";
import {ThresholdRamp} from "./ThresholdRamp.sol";

/// @notice What others read of a market's book. Linked: for its code is more than one contract may hold.
library StewardViews {
    using EModeFollower for StewardAssessment.Assessment;
    using StewardMoves for StewardAssessment.Assessment;

    /// @notice See `ICollateralSteward.preview`.
    function preview(
        StewardState.Book storage book,
        IRiskOracle oracle,
        MarketId marketId
    ) external view returns (ICollateralSteward.Outlook[4] memory outlooks, uint256 closing, uint256 opening) {
        StewardAssessment.Assessment memory a = StewardAssessment.assess(oracle, marketId, book);
        outlooks = a.outlooks();
        if (a.blocked == ICollateralSteward.Reason.None) (closing, opening) = (a.closing(), a.opening());
    }

    /// @notice See `ICollateralSteward.policyOf`.
    function policy(StewardState.Book storage book) external view returns (ICollateralSteward.Policy memory kept) {
        if (book.policy != address(0)) kept = PolicyStore.read(book.policy);
    }

    /// @notice See `ICollateralSteward.stateOf`; of a book with a policy.
    function state(StewardState.Book storage book) external view returns (ICollateralSteward.MarketState memory seen) {
        ICollateralSteward.Policy memory kept = PolicyStore.read(book.policy);
        StewardState.Market memory market = book.market;
        (seen.enabled, seen.band, seen.slowBand, seen.row) = (market.enabled, market.band, market.slowBand, market.row);
        seen.rampTo = Bps.wrap(market.rampTo);
        seen.rampStartsAt = market.rampStartsAt;
        seen.rampExpiresAt = uint64(ThresholdRamp.expiresAt(market, kept.ramp));
        (seen.closedEModes, seen.eModesOpenAt) = (book.closedEModes, market.eModesAt);
        for (uint256 i = 0; i < ParameterBundle.COUNT; ++i) {
            StewardState.Track memory track = book.tracks[i];
            // Safe casts: a budget is at most 100_00, seconds fit 64 bits.
            seen.parameters[i] = ICollateralSteward.ParameterState({
                lastTightenAt: track.lastTightenAt,
                lastChangeAt: track.lastChangeAt,
                budgetLeft: Bps.wrap(uint16(StewardBounds.budgetNow(track, kept.rules[i], block.timestamp))),
                queued: track.executableAt == 0 ? 0 : book.queued[i],
                executableAt: track.executableAt,
                expiresAt: uint64(StewardQueue.expiresAt(kept, track.executableAt))
            });
        }
    }
}
