// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IHooks} from "@uniswap/v4-core/src/interfaces/IHooks.sol";
import {Hooks} from "@uniswap/v4-core/src/libraries/Hooks.sol";
import {LPFeeLibrary} from "@uniswap/v4-core/src/libraries/LPFeeLibrary.sol";
import {BeforeSwapDelta, BeforeSwapDeltaLibrary} from "@uniswap/v4-core/src/types/BeforeSwapDelta.sol";
import {PoolKey} from "@uniswap/v4-core/src/types/PoolKey.sol";
import {ModifyLiquidityParams, SwapParams} from "@uniswap/v4-core/src/types/PoolOperation.sol";
import {IRiskOracle} from "../interfaces/IRiskOracle.sol";
import {IScoreFeeHook} from "../interfaces/IScoreFeeHook.sol";
import {IScoreGatedVault} from "../interfaces/IScoreGatedVault.sol";
import {ScoreFee} from "../libraries/ScoreFee.sol";
import {ScoreGate} from "../libraries/ScoreGate.sol";
import {ScoreReader} from "../libraries/ScoreReader.sol";
import {Bps} from "../types/Bps.sol";
import {Duration} from "../types/Duration.sol";
import {MarketId} from "../types/MarketId.sol";

/// @title ScoreFeeHook
/// @notice Prices swaps of Uniswap v4 pools by a market's score, and keeps new liquidity out in a breach. Fixed when it is
/// deployed: nobody holds a role in it, and it never holds a token.
///
/// Time model: block timestamps, unix seconds, for the age of a score.
///
/// Guarantees
/// - The fee lies within `minFee` and `maxFee`, whatever the oracle says, and never falls as score plus spread rises.
///   Without a score that may be relied on (none, Stale, of another event once noted, no answer) it is `blindFee`; a
///   Degraded score is never cheaper than that (H3's rule: doubt costs on one side).
/// - R10 No swap reverts because of the oracle, and a swap writes nothing here.
/// - R10 No removal of liquidity, collection of fees or donation asks the hook: its address, which v4 reads permissions
///   from, has no bit for them, and the constructor checks so.
/// - Adding closes and opens as `ScoreGatedVault` does: from `enter` on, once noted until Fresh and below `exit`, and
///   without a score of the event that it was deployed for.
///
/// Trusts: the oracle, for the fee within its bounds and for additions. It asks nobody who calls: what it answers is the
/// same for all, and what it notes anyone may have noted.
contract ScoreFeeHook is IScoreFeeHook {
    using LPFeeLibrary for uint24;

    /// @inheritdoc IScoreFeeHook
    IRiskOracle public immutable oracle;
    /// @inheritdoc IScoreFeeHook
    MarketId public immutable marketId;
    /// @notice Hash of the market and event that the hook was deployed for.
    bytes32 public immutable eventHash;

    uint24 private immutable _minFee;
    uint24 private immutable _maxFee;
    uint24 private immutable _blindFee;
    Bps private immutable _low;
    Bps private immutable _high;
    Bps private immutable _enter;
    Bps private immutable _exit;
    Duration private immutable _maxScoreAge;

    /// @inheritdoc IScoreFeeHook
    bool public breachNoted;
    /// @inheritdoc IScoreFeeHook
    bool public eventChanged;

    /// @param newMarketId A listed market: the pool's own (kind Liquidity), or one that it stands and falls with, such as
    /// the peg of one of its tokens.
    constructor(
        IRiskOracle newOracle,
        MarketId newMarketId,
        FeePolicy memory newFeePolicy,
        IScoreGatedVault.Policy memory newGatePolicy
    ) {
        if (address(newOracle) == address(0)) revert ZeroOracle();
        ScoreFee.validate(newFeePolicy);
        ScoreGate.validate(newGatePolicy);
        oracle = newOracle;
        marketId = newMarketId;
        eventHash = keccak256(abi.encode(newOracle.marketOf(newMarketId)));
        (_minFee, _maxFee, _blindFee) = (newFeePolicy.minFee, newFeePolicy.maxFee, newFeePolicy.blindFee);
        (_low, _high) = (newFeePolicy.low, newFeePolicy.high);
        (_enter, _exit, _maxScoreAge) = (newGatePolicy.enter, newGatePolicy.exit, newGatePolicy.maxScoreAge);
        _checkAddress();
    }

    /// @inheritdoc IScoreFeeHook
    function beforeAddLiquidity(
        address,
        PoolKey calldata,
        ModifyLiquidityParams calldata,
        bytes calldata
    ) external returns (bytes4) {
        // Check:
        IScoreGatedVault.Reason reason = _note();
        if (reason != IScoreGatedVault.Reason.None) revert LiquidityClosed(reason);
        return IHooks.beforeAddLiquidity.selector;
    }

    /// @inheritdoc IScoreFeeHook
    function note() external {
        _note();
    }

    /// @inheritdoc IScoreFeeHook
    function beforeSwap(
        address,
        PoolKey calldata key,
        SwapParams calldata,
        bytes calldata
    ) external view returns (bytes4, BeforeSwapDelta, uint24) {
        uint24 feeOverride = key.fee.isDynamicFee() ? fee() | LPFeeLibrary.OVERRIDE_FEE_FLAG : 0;
        return (IHooks.beforeSwap.selector, BeforeSwapDeltaLibrary.ZERO_DELTA, feeOverride);
    }

    /// @inheritdoc IScoreFeeHook
    function closedBecause() external view returns (IScoreGatedVault.Reason reason) {
        (reason, , ) = _judge();
    }

    /// @inheritdoc IScoreFeeHook
    function gatePolicy() external view returns (IScoreGatedVault.Policy memory) {
        return _gatePolicy();
    }

    /// @inheritdoc IScoreFeeHook
    function fee() public view returns (uint24) {
        if (eventChanged) return _blindFee;
        (uint256 doubtedBps, IRiskOracle.Status status) = ScoreReader.readDoubted(oracle, marketId);
        return ScoreFee.inDoubt(ScoreFee.feeAt(_minFee, _maxFee, _low, _high, doubtedBps), _blindFee, status);
    }

    /// @inheritdoc IScoreFeeHook
    function feePolicy() external view returns (FeePolicy memory) {
        return FeePolicy({minFee: _minFee, maxFee: _maxFee, blindFee: _blindFee, low: _low, high: _high});
    }

    function _note() private returns (IScoreGatedVault.Reason reason) {
        bool noted;
        IRiskOracle.ScoreRecord memory record;
        (reason, noted, record) = _judge();
        bool changed = reason == IScoreGatedVault.Reason.EventChanged;
        // Effect:
        if (changed != eventChanged && reason != IScoreGatedVault.Reason.OracleFailed) {
            eventChanged = changed;
            emit EventNoted(changed);
        }
        if (noted != breachNoted) {
            breachNoted = noted;
            if (noted) emit BreachNoted(record.round, record.score);
            else emit CalmNoted(record.round, record.score);
        }
    }

    function _judge()
        private
        view
        returns (IScoreGatedVault.Reason reason, bool noted, IRiskOracle.ScoreRecord memory record)
    {
        return ScoreGate.consult(_gatePolicy(), oracle, marketId, eventHash, breachNoted);
    }

    function _gatePolicy() private view returns (IScoreGatedVault.Policy memory) {
        return IScoreGatedVault.Policy({enter: _enter, exit: _exit, maxScoreAge: _maxScoreAge});
    }

    /// @dev v4 reads from a hook's address what to ask it: this one for swaps and additions, and for nothing else.
    function _checkAddress() private view {
        Hooks.Permissions memory permissions;
        permissions.beforeAddLiquidity = true;
        permissions.beforeSwap = true;
        Hooks.validateHookPermissions(IHooks(address(this)), permissions);
    }
}
