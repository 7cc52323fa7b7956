// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IHooks} from "@uniswap/v4-core/src/interfaces/IHooks.sol";
import {IPoolManager} from "@uniswap/v4-core/src/interfaces/IPoolManager.sol";
import {TickMath} from "@uniswap/v4-core/src/libraries/TickMath.sol";
import {Currency} from "@uniswap/v4-core/src/types/Currency.sol";
import {PoolKey} from "@uniswap/v4-core/src/types/PoolKey.sol";
import {ModifyLiquidityParams, SwapParams} from "@uniswap/v4-core/src/types/PoolOperation.sol";
import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {IScoreFeeHook} from "../../contracts/interfaces/IScoreFeeHook.sol";
import {IScoreGatedVault} from "../../contracts/interfaces/IScoreGatedVault.sol";
import {Bps} from "../../contracts/types/Bps.sol";
import {Duration} from "../../contracts/types/Duration.sol";
import {MarketId, MarketKind} from "../../contracts/types/MarketId.sol";
import {DemoToken} from "../mocks/DemoToken.sol";
import {FaultyOracle} from "../mocks/FaultyOracle.sol";
import {PoolDesk} from "../mocks/PoolDesk.sol";
import {ScriptedOracle} from "../mocks/ScriptedOracle.sol";
import {vm} from "../mocks/Vm.sol";
import {deployBuilt} from "./deployBuilt.sol";
import {mineHook} from "./mineHook.sol";

/// @notice The real PoolManager with one pool under the hook, and an oracle that says what it is told to or breaks.
abstract contract PoolWorld {
    uint24 internal constant MIN_FEE = 500;
    uint24 internal constant MAX_FEE = 10_000;
    uint24 internal constant BLIND_FEE = 3_000;
    uint256 internal constant LOW = 5_00;
    uint256 internal constant HIGH = 40_00;
    uint256 internal constant ENTER = 40_00;
    uint256 internal constant EXIT = 20_00;
    uint256 internal constant MAX_SCORE_AGE = 2 hours;
    uint16 internal constant THRESHOLD = 5_00;
    uint64 internal constant START = 1_700_000_000;
    int256 internal constant LIQUIDITY = 1e24;

    IPoolManager public immutable manager;
    PoolDesk public immutable desk;
    IScoreFeeHook public immutable hook;
    ScriptedOracle internal immutable _scripted;
    FaultyOracle internal immutable _oracle;
    MarketId internal immutable _marketId;
    PoolKey internal _key;

    constructor() {
        vm.warp(START);
        manager = IPoolManager(deployBuilt("PoolManager", abi.encode(address(this))));
        desk = new PoolDesk(manager);
        _scripted = new ScriptedOracle();
        _oracle = new FaultyOracle(_scripted);
        _marketId = _scripted.list(_market(THRESHOLD));
        bytes memory arguments = abi.encode(_oracle, _marketId, _fees(), _gate());
        hook = IScoreFeeHook(mineHook(address(this), "ScoreFeeHook", arguments));
        (address token0, address token1) = _tokens();
        _key = PoolKey({
            currency0: Currency.wrap(token0),
            currency1: Currency.wrap(token1),
            fee: 0x800000,
            tickSpacing: 60,
            hooks: IHooks(address(hook))
        });
        manager.initialize(_key, 1 << 96);
        _say(1_00, 0, IRiskOracle.Status.Fresh, 1);
        desk.modifyLiquidity(_key, _range(LIQUIDITY));
    }

    function _say(uint256 scoreBps, uint256 spreadBps, IRiskOracle.Status status, uint64 round) internal {
        IRiskOracle.ScoreRecord memory record;
        (record.score, record.spread) = (Bps.wrap(uint16(scoreBps)), Bps.wrap(uint16(spreadBps)));
        (record.round, record.observedAt) = (round, uint64(block.timestamp));
        _scripted.set(_marketId, record, status);
    }

    function _swapParams(bool zeroForOne, int256 amount) internal pure returns (SwapParams memory) {
        uint160 limit = zeroForOne ? TickMath.MIN_SQRT_PRICE + 1 : TickMath.MAX_SQRT_PRICE - 1;
        return SwapParams({zeroForOne: zeroForOne, amountSpecified: amount, sqrtPriceLimitX96: limit});
    }

    /// @dev The whole range that a spacing of 60 can hold.
    function _range(int256 delta) internal pure returns (ModifyLiquidityParams memory) {
        return ModifyLiquidityParams({tickLower: -887220, tickUpper: 887220, liquidityDelta: delta, salt: 0});
    }

    function _market(uint16 threshold) internal pure returns (IRiskOracle.Market memory) {
        return
            IRiskOracle.Market({
                kind: MarketKind.Liquidity,
                target: address(1),
                subject: 0,
                threshold: Bps.wrap(threshold),
                horizon: Duration.wrap(1 days),
                referenceFeed: address(1)
            });
    }

    function _tokens() private returns (address, address) {
        DemoToken a = new DemoToken("Token", "TKN", 18);
        DemoToken b = new DemoToken("Token", "TKN", 18);
        a.mint(address(desk), 1e33);
        b.mint(address(desk), 1e33);
        return address(a) < address(b) ? (address(a), address(b)) : (address(b), address(a));
    }

    function _fees() private pure returns (IScoreFeeHook.FeePolicy memory) {
        return IScoreFeeHook.FeePolicy(MIN_FEE, MAX_FEE, BLIND_FEE, Bps.wrap(uint16(LOW)), Bps.wrap(uint16(HIGH)));
    }

    function _gate() private pure returns (IScoreGatedVault.Policy memory) {
        return
            IScoreGatedVault.Policy({
                enter: Bps.wrap(uint16(ENTER)),
                exit: Bps.wrap(uint16(EXIT)),
                maxScoreAge: Duration.wrap(uint32(MAX_SCORE_AGE))
            });
    }
}
