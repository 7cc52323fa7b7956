// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IIncentiveGate} from "../../contracts/interfaces/IIncentiveGate.sol";
import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {IScoreGatedVault} from "../../contracts/interfaces/IScoreGatedVault.sol";
import {IStakingRewardsGate} from "../../contracts/interfaces/IStakingRewardsGate.sol";
import {IAaveRewardsController} from "../../contracts/interfaces/aave/IAaveRewardsController.sol";
import {Bps} from "../../contracts/types/Bps.sol";
import {Duration} from "../../contracts/types/Duration.sol";
import {MarketId, MarketKind} from "../../contracts/types/MarketId.sol";
import {DemoToken} from "../mocks/DemoToken.sol";
import {FaultyOracle} from "../mocks/FaultyOracle.sol";
import {ReplayFeed} from "../mocks/ReplayFeed.sol";
import {IRewardsHook, ScaledToken} from "../mocks/ScaledToken.sol";
import {ScriptedOracle} from "../mocks/ScriptedOracle.sol";
import {StakingDistributor} from "../mocks/StakingDistributor.sol";
import {vm} from "../mocks/Vm.sol";
import {deployBuilt} from "./deployBuilt.sol";

/// @notice What the DAO calls of Aave's EmissionManager.
interface IEmissionManager {
    struct RewardsConfigInput {
        uint88 emissionPerSecond;
        uint256 totalSupply;
        uint32 distributionEnd;
        address asset;
        address reward;
        address transferStrategy;
        address rewardOracle;
    }

    function setRewardsController(address controller) external;
    function setEmissionAdmin(address reward, address admin) external;
    function configureAssets(RewardsConfigInput[] calldata config) external;
}

/// @notice What who earns calls of Aave's RewardsController.
interface IClaims {
    function claimRewards(
        address[] calldata assets,
        uint256 amount,
        address to,
        address reward
    ) external returns (uint256);
}

/// @notice Both gates under one oracle: before the real RewardsController of Aave, and before a Synthetix-style
/// distributor. This contract is the DAO of both, and who earns.
abstract contract IncentiveWorld {
    uint256 internal constant ENTER = 40_00;
    uint256 internal constant EXIT = 20_00;
    uint256 internal constant MAX_SCORE_AGE = 2 hours;
    uint8 internal constant DWELL = 3;
    uint16 internal constant THRESHOLD = 5_00;
    uint88 internal constant EMISSION = 1e18;
    uint256 internal constant SUPPLY = 1e30;

    IIncentiveGate public immutable aaveGate;
    IIncentiveGate public immutable stakingGate;
    StakingDistributor public immutable distributor;
    DemoToken public immutable reward;
    IEmissionManager internal immutable _manager;
    address internal immutable _controller;
    ScaledToken internal immutable _asset;
    ScriptedOracle internal immutable _scripted;
    FaultyOracle internal immutable _oracle;
    MarketId internal immutable _marketId;

    constructor() {
        vm.warp(1_700_000_000);
        _scripted = new ScriptedOracle();
        _oracle = new FaultyOracle(_scripted);
        _marketId = _scripted.list(_market(THRESHOLD));
        reward = new DemoToken("Reward", "RWD", 18);
        _manager = IEmissionManager(deployBuilt("EmissionManager", abi.encode(address(this))));
        _controller = deployBuilt("RewardsController", abi.encode(_manager));
        _asset = new ScaledToken(IRewardsHook(_controller));
        _configure();
        bytes memory rules = abi.encode(address(this), _oracle, _marketId, _policy(), DWELL);
        bytes memory aave = bytes.concat(abi.encode(_manager, _asset, reward), rules);
        aaveGate = IIncentiveGate(deployBuilt("AaveIncentiveGate", aave));
        _manager.setEmissionAdmin(address(reward), address(aaveGate));
        _asset.mint(address(this), 1e18);

        DemoToken staked = new DemoToken("Staked", "STK", 18);
        distributor = new StakingDistributor(staked, address(reward), 7 days);
        stakingGate = IIncentiveGate(deployBuilt("StakingRewardsGate", bytes.concat(abi.encode(distributor), rules)));
        distributor.setRewardsDistribution(address(stakingGate));
        stakingGate.setEmission(EMISSION);
        staked.mint(address(this), 100);
        staked.approve(address(distributor), 100);
        distributor.stake(100);
        reward.mint(address(stakingGate), SUPPLY);
    }

    /// @notice What Aave emits per second.
    function emitted() public view returns (uint256 perSecond) {
        (, perSecond, , ) = IAaveRewardsController(_controller).getRewardsData(address(_asset), address(reward));
    }

    function _claim() internal {
        address[] memory assets = new address[](1);
        assets[0] = address(_asset);
        IClaims(_controller).claimRewards(assets, type(uint256).max, address(this), address(reward));
        distributor.getReward();
    }

    function _release() internal returns (uint256) {
        return IStakingRewardsGate(address(stakingGate)).release();
    }

    function _say(uint256 scoreBps, IRiskOracle.Status status, uint64 round) internal {
        IRiskOracle.ScoreRecord memory record;
        (record.score, record.round, record.observedAt) = (Bps.wrap(uint16(scoreBps)), round, uint64(block.timestamp));
        _scripted.set(_marketId, record, status);
    }

    function _market(uint16 threshold) internal pure returns (IRiskOracle.Market memory market) {
        (market.kind, market.target, market.referenceFeed) = (MarketKind.Liquidity, address(1), address(1));
        (market.threshold, market.horizon) = (Bps.wrap(threshold), Duration.wrap(1 days));
    }

    function _configure() private {
        _manager.setRewardsController(_controller);
        ReplayFeed feed = new ReplayFeed("RWD / USD", 8, address(this));
        (int192[] memory answers, uint64[] memory times) = (new int192[](1), new uint64[](1));
        (answers[0], times[0]) = (1e8, 1);
        feed.push(answers, times);
        bytes memory strategyArguments = abi.encode(_controller, address(this), address(this));
        address strategy = deployBuilt("PullRewardsTransferStrategy", strategyArguments);
        reward.mint(address(this), SUPPLY);
        reward.approve(strategy, SUPPLY);
        IEmissionManager.RewardsConfigInput[] memory config = new IEmissionManager.RewardsConfigInput[](1);
        config[0] = IEmissionManager.RewardsConfigInput({
            emissionPerSecond: EMISSION,
            totalSupply: 0,
            distributionEnd: uint32(block.timestamp + 3650 days),
            asset: address(_asset),
            reward: address(reward),
            transferStrategy: strategy,
            rewardOracle: address(feed)
        });
        _manager.setEmissionAdmin(address(reward), address(this));
        _manager.configureAssets(config);
    }

    function _policy() private pure returns (IScoreGatedVault.Policy memory) {
        return
            IScoreGatedVault.Policy({
                enter: Bps.wrap(uint16(ENTER)),
                exit: Bps.wrap(uint16(EXIT)),
                maxScoreAge: Duration.wrap(uint32(MAX_SCORE_AGE))
            });
    }
}
