// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAavePool} from "../interfaces/aave/IAavePool.sol";
import {IAavePoolConfigurator} from "../interfaces/aave/IAavePoolConfigurator.sol";
import {AaveReserve} from "./AaveReserve.sol";

/// @notice Keeps everybody from liquidating on an Aave v3 pool for a while (H7).
library AaveGrace {
    using AaveReserve for uint256;

    /// @notice A step without a grace period would be liquidated in its own transaction.
    error GraceMissing();

    /// @notice Extends each reserve's grace period to `grace` seconds from now; one that is longer stays.
    /// @dev Every reserve, not only the one whose threshold falls: whoever holds two collaterals would lose the other one.
    /// A paused reserve is left: it cannot be liquidated as it is, and the call would unpause it.
    function extend(IAavePool pool, IAavePoolConfigurator configurator, uint32 grace) internal {
        if (grace == 0) revert GraceMissing();
        address[] memory assets = pool.getReservesList();
        for (uint256 i = 0; i < assets.length; ++i) {
            uint256 configuration = pool.getConfiguration(assets[i]);
            if (!configuration.isActive() || configuration.isPaused()) continue;
            if (pool.getLiquidationGracePeriod(assets[i]) >= block.timestamp + grace) continue;
            configurator.setReservePause({asset: assets[i], paused: false, gracePeriod: grace});
        }
    }
}
