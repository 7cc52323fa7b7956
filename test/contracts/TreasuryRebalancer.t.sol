// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {ITreasuryRebalancer} from "../../contracts/interfaces/ITreasuryRebalancer.sol";
import {TreasuryRebalancer} from "../../contracts/liquidity/TreasuryRebalancer.sol";
import {Bps} from "../../contracts/types/Bps.sol";
import {Duration} from "../../contracts/types/Duration.sol";
import {MarketId, MarketKind} from "../../contracts/types/MarketId.sol";
import {DemoToken} from "../mocks/DemoToken.sol";
import {FickleVault} from "../mocks/FickleVault.sol";
import {ScriptedOracle} from "../mocks/ScriptedOracle.sol";
import {assertAtMost, assertTrue, vm} from "../mocks/Vm.sol";

/// @notice One move between vaults of any rate, fee and limit, and what nobody can make of it.
contract TreasuryRebalancerTest {
    uint256 private constant MOST = 1e27;
    uint256 private constant MAX_LOSS_BPS = 1_00;
    address private constant TREASURY = address(0x7EA5);
    address private constant OTHER = address(0xb0b);

    DemoToken private _token;
    FickleVault private _from;
    FickleVault private _refuge;
    ScriptedOracle private _oracle;
    MarketId private _marketId;
    TreasuryRebalancer private _rebalancer;
    bytes32[] private _edges;

    /// @dev Every asset that left one vault is in the other, whole; shares are the treasury's before and after; the others'
    /// are untouched; and what the treasury could redeem fell by no more than the loss of what moved.
    function testFuzz_AMoveConservesAssets(uint256 seed, uint256 assets, uint128 cap, uint256 fees) external {
        _deploy(seed, 1e6 + (assets % MOST), cap);
        _from.setFees(0, fees % 1_20);
        _refuge.setFees((fees >> 16) % 1_20, 0);
        _breach(1);
        uint256[4] memory before = _snapshot();
        uint256 redeemable = _redeemable();
        _breach(2);
        uint256[4] memory afterwards = _snapshot();

        uint256 moved = before[0] - afterwards[0];
        assertTrue(afterwards[1] == before[1] + moved, "assets that left one vault are not in the other");
        assertTrue(_token.balanceOf(address(_rebalancer)) == 0, "assets stayed behind");
        assertTrue(_token.allowance(address(_rebalancer), address(_refuge)) == 0, "an allowance stayed behind");
        assertTrue(before[2] == afterwards[2] && before[3] == afterwards[3], "others' shares");
        assertAtMost(moved, cap, "more than the cap");
        uint256 bound = ((moved + 2) * MAX_LOSS_BPS) / (100_00 - MAX_LOSS_BPS) + 2;
        assertAtMost(redeemable, _redeemable() + bound, "lost more than the bound");
    }

    /// @dev Whoever sends either vault assets between the two rounds: the treasury has no less than it would redeem had it
    /// stayed, but for the loss, whether the move then happens or not.
    function testFuzz_ADonationBeforeAMoveTakesNothing(
        uint256 seed,
        uint256 assets,
        uint256 toFrom,
        uint256 toRefuge
    ) external {
        _deploy(seed, 1e6 + (assets % MOST), type(uint128).max);
        _breach(1);
        _token.mint(address(_from), toFrom % MOST);
        _token.mint(address(_refuge), toRefuge % MOST);
        uint256 redeemable = _redeemable();
        uint256 held = _token.balanceOf(address(_from));
        _breach(2);
        uint256 moved = held - _token.balanceOf(address(_from));
        uint256 bound = ((moved + 2) * MAX_LOSS_BPS) / (100_00 - MAX_LOSS_BPS) + 2;
        assertAtMost(redeemable, _redeemable() + bound, "lost more than the bound");
    }

    /// @dev Whatever a vault says its shares are worth for the length of a transaction: at the rates of the round before,
    /// what arrives is worth what left, less the loss at most.
    function testFuzz_APushedRateCostsAtMostTheLoss(uint256 assets, uint256 pushFrom, uint256 pushRefuge) external {
        _deploy(0, 1e12 + (assets % MOST), type(uint128).max);
        _breach(1);
        uint256 redeemable = _redeemable();
        _from.skew(90_00 + (pushFrom % 20_01));
        _refuge.skew(90_00 + (pushRefuge % 20_01));
        _breach(2);
        _from.skew(100_00);
        _refuge.skew(100_00);
        assertAtMost((redeemable * (100_00 - MAX_LOSS_BPS)) / 100_00, _redeemable() + 3, "lost more than the bound");
    }

    function _snapshot() private view returns (uint256[4] memory) {
        return
            [
                _token.balanceOf(address(_from)),
                _token.balanceOf(address(_refuge)),
                _from.balanceOf(OTHER),
                _refuge.balanceOf(OTHER)
            ];
    }

    function _redeemable() private view returns (uint256) {
        return _from.previewRedeem(_from.balanceOf(TREASURY)) + _refuge.previewRedeem(_refuge.balanceOf(TREASURY));
    }

    function _breach(uint64 round) private {
        vm.warp(block.timestamp + 1 hours);
        IRiskOracle.ScoreRecord memory record;
        (record.score, record.contributors) = (Bps.wrap(90_00), 7);
        (record.round, record.observedAt) = (round, uint64(block.timestamp));
        _oracle.set(_marketId, record, IRiskOracle.Status.Fresh);
        _rebalancer.rebalance(_edges);
    }

    /// @dev Vaults of any offset that somebody else has used, and whose rates profits have moved.
    function _deploy(uint256 seed, uint256 assets, uint128 cap) private {
        vm.warp(1_700_000_000);
        _token = new DemoToken("Token", "TKN", 18);
        _from = new FickleVault(_token, uint8(seed % 7));
        _refuge = new FickleVault(_token, uint8((seed >> 8) % 7));
        _oracle = new ScriptedOracle();
        _marketId = _oracle.list(
            IRiskOracle.Market({
                kind: MarketKind.Liquidity,
                target: address(_from),
                subject: bytes32(0),
                threshold: Bps.wrap(5_00),
                horizon: Duration.wrap(1 days),
                referenceFeed: address(1)
            })
        );
        _use(OTHER, _from, (seed >> 16) % 1e24);
        _use(OTHER, _refuge, (seed >> 96) % 1e24);
        _token.mint(address(_from), (seed >> 128) % 1e24);
        _token.mint(address(_refuge), (seed >> 160) % 1e24);
        _use(TREASURY, _from, assets);
        _setEdge(cap == 0 ? 1 : cap);
    }

    function _setEdge(uint128 cap) private {
        _rebalancer = new TreasuryRebalancer(
            IRiskOracle(address(_oracle)),
            TREASURY,
            _token,
            type(uint128).max,
            address(this),
            address(0)
        );
        _rebalancer.approveVault(_from);
        _rebalancer.approveVault(_refuge);
        ITreasuryRebalancer.Edge memory edge;
        (edge.from, edge.refuge, edge.marketId) = (_from, _refuge, _marketId);
        (edge.enter, edge.exit, edge.maxLoss) = (Bps.wrap(40_00), Bps.wrap(20_00), Bps.wrap(uint16(MAX_LOSS_BPS)));
        (edge.dwell, edge.calmDwell, edge.minContributors) = (2, 2, 5);
        (edge.maxScoreAge, edge.referenceAge) = (Duration.wrap(2 hours), Duration.wrap(10 minutes));
        (edge.dailyCap, edge.minMove) = (cap, 1);
        _edges = [_rebalancer.setEdge(edge)];
        vm.prank(TREASURY);
        _from.approve(address(_rebalancer), type(uint256).max);
    }

    function _use(address account, FickleVault vault, uint256 assets) private {
        _token.mint(account, assets);
        vm.prank(account);
        _token.approve(address(vault), assets);
        vm.prank(account);
        vault.deposit(assets, account);
    }
}
