// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BeforeSwapDelta} from "@uniswap/v4-core/src/types/BeforeSwapDelta.sol";
import {PoolKey} from "@uniswap/v4-core/src/types/PoolKey.sol";
import {ModifyLiquidityParams, SwapParams} from "@uniswap/v4-core/src/types/PoolOperation.sol";
import {Bps} from "../types/Bps.sol";
import {MarketId} from "../types/MarketId.sol";
import {IRiskOracle} from "./IRiskOracle.sol";
import {IScoreGatedVault} from "./IScoreGatedVault.sol";

/// @notice A Uniswap v4 hook whose pools charge more as a market's score rises, and take no new liquidity in a breach.
/// Liquidity leaves at any time: the hook has no part in it.
///
/// Any pool may name it. A pool with the dynamic fee (0x800000) gets both; one with a fixed fee is gated alone.
interface IScoreFeeHook {
    /// @notice Fees in hundredths of a bip (3,000 is 0.3 %), as pools have them.
    /// @param minFee At or below `low`; 0 to maxFee.
    /// @param maxFee At or above `high`; 1 to 100_000, which is 10 %.
    /// @param blindFee While there is no score that may be relied on, and at least, where its inputs are in doubt; minFee
    /// to maxFee. What liquidity should earn from those who may know more than it does.
    /// @param low A score with its spread; below `high`.
    /// @param high 1 to 100_00.
    struct FeePolicy {
        uint24 minFee;
        uint24 maxFee;
        uint24 blindFee;
        Bps low;
        Bps high;
    }

    error ZeroOracle();
    /// @notice Thrown to the PoolManager, which wraps it in its own error, where liquidity would be added.
    error LiquidityClosed(IScoreGatedVault.Reason reason);

    /// @notice A breach was noted: from here on no liquidity is added until a score below `exit`.
    event BreachNoted(uint64 indexed round, Bps score);
    /// @notice A calm score was noted after a breach.
    event CalmNoted(uint64 indexed round, Bps score);
    /// @notice The market's event is another than at deployment, or it is that one again.
    event EventNoted(bool changed);

    /// @notice What the PoolManager asks before a swap: the fee, for a pool with the dynamic fee. Never reverts for the
    /// oracle.
    function beforeSwap(
        address sender,
        PoolKey calldata key,
        SwapParams calldata params,
        bytes calldata hookData
    ) external view returns (bytes4 selector, BeforeSwapDelta delta, uint24 feeOverride);

    /// @notice What the PoolManager asks before liquidity is added: reverts with `LiquidityClosed` while it is closed.
    function beforeAddLiquidity(
        address sender,
        PoolKey calldata key,
        ModifyLiquidityParams calldata params,
        bytes calldata hookData
    ) external returns (bytes4 selector);

    /// @notice Notes a breach or the calm after it, and whether the market's event is still that of deployment. Anyone may
    /// call; every addition of liquidity does. Notes nothing while the oracle does not answer. Never reverts.
    function note() external;

    /// @notice The fee of a swap now.
    function fee() external view returns (uint24);

    /// @notice Why no liquidity can be added now; None where it can. Never reverts.
    function closedBecause() external view returns (IScoreGatedVault.Reason);

    /// @notice Whether a breach was noted and no calm score since.
    function breachNoted() external view returns (bool);

    /// @notice Whether it was noted that the market's event is another than at deployment: swaps pay `blindFee`.
    function eventChanged() external view returns (bool);

    /// @notice Where the scores are.
    function oracle() external view returns (IRiskOracle);

    /// @notice Whose score it follows.
    function marketId() external view returns (MarketId);

    /// @notice How the fee follows the score; for good.
    function feePolicy() external view returns (FeePolicy memory);

    /// @notice When adding closes and opens; for good.
    function gatePolicy() external view returns (IScoreGatedVault.Policy memory);
}
