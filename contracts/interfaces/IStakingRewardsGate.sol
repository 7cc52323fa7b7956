// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IStakingRewards} from "./synthetix/IStakingRewards.sol";

/// @notice Rewards that wait for their period in front of a Synthetix-style distributor.
interface IStakingRewardsGate {
    error PeriodRunning(uint256 periodFinish);
    error PeriodTooLong(uint256 rewardsDuration, uint256 maximum);
    error NoEmission();
    /// @notice Less than a whole period is here: a dribble would occupy the distributor for as long.
    error NotEnoughRewards(uint256 held, uint256 needed);

    /// @param period Seconds over which the distributor emits it.
    event RewardsReleased(uint256 amount, uint256 period);
    event Recalled(address indexed token, uint256 amount);

    /// @notice Follows the score, then hands the distributor one period of the emission. Anyone may call. While suspended
    /// it releases nothing; it reverts while the last period runs, and where less than a period is here.
    function release() external returns (uint256 amount);

    /// @notice Sends tokens to the DAO. Of the DAO alone, at any time.
    function recall(IERC20 token, uint256 amount) external;

    function distributor() external view returns (IStakingRewards);
}
