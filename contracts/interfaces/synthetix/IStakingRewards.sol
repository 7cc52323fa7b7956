// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The part of Synthetix's StakingRewards, and of the many distributors made after it, that a gate calls.
interface IStakingRewards {
    /// @notice Of `rewardsDistribution` alone: spreads what has arrived, and what is left of a running period, over
    /// `rewardsDuration` seconds from now.
    function notifyRewardAmount(uint256 reward) external;

    /// @notice When what was notified last is all emitted, unix seconds.
    function periodFinish() external view returns (uint256);

    function rewardsDuration() external view returns (uint256);

    function rewardsToken() external view returns (address);
}
