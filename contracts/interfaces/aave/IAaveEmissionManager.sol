// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAaveRewardsController} from "./IAaveRewardsController.sol";

/// @notice The part of Aave v3's EmissionManager that a gate calls. Its owner names each reward's emission admin.
interface IAaveEmissionManager {
    /// @notice Of the emission admin of every reward named, for one asset.
    function setEmissionPerSecond(
        address asset,
        address[] calldata rewards,
        uint88[] calldata newEmissionsPerSecond
    ) external;

    function getRewardsController() external view returns (IAaveRewardsController);
}
