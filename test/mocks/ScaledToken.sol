// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DemoToken} from "./DemoToken.sol";

/// @notice What an aToken tells of itself and calls after each change.
interface IRewardsHook {
    function handleAction(address user, uint256 totalSupply, uint256 userBalance) external;
}

/// @notice An asset as Aave's RewardsController sees one: scaled balances, reported as they were before they change.
contract ScaledToken is DemoToken {
    IRewardsHook public immutable rewards;

    constructor(IRewardsHook newRewards) DemoToken("Asset", "aTKN", 18) {
        rewards = newRewards;
    }

    function scaledTotalSupply() external view returns (uint256) {
        return totalSupply();
    }

    function getScaledUserBalanceAndSupply(address user) external view returns (uint256, uint256) {
        return (balanceOf(user), totalSupply());
    }

    function _update(address from, address to, uint256 value) internal override {
        (uint256 supply, uint256 ofFrom, uint256 ofTo) = (totalSupply(), balanceOf(from), balanceOf(to));
        super._update(from, to, value);
        if (from != address(0)) rewards.handleAction(from, supply, ofFrom);
        if (to != address(0) && to != from) rewards.handleAction(to, supply, ofTo);
    }
}
