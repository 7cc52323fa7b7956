// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ONE_BPS} from "../types/Bps.sol";

/// @notice The Brier loss of a forecast (G. W. Brier, Monthly Weather Review 78, 1950), in bps squared: forecasts are
/// whole basis points, so (p - y)^2 is a whole number up to 1e8 and nothing is rounded.
library BrierLoss {
    /// @notice The loss of certainty in what did not come.
    uint256 internal constant ONE = uint256(ONE_BPS) ** 2;

    function lossOf(uint256 scoreBps, bool happened) internal pure returns (uint256) {
        uint256 distance = happened ? ONE_BPS - scoreBps : scoreBps;
        return distance * distance;
    }

    /// @notice How much less one forecaster lost than its peers did on average, itself left out. Rounded toward zero
    /// from the mean: by less than one part in 1e8 of a loss.
    /// @param sum Losses of all forecasters of the event, this one included; of at least two.
    function regret(uint256 sum, uint256 forecasters, uint256 loss) internal pure returns (int256) {
        return int256((sum - loss) / (forecasters - 1)) - int256(loss);
    }
}
