// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {IScoreGatedVault} from "../../contracts/interfaces/IScoreGatedVault.sol";
import {ScoreGatedVault} from "../../contracts/liquidity/ScoreGatedVault.sol";
import {Bps} from "../../contracts/types/Bps.sol";
import {Duration} from "../../contracts/types/Duration.sol";
import {MarketId, MarketKind} from "../../contracts/types/MarketId.sol";
import {DemoToken} from "../mocks/DemoToken.sol";
import {FaultyOracle} from "../mocks/FaultyOracle.sol";
import {ScriptedOracle} from "../mocks/ScriptedOracle.sol";
import {ScriptedVault} from "../mocks/ScriptedVault.sol";
import {assertAtMost, assertTrue, vm} from "../mocks/Vm.sol";

/// @notice ERC-4626's promises of the gate, over vaults at any rate, and what nobody can do to it.
contract ScoreGatedVaultTest {
    uint256 private constant MOST = 1e30;
    uint64 private constant NOW = 1_700_000_000;
    address private constant OTHER = address(0xb0b);
    address private constant RECEIVER = address(0xca7);

    DemoToken private _token;
    ScriptedVault private _vault;
    ScriptedOracle private _scripted;
    FaultyOracle private _oracle;
    MarketId private _marketId;
    ScoreGatedVault private _gate;

    function setUp() public {
        vm.warp(NOW);
        _token = new DemoToken("Token", "TKN", 18);
        _scripted = new ScriptedOracle();
        _oracle = new FaultyOracle(_scripted);
        _deploy(0);
    }

    /// @dev ERC-4626: a deposit gives at least what its preview says and takes exactly what was named; a mint takes at most
    /// its preview. And both give what the vault itself would.
    function testFuzz_PreviewsOfDepositAndMintHold(uint256 seed, uint256 assets, uint256 shares) public {
        _anyRate(seed);
        assets = assets % MOST;
        shares = shares % MOST;
        _fund(address(this), type(uint128).max);

        uint256 promised = _gate.previewDeposit(assets);
        uint256 before = _token.balanceOf(address(this));
        uint256 got = _gate.deposit(assets, address(this));
        assertTrue(got >= promised, "deposit gave less than previewed");
        assertTrue(before - _token.balanceOf(address(this)) == assets, "deposit took another sum");
        assertTrue(promised == _vault.previewDeposit(assets), "another rate than the vault's");

        promised = _gate.previewMint(shares);
        before = _token.balanceOf(address(this));
        uint256 taken = _gate.mint(shares, address(this));
        assertTrue(taken <= promised, "mint took more than previewed");
        assertTrue(before - _token.balanceOf(address(this)) == taken, "mint returned another sum than it took");
        assertTrue(_gate.balanceOf(address(this)) == got + shares, "shares");
        _backed();
    }

    /// @dev A withdrawal burns at most its preview and gives exactly what was named; a redemption gives at least its preview.
    function testFuzz_PreviewsOfWithdrawAndRedeemHold(uint256 seed, uint256 assets, uint256 part) public {
        _anyRate(seed);
        _fund(address(this), type(uint128).max);
        _gate.deposit(1 + (assets % MOST), address(this));
        _donate(seed);

        uint256 sum = part % (_gate.maxWithdraw(address(this)) + 1);
        uint256 promised = _gate.previewWithdraw(sum);
        uint256 burnt = _gate.withdraw(sum, RECEIVER, address(this));
        assertTrue(burnt <= promised, "withdraw burnt more than previewed");
        assertTrue(_token.balanceOf(RECEIVER) == sum, "withdraw gave another sum");

        uint256 shares = part % (_gate.maxRedeem(address(this)) + 1);
        promised = _gate.previewRedeem(shares);
        uint256 got = _gate.redeem(shares, RECEIVER, address(this));
        assertTrue(got >= promised, "redeem gave less than previewed");
        assertTrue(_token.balanceOf(RECEIVER) == sum + got, "redeem gave another sum than it said");
        _backed();
    }

    /// @dev Rounding never pays whoever goes in and out: not by deposit and redeem, nor by mint and withdraw.
    function testFuzz_NobodyGainsByRounding(uint256 seed, uint256 assets, uint256 shares) public {
        _anyRate(seed);
        _fund(address(this), type(uint128).max);
        assets = assets % MOST;
        assertAtMost(
            _gate.redeem(_gate.deposit(assets, address(this)), address(this), address(this)),
            assets,
            "redeem"
        );
        shares = shares % MOST;
        uint256 paid = _gate.mint(shares, address(this));
        assertTrue(_gate.previewWithdraw(paid) >= shares, "withdraw");
        _backed();
    }

    /// @dev Whoever sends the gate assets or vault shares changes no rate and takes nothing from anybody: a depositor behind
    /// an attacker gets what the vault would have given it.
    function testFuzz_DonationsToTheGateChangeNothing(uint256 attack, uint256 donation, uint256 assets) public {
        attack = 1 + (attack % MOST);
        donation = donation % MOST;
        assets = 1 + (assets % MOST);
        _fund(OTHER, attack + 2 * donation);
        vm.prank(OTHER);
        _gate.deposit(attack, OTHER);
        uint256 expected = _vault.previewDeposit(assets);
        uint256 rate = _gate.convertToAssets(1e18);

        vm.prank(OTHER);
        _token.transfer(address(_gate), donation);
        vm.prank(OTHER);
        _vault.deposit(donation, address(_gate));
        assertTrue(_gate.convertToAssets(1e18) == rate, "the rate moved");

        _fund(address(this), assets);
        uint256 got = _gate.deposit(assets, address(this));
        assertTrue(got == expected, "other shares than the vault's");
        assertTrue(_gate.convertToAssets(got) == _vault.convertToAssets(got), "other assets than the vault's");
        _backed();
    }

    /// @dev R10: with any fault of the oracle, and in a breach, everybody gets out, and nobody gets in.
    function testFuzz_R10_ExitsNeverAskTheOracle(uint256 assets, uint8 fault, uint16 score) public {
        assets = 2 + (assets % MOST);
        _fund(address(this), 2 * assets);
        uint256 shares = _gate.deposit(assets, address(this));
        _score(score % 100_01);
        _oracle.setFault(FaultyOracle.Fault(fault % 5));

        bool open = fault % 5 == 0 && score % 100_01 < 40_00;
        assertTrue((_gate.maxDeposit(address(this)) > 0) == open, "maxDeposit");
        assertTrue((_gate.maxMint(address(this)) > 0) == open, "maxMint");
        assertTrue((_gate.closedBecause() == IScoreGatedVault.Reason.None) == open, "closedBecause");
        if (!open) _refusesToTake();

        assertTrue(_gate.maxWithdraw(address(this)) == assets, "maxWithdraw");
        assertTrue(_gate.maxRedeem(address(this)) == shares, "maxRedeem");
        _gate.withdraw(1, address(this), address(this));
        _gate.redeem(_gate.balanceOf(address(this)), address(this), address(this));
        assertTrue(_token.balanceOf(address(this)) == 2 * assets, "everything came back");
        assertTrue(_gate.totalSupply() == 0, "no share is left");
    }

    /// @dev The gate's limits are the vault's, cut to what an owner has.
    function testFuzz_LimitsAreTheVaults(uint256 assets, uint256 depositLimit, uint256 withdrawLimit) public {
        assets = 1 + (assets % MOST);
        _fund(address(this), assets);
        uint256 shares = _gate.deposit(assets, address(this));
        _vault.setLimits(depositLimit % MOST, withdrawLimit % MOST);
        assertTrue(_gate.maxDeposit(OTHER) == _vault.maxDeposit(address(_gate)), "maxDeposit");
        assertTrue(_gate.maxMint(OTHER) == _vault.maxMint(address(_gate)), "maxMint");
        assertAtMost(_gate.maxWithdraw(address(this)), assets, "more than it has");
        assertAtMost(_gate.maxRedeem(address(this)), shares, "more than it has");
        assertTrue(_gate.maxWithdraw(OTHER) == 0 && _gate.maxRedeem(OTHER) == 0, "who has nothing");
        _gate.withdraw(_gate.maxWithdraw(address(this)), address(this), address(this));
        _gate.redeem(_gate.maxRedeem(address(this)), address(this), address(this));
        _backed();
    }

    function _refusesToTake() private {
        try _gate.deposit(1, address(this)) {
            assertTrue(false, "a closed gate took a deposit");
        } catch {}
        try _gate.mint(1, address(this)) {
            assertTrue(false, "a closed gate minted");
        } catch {}
    }

    function _backed() private view {
        assertAtMost(_gate.totalSupply(), _vault.balanceOf(address(_gate)), "shares without backing");
        assertTrue(_gate.totalAssets() == _vault.convertToAssets(_gate.totalSupply()), "totalAssets");
    }

    /// @dev A vault of any offset that somebody has used, and whose rate profits and donations have moved.
    function _anyRate(uint256 seed) private {
        _deploy(uint8(seed % 7));
        _fund(OTHER, 2 * MOST);
        vm.prank(OTHER);
        _token.approve(address(_vault), type(uint256).max);
        vm.prank(OTHER);
        _vault.deposit((seed >> 8) % 1e24, OTHER);
        _donate(seed >> 64);
    }

    function _donate(uint256 seed) private {
        _token.mint(address(_vault), seed % 1e24);
    }

    function _fund(address account, uint256 amount) private {
        _token.mint(account, amount);
        vm.prank(account);
        _token.approve(address(_gate), type(uint256).max);
        vm.prank(account);
        _token.approve(address(_vault), type(uint256).max);
    }

    function _deploy(uint8 offset) private {
        _vault = new ScriptedVault(_token, offset);
        _marketId = _scripted.list(
            IRiskOracle.Market({
                kind: MarketKind.Liquidity,
                target: address(_vault),
                subject: bytes32(0),
                threshold: Bps.wrap(5_00),
                horizon: Duration.wrap(1 days),
                referenceFeed: address(1)
            })
        );
        _score(1_00);
        _gate = new ScoreGatedVault({
            newVault: _vault,
            newOracle: IRiskOracle(address(_oracle)),
            newMarketId: _marketId,
            newPolicy: IScoreGatedVault.Policy(Bps.wrap(40_00), Bps.wrap(20_00), Duration.wrap(2 hours)),
            name_: "Gated",
            symbol_: "gTKN"
        });
    }

    function _score(uint16 score) private {
        IRiskOracle.ScoreRecord memory record;
        (record.score, record.observedAt, record.round) = (Bps.wrap(score), NOW, 1);
        _scripted.set(_marketId, record, IRiskOracle.Status.Fresh);
    }
}
