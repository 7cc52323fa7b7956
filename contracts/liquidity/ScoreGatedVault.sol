// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {ERC20, ERC4626, IERC20, IERC4626, Math} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IRiskOracle} from "../interfaces/IRiskOracle.sol";
import {IScoreGatedVault} from "../interfaces/IScoreGatedVault.sol";
import {ScoreGate} from "../libraries/ScoreGate.sol";
import {MarketId} from "../types/MarketId.sol";

/// @title ScoreGatedVault
/// @notice Takes deposits into an ERC-4626 vault only while a market's score is calm. Fixed when it is deployed: nobody
/// holds a role in it.
///
/// Time model: block timestamps, unix seconds, for the age of a score.
///
/// Guarantees
/// - From a score of `enter` on, `maxDeposit` and `maxMint` are 0 and deposits revert with the standard's errors; once a
///   breach is noted, until a score below `exit` without doubt. So too while there is no score, or an old one, or the
///   market's event is another than at deployment, or the oracle fails.
/// - R10 Withdrawing and redeeming, their maxima and previews, never ask the oracle.
/// - ERC-4626 to the letter if the vault keeps to it: every rate, rounding, fee and limit is the vault's own answer.
/// - Nothing to inflate: the gate mints a share for each share of the vault that it receives, and burns one for each that
///   leaves, so whoever sends it assets or shares changes no rate. Against inflation of the vault itself its own protection
///   stands (the virtual shares of OpenZeppelin's, for one).
///
/// Trusts: the vault with the assets and with what it answers; the oracle for deposits alone.
contract ScoreGatedVault is IScoreGatedVault, ERC4626, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// @inheritdoc IScoreGatedVault
    IERC4626 public immutable vault;
    /// @inheritdoc IScoreGatedVault
    IRiskOracle public immutable oracle;
    /// @inheritdoc IScoreGatedVault
    MarketId public immutable marketId;
    /// @notice Hash of the market and event that the gate was deployed for.
    bytes32 public immutable eventHash;
    uint8 private immutable _vaultDecimals;

    Policy private _policy;
    /// @inheritdoc IScoreGatedVault
    bool public breachNoted;

    /// @param newVault Trusted, and without a fee that depends on who deposits.
    /// @param newMarketId A listed market: the vault's own, or one that what it holds depends on.
    constructor(
        IERC4626 newVault,
        IRiskOracle newOracle,
        MarketId newMarketId,
        Policy memory newPolicy,
        string memory name_,
        string memory symbol_
    ) ERC4626(IERC20(newVault.asset())) ERC20(name_, symbol_) {
        if (address(newOracle) == address(0)) revert ZeroOracle();
        ScoreGate.validate(newPolicy);
        vault = newVault;
        oracle = newOracle;
        marketId = newMarketId;
        eventHash = keccak256(abi.encode(newOracle.marketOf(newMarketId)));
        _vaultDecimals = newVault.decimals();
        _policy = newPolicy;
        IERC20(newVault.asset()).forceApprove(address(newVault), type(uint256).max);
    }

    /// @inheritdoc IERC4626
    function deposit(
        uint256 assets,
        address receiver
    ) public override(ERC4626, IERC4626) nonReentrant returns (uint256 shares) {
        // Check:
        uint256 most = maxDeposit(receiver);
        if (assets > most) revert ERC4626ExceededMaxDeposit(receiver, assets, most);
        note();

        // Interaction:
        IERC20(asset()).safeTransferFrom(msg.sender, address(this), assets);
        shares = vault.deposit(assets, address(this));
        _mint(receiver, shares);
        emit Deposit(msg.sender, receiver, assets, shares);
    }

    /// @inheritdoc IERC4626
    function mint(
        uint256 shares,
        address receiver
    ) public override(ERC4626, IERC4626) nonReentrant returns (uint256 assets) {
        // Check:
        uint256 most = maxMint(receiver);
        if (shares > most) revert ERC4626ExceededMaxMint(receiver, shares, most);
        note();

        // Interaction: what the vault takes less than it said goes back.
        uint256 previewed = vault.previewMint(shares);
        IERC20(asset()).safeTransferFrom(msg.sender, address(this), previewed);
        assets = vault.mint(shares, address(this));
        if (assets < previewed) IERC20(asset()).safeTransfer(msg.sender, previewed - assets);
        _mint(receiver, shares);
        emit Deposit(msg.sender, receiver, assets, shares);
    }

    /// @inheritdoc IERC4626
    function withdraw(
        uint256 assets,
        address receiver,
        address owner
    ) public override(ERC4626, IERC4626) nonReentrant returns (uint256 shares) {
        // Check:
        uint256 most = maxWithdraw(owner);
        if (assets > most) revert ERC4626ExceededMaxWithdraw(owner, assets, most);

        // Effect: burnt before the assets leave, as many as the vault says that it takes.
        shares = vault.previewWithdraw(assets);
        _spend(owner, shares);

        // Interaction:
        vault.withdraw(assets, receiver, address(this));
        emit Withdraw(msg.sender, receiver, owner, assets, shares);
    }

    /// @inheritdoc IERC4626
    function redeem(
        uint256 shares,
        address receiver,
        address owner
    ) public override(ERC4626, IERC4626) nonReentrant returns (uint256 assets) {
        // Check:
        uint256 most = maxRedeem(owner);
        if (shares > most) revert ERC4626ExceededMaxRedeem(owner, shares, most);

        // Effect:
        _spend(owner, shares);

        // Interaction:
        assets = vault.redeem(shares, receiver, address(this));
        emit Withdraw(msg.sender, receiver, owner, assets, shares);
    }

    /// @inheritdoc IScoreGatedVault
    function policy() external view returns (Policy memory) {
        return _policy;
    }

    /// @inheritdoc IScoreGatedVault
    function note() public {
        (, bool noted, IRiskOracle.ScoreRecord memory record) = _judge();
        if (noted == breachNoted) return;
        // Effect:
        breachNoted = noted;
        if (noted) emit BreachNoted(record.round, record.score);
        else emit CalmNoted(record.round, record.score);
    }

    /// @inheritdoc IScoreGatedVault
    function closedBecause() public view returns (Reason reason) {
        (reason, , ) = _judge();
    }

    /// @inheritdoc IERC4626
    function maxDeposit(address) public view override(ERC4626, IERC4626) returns (uint256) {
        return closedBecause() == Reason.None ? vault.maxDeposit(address(this)) : 0;
    }

    /// @inheritdoc IERC4626
    function maxMint(address) public view override(ERC4626, IERC4626) returns (uint256) {
        return closedBecause() == Reason.None ? vault.maxMint(address(this)) : 0;
    }

    /// @inheritdoc IERC4626
    function maxWithdraw(address owner) public view override(ERC4626, IERC4626) returns (uint256) {
        return Math.min(vault.previewRedeem(balanceOf(owner)), vault.maxWithdraw(address(this)));
    }

    /// @inheritdoc IERC4626
    function maxRedeem(address owner) public view override(ERC4626, IERC4626) returns (uint256) {
        return Math.min(balanceOf(owner), vault.maxRedeem(address(this)));
    }

    /// @inheritdoc IERC4626
    function previewDeposit(uint256 assets) public view override(ERC4626, IERC4626) returns (uint256) {
        return vault.previewDeposit(assets);
    }

    /// @inheritdoc IERC4626
    function previewMint(uint256 shares) public view override(ERC4626, IERC4626) returns (uint256) {
        return vault.previewMint(shares);
    }

    /// @inheritdoc IERC4626
    function previewWithdraw(uint256 assets) public view override(ERC4626, IERC4626) returns (uint256) {
        return vault.previewWithdraw(assets);
    }

    /// @inheritdoc IERC4626
    function previewRedeem(uint256 shares) public view override(ERC4626, IERC4626) returns (uint256) {
        return vault.previewRedeem(shares);
    }

    /// @inheritdoc IERC4626
    function convertToShares(uint256 assets) public view override(ERC4626, IERC4626) returns (uint256) {
        return vault.convertToShares(assets);
    }

    /// @inheritdoc IERC4626
    function convertToAssets(uint256 shares) public view override(ERC4626, IERC4626) returns (uint256) {
        return vault.convertToAssets(shares);
    }

    /// @inheritdoc IERC4626
    function totalAssets() public view override(ERC4626, IERC4626) returns (uint256) {
        return vault.convertToAssets(totalSupply());
    }

    /// @inheritdoc IERC20Metadata
    function decimals() public view override(ERC4626, IERC20Metadata) returns (uint8) {
        return _vaultDecimals;
    }

    function _judge() private view returns (Reason reason, bool noted, IRiskOracle.ScoreRecord memory record) {
        return ScoreGate.consult(_policy, oracle, marketId, eventHash, breachNoted);
    }

    function _spend(address owner, uint256 shares) private {
        if (msg.sender != owner) _spendAllowance(owner, msg.sender, shares);
        _burn(owner, shares);
    }
}
