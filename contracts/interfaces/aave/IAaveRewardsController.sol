// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The part of Aave v3's RewardsController that a gate reads.
interface IAaveRewardsController {
    function getRewardsData(
        address asset,
        address reward
    )
        external
        view
        returns (uint256 index, uint256 emissionPerSecond, uint256 lastUpdateTimestamp, uint256 distributionEnd);
}
