// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPoolManager} from "@uniswap/v4-core/src/interfaces/IPoolManager.sol";
import {IUnlockCallback} from "@uniswap/v4-core/src/interfaces/callback/IUnlockCallback.sol";
import {BalanceDelta} from "@uniswap/v4-core/src/types/BalanceDelta.sol";
import {Currency} from "@uniswap/v4-core/src/types/Currency.sol";
import {PoolKey} from "@uniswap/v4-core/src/types/PoolKey.sol";
import {ModifyLiquidityParams, SwapParams} from "@uniswap/v4-core/src/types/PoolOperation.sol";

/// @notice Trades with a Uniswap v4 PoolManager for whoever calls, out of its own tokens and into its own hands.
contract PoolDesk is IUnlockCallback {
    IPoolManager public immutable manager;

    error NotManager(address caller);

    constructor(IPoolManager newManager) {
        manager = newManager;
    }

    function swap(PoolKey calldata key, SwapParams calldata params) public returns (BalanceDelta) {
        return _unlock(key, abi.encodeCall(manager.swap, (key, params, "")));
    }

    /// @notice The same swap again and again in one transaction, each on its own.
    function swapTimes(PoolKey calldata key, SwapParams calldata params, uint256 times) external {
        for (uint256 i = 0; i < times; ++i) swap(key, params);
    }

    function modifyLiquidity(
        PoolKey calldata key,
        ModifyLiquidityParams calldata params
    ) external returns (BalanceDelta) {
        return _unlock(key, abi.encodeCall(manager.modifyLiquidity, (key, params, "")));
    }

    function donate(PoolKey calldata key, uint256 amount0, uint256 amount1) external returns (BalanceDelta) {
        return _unlock(key, abi.encodeCall(manager.donate, (key, amount0, amount1, "")));
    }

    /// @inheritdoc IUnlockCallback
    function unlockCallback(bytes calldata data) external returns (bytes memory) {
        if (msg.sender != address(manager)) revert NotManager(msg.sender);
        (PoolKey memory key, bytes memory call) = abi.decode(data, (PoolKey, bytes));
        (bool done, bytes memory answer) = address(manager).call(call);
        if (!done) _bubble(answer);
        // The first word that each of the three returns is what the caller owes or is owed.
        BalanceDelta delta = abi.decode(answer, (BalanceDelta));
        _settle(key.currency0, delta.amount0());
        _settle(key.currency1, delta.amount1());
        return abi.encode(delta);
    }

    function _unlock(PoolKey calldata key, bytes memory call) private returns (BalanceDelta) {
        return abi.decode(manager.unlock(abi.encode(key, call)), (BalanceDelta));
    }

    function _settle(Currency currency, int128 amount) private {
        if (amount > 0) manager.take(currency, address(this), uint128(amount));
        if (amount >= 0) return;
        manager.sync(currency);
        currency.transfer(address(manager), uint256(-int256(amount)));
        manager.settle();
    }

    function _bubble(bytes memory answer) private pure {
        // Safe: reverts with what was returned, as it lies in memory.
        assembly ("memory-safe") {
            revert(add(answer, 0x20), mload(answer))
        }
    }
}
