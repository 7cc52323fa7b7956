// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20, SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IStakingRewards} from "../../contracts/interfaces/synthetix/IStakingRewards.sol";

/// @notice A distributor that keeps the published interface of Synthetix's StakingRewards, with its rules: a period cannot
/// be stopped, what is left of it joins the next, and nothing is promised that is not here.
contract StakingDistributor is IStakingRewards {
    using SafeERC20 for IERC20;

    IERC20 public immutable stakingToken;
    address public immutable rewardsToken;
    address public rewardsDistribution;
    uint256 public rewardsDuration;
    uint256 public periodFinish;
    uint256 public rewardRate;
    uint256 public totalSupply;
    mapping(address account => uint256) public balanceOf;

    uint256 private _updatedAt;
    uint256 private _perTokenStored;
    mapping(address account => uint256) private _perTokenPaid;
    mapping(address account => uint256) private _earned;

    error NotRewardsDistribution(address caller);
    error RewardTooHigh(uint256 rate, uint256 most);
    error PeriodNotFinished(uint256 periodFinish);

    constructor(IERC20 newStakingToken, address newRewardsToken, uint256 newDuration) {
        (stakingToken, rewardsToken, rewardsDuration) = (newStakingToken, newRewardsToken, newDuration);
    }

    modifier updated(address account) {
        _perTokenStored = rewardPerToken();
        _updatedAt = _lastApplicable();
        _earned[account] = earned(account);
        _perTokenPaid[account] = _perTokenStored;
        _;
    }

    function setRewardsDistribution(address newDistribution) external {
        rewardsDistribution = newDistribution;
    }

    function setRewardsDuration(uint256 newDuration) external {
        if (block.timestamp <= periodFinish) revert PeriodNotFinished(periodFinish);
        rewardsDuration = newDuration;
    }

    function stake(uint256 amount) external updated(msg.sender) {
        totalSupply += amount;
        balanceOf[msg.sender] += amount;
        stakingToken.safeTransferFrom(msg.sender, address(this), amount);
    }

    function getReward() external updated(msg.sender) {
        uint256 amount = _earned[msg.sender];
        _earned[msg.sender] = 0;
        IERC20(rewardsToken).safeTransfer(msg.sender, amount);
    }

    function notifyRewardAmount(uint256 reward) external updated(address(0)) {
        if (msg.sender != rewardsDistribution) revert NotRewardsDistribution(msg.sender);
        uint256 leftover = block.timestamp < periodFinish ? (periodFinish - block.timestamp) * rewardRate : 0;
        rewardRate = (reward + leftover) / rewardsDuration;
        uint256 most = IERC20(rewardsToken).balanceOf(address(this)) / rewardsDuration;
        if (rewardRate > most) revert RewardTooHigh(rewardRate, most);
        _updatedAt = block.timestamp;
        periodFinish = block.timestamp + rewardsDuration;
    }

    function rewardPerToken() public view returns (uint256) {
        if (totalSupply == 0) return _perTokenStored;
        return _perTokenStored + ((_lastApplicable() - _updatedAt) * rewardRate * 1e18) / totalSupply;
    }

    function earned(address account) public view returns (uint256) {
        return (balanceOf[account] * (rewardPerToken() - _perTokenPaid[account])) / 1e18 + _earned[account];
    }

    function _lastApplicable() private view returns (uint256) {
        return block.timestamp < periodFinish ? block.timestamp : periodFinish;
    }
}
