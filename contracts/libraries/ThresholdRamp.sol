// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICollateralSteward} from "../interfaces/ICollateralSteward.sol";
import {StewardState} from "./StewardState.sol";

/// @notice A liquidation threshold goes down as an announced ramp (H7): an announcement, a notice, then steps until the
/// ramp's end or expiry. Each step keeps the bounds of any tightening, and the adapter keeps everybody from liquidating
/// in its transaction.
library ThresholdRamp {
    function isAnnounced(StewardState.Market memory market) internal pure returns (bool) {
        return market.rampTo != 0;
    }

    function announce(
        StewardState.Market memory market,
        ICollateralSteward.RampRule memory rule,
        uint256 to,
        uint256 timestamp
    ) internal pure {
        // Safe casts: at most 100_00, and seconds fit 40 bits for 34,000 years.
        market.rampTo = uint16(to);
        market.rampStartsAt = uint40(timestamp + rule.notice.toSeconds());
    }

    function end(StewardState.Market memory market) internal pure {
        (market.rampTo, market.rampStartsAt) = (0, 0);
    }

    /// @notice From when no step may be taken any more; 0 where nothing is announced.
    function expiresAt(
        StewardState.Market memory market,
        ICollateralSteward.RampRule memory rule
    ) internal pure returns (uint256) {
        return market.rampTo == 0 ? 0 : market.rampStartsAt + rule.expiry.toSeconds();
    }

    /// @notice Why no step may be taken now; the step's own bounds aside.
    function waiting(
        StewardState.Market memory market,
        ICollateralSteward.RampRule memory rule,
        uint256 timestamp
    ) internal pure returns (ICollateralSteward.Reason) {
        if (market.rampTo == 0) return ICollateralSteward.Reason.NotAnnounced;
        if (timestamp < market.rampStartsAt) return ICollateralSteward.Reason.NoticeRunning;
        if (timestamp >= expiresAt(market, rule)) return ICollateralSteward.Reason.Expired;
        return ICollateralSteward.Reason.None;
    }
}
