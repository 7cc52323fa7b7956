// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20, SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IRiskOracle} from "../interfaces/IRiskOracle.sol";
import {IScoreGatedVault} from "../interfaces/IScoreGatedVault.sol";
import {IStakingRewardsGate} from "../interfaces/IStakingRewardsGate.sol";
import {IStakingRewards} from "../interfaces/synthetix/IStakingRewards.sol";
import {MarketId} from "../types/MarketId.sol";
import {IncentiveGate} from "./IncentiveGate.sol";

/// @title StakingRewardsGate
/// @notice Feeds a Synthetix-style distributor period by period. Such a distributor cannot be stopped once it is told of
/// rewards, so they wait here, and a suspension withholds the next period. It is the distributor's `rewardsDistribution`.
///
/// Guarantees besides those of IncentiveGate
/// - A suspension takes effect when the running period ends, which is at most MAX_PERIOD away.
/// - Tokens leave for the distributor, period by period and at `emission` per second, or for the DAO: nowhere else.
/// - The DAO takes back what is here at any time.
contract StakingRewardsGate is IStakingRewardsGate, IncentiveGate {
    using SafeERC20 for IERC20;

    /// @notice Longest `rewardsDuration` for which the gate releases: a suspension waits for no longer.
    uint256 public constant MAX_PERIOD = 7 days;

    /// @inheritdoc IStakingRewardsGate
    IStakingRewards public immutable distributor;
    IERC20 private immutable _token;

    constructor(
        IStakingRewards newDistributor,
        address newDao,
        IRiskOracle newOracle,
        MarketId newMarketId,
        IScoreGatedVault.Policy memory newPolicy,
        uint8 newDwell
    ) IncentiveGate(newDao, newOracle, newMarketId, newPolicy, newDwell) {
        distributor = newDistributor;
        _token = IERC20(newDistributor.rewardsToken());
    }

    /// @inheritdoc IStakingRewardsGate
    function release() external nonReentrant returns (uint256 amount) {
        // Effect: to revert here would forget a breach that this call is the first to see.
        _follow();
        if (suspended) return 0;

        // Check:
        uint256 finish = distributor.periodFinish();
        if (block.timestamp < finish) revert PeriodRunning(finish);
        uint256 period = distributor.rewardsDuration();
        if (period > MAX_PERIOD) revert PeriodTooLong(period, MAX_PERIOD);
        amount = emission * period;
        if (amount == 0) revert NoEmission();
        uint256 held = _token.balanceOf(address(this));
        if (held < amount) revert NotEnoughRewards(held, amount);

        // Interaction:
        emit RewardsReleased(amount, period);
        _token.safeTransfer(address(distributor), amount);
        distributor.notifyRewardAmount(amount);
    }

    /// @inheritdoc IStakingRewardsGate
    function recall(IERC20 token, uint256 amount) external onlyDao nonReentrant {
        // Interaction:
        emit Recalled(address(token), amount);
        token.safeTransfer(dao, amount);
    }

    /// @dev Far above any rate, and no product with a period overflows.
    function _mostEmission() internal pure override returns (uint256) {
        return type(uint128).max;
    }

    /// @dev What the gate would release: nobody else writes it.
    function _found() internal view override returns (uint256) {
        return suspended ? 0 : emission;
    }

    /// @dev Nothing to tell the distributor: the next release reads it.
    function _write(uint256) internal pure override {}
}
