// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20, ERC4626, IERC20, IERC4626, Math} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ICoverPool} from "../interfaces/ICoverPool.sol";
import {IRiskOracle} from "../interfaces/IRiskOracle.sol";
import {ISkillLedger} from "../interfaces/ISkillLedger.sol";
import {CoverBook} from "../libraries/CoverBook.sol";
import {Governed} from "../libraries/Governed.sol";
import {requireInRange} from "../libraries/InRange.sol";
import {PremiumStream} from "../libraries/PremiumStream.sol";
import {Duration} from "../types/Duration.sol";
import {MarketId} from "../types/MarketId.sol";

/// @title CoverPool
/// @notice Underwrites the events of markets: an ERC-4626 vault that sells cover at a price that follows the score, and
/// pays by what the market's feed did.
///
/// Time model: block timestamps, unix seconds. A term begins `waiting` after the purchase. Shares are redeemed `exitDelay`
/// after their request, within `exitWindow`. A cover is settled from the first second of its term until `claimPeriod` after
/// its last, and lapses after that.
///
/// Guarantees
/// - Solvent: what was paid in covers every active cover in full, and all that is owed besides. Capital that is bound by
///   cover does not leave.
/// - No cover on a score that is not Fresh, of another event, or behind a fall of the feed; the price is within floor and
///   cap, and never falls in score, spread, term or utilisation.
/// - R12 A cover is paid by the feed's own rounds (`FeedWalk`): the amount on Yes, the premium back on Void, nothing on No.
/// - Premiums are earned over their term. Assets sent here change no rate.
/// - C1 Terms only by CONFIGURATOR_ROLE (a timelock), and not for cover that was sold; sales stop at once by REVOKER_ROLE.
///   No role moves assets. Exits and payments never ask the oracle (R10).
///
/// Trusts: the oracle with the price of cover, within floor, cap and exposure; the markets' feeds with what happened; the
/// asset to move what it is told to.
contract CoverPool is ICoverPool, ERC4626, Governed, ReentrancyGuardTransient {
    using CoverBook for CoverBook.Book;
    using Math for uint256;
    using PremiumStream for PremiumStream.Stream;
    using SafeCast for uint256;

    IRiskOracle public immutable oracle;
    /// @notice Longest time between two rounds of a feed, past which a cover is void.
    Duration public immutable gapLimit;
    Duration public immutable exitDelay;
    Duration public immutable exitWindow;
    Duration public immutable claimPeriod;

    /// @inheritdoc ICoverPool
    uint256 public held;
    CoverBook.Book private _book;
    mapping(address owner => Exit) private _exits;

    /// @param newOracle Where scores come from.
    /// @param newGapLimit 1 hour to 7 days: a little above the slowest heartbeat of the feeds.
    /// @param newExitDelay The longer of 1 day and the gap limit, to 90 days: time to settle what happened before a request.
    /// @param newExitWindow 1 hour to a quarter of the delay. In it an owner may leave at once, so keep it short.
    /// @param newClaimPeriod The gap limit to 90 days.
    /// @param admin The DAO's timelock: holds every role, and alone grants them.
    /// @param revoker May stop sales besides the admin; zero for none.
    constructor(
        IERC20 asset_,
        IRiskOracle newOracle,
        Duration newGapLimit,
        Duration newExitDelay,
        Duration newExitWindow,
        Duration newClaimPeriod,
        address admin,
        address revoker
    ) ERC4626(asset_) ERC20("Breakwater Cover", "bwCOVER") Governed(admin, revoker) {
        if (address(newOracle) == address(0)) revert ZeroOracle();
        uint256 gap = newGapLimit.toSeconds();
        requireInRange("gapLimit", gap, 1 hours, 7 days);
        requireInRange("exitDelay", newExitDelay.toSeconds(), gap.max(1 days), 90 days);
        requireInRange("exitWindow", newExitWindow.toSeconds(), 1 hours, newExitDelay.toSeconds() / 4);
        requireInRange("claimPeriod", newClaimPeriod.toSeconds(), gap, 90 days);
        (oracle, gapLimit, claimPeriod) = (newOracle, newGapLimit, newClaimPeriod);
        (exitDelay, exitWindow) = (newExitDelay, newExitWindow);
    }

    /// @inheritdoc ICoverPool
    function list(MarketId marketId, Terms calldata terms) external onlyRole(CONFIGURATOR_ROLE) {
        _book.list(oracle, marketId, terms);
    }

    /// @inheritdoc ICoverPool
    function stopSales(MarketId marketId) external onlyRole(REVOKER_ROLE) {
        _book.stopSales(marketId);
    }

    /// @inheritdoc ICoverPool
    function buy(Purchase calldata purchase) external nonReentrant returns (uint256 coverId, uint256 premium) {
        // Effect:
        (coverId, premium) = _book.sell(oracle, totalAssets(), gapLimit, purchase);

        // Interaction:
        _transferIn(msg.sender, premium);
    }

    /// @inheritdoc ICoverPool
    /// @dev A round that came is never taken back, so Yes and Void need not wait for the term's end.
    function settle(
        uint256 coverId,
        uint80 startRoundId,
        uint256 maxRounds
    ) external nonReentrant returns (ISkillLedger.Outcome) {
        // Check:
        uint256 startsAt = _book.open(coverId).startsAt;
        if (block.timestamp <= startsAt) revert CoverNotBegun(coverId, startsAt);
        uint256 until = claimableUntil(coverId);
        if (block.timestamp > until) revert ClaimPeriodOver(coverId, until);

        // Effect:
        return _book.settle(coverId, gapLimit, startRoundId, maxRounds);
    }

    /// @inheritdoc ICoverPool
    function lapse(uint256 coverId) external nonReentrant returns (ISkillLedger.Outcome) {
        // Check:
        _book.open(coverId);
        uint256 until = claimableUntil(coverId);
        if (block.timestamp <= until) revert ClaimPeriodRunning(coverId, until);

        // Effect:
        return _book.lapse(coverId);
    }

    /// @inheritdoc ICoverPool
    function collect(address holder) external nonReentrant returns (uint256 assets) {
        // Effect:
        assets = _book.collect(holder);

        // Interaction:
        _transferOut(holder, assets);
    }

    /// @inheritdoc ICoverPool
    function requestExit(uint256 shares) external {
        // Check:
        uint256 locked = _exits[msg.sender].shares + shares;
        if (locked == 0) revert SharesZero();

        // Effect:
        uint40 maturesAt = uint40(block.timestamp + exitDelay.toSeconds());
        _exits[msg.sender] = Exit({shares: locked.toUint216(), maturesAt: maturesAt});
        _transfer(msg.sender, address(this), shares);
        emit ExitRequested(msg.sender, locked, maturesAt);
    }

    /// @inheritdoc ICoverPool
    function cancelExit() external {
        // Check:
        uint256 shares = _exits[msg.sender].shares;
        if (shares == 0) revert NoExitRequested(msg.sender);

        // Effect:
        delete _exits[msg.sender];
        _transfer(address(this), msg.sender, shares);
        emit ExitCancelled(msg.sender, shares);
    }

    /// @inheritdoc ICoverPool
    function quote(MarketId marketId, uint128 amount, Duration duration) external view returns (uint256) {
        return _book.quote(oracle, totalAssets(), marketId, amount, duration).premium;
    }

    /// @inheritdoc ICoverPool
    function listingOf(MarketId marketId) external view returns (Listing memory) {
        return _book.listings[marketId];
    }

    /// @inheritdoc ICoverPool
    function coverOf(uint256 coverId) external view returns (Cover memory) {
        return _book.covers[coverId];
    }

    /// @inheritdoc ICoverPool
    function owedTo(address holder) external view returns (uint256) {
        return _book.owedTo[holder];
    }

    /// @inheritdoc ICoverPool
    function exitOf(address owner) external view returns (Exit memory) {
        return _exits[owner];
    }

    /// @inheritdoc ICoverPool
    function activeCover() public view returns (uint256) {
        return _book.active;
    }

    /// @inheritdoc ICoverPool
    function totalOwed() public view returns (uint256) {
        return _book.owed;
    }

    /// @inheritdoc ICoverPool
    function claimableUntil(uint256 coverId) public view returns (uint256) {
        return _book.covers[coverId].endsAt + claimPeriod.toSeconds();
    }

    /// @inheritdoc ICoverPool
    function unearned() public view returns (uint256) {
        return _book.premiums.unearned(block.timestamp);
    }

    /// @inheritdoc IERC4626
    /// @dev The underwriters' own: less what is owed and what is not yet earned.
    function totalAssets() public view override(ERC4626, IERC4626) returns (uint256) {
        return held - totalOwed() - unearned();
    }

    /// @inheritdoc IERC4626
    /// @dev What was requested and has matured, as far as capital is free.
    function maxRedeem(address owner) public view override(ERC4626, IERC4626) returns (uint256) {
        Exit memory exit = _exits[owner];
        bool due = block.timestamp >= exit.maturesAt && block.timestamp <= exit.maturesAt + exitWindow.toSeconds();
        if (!due) return 0;
        uint256 free = totalAssets().saturatingSub(activeCover());
        return convertToAssets(exit.shares) <= free ? exit.shares : convertToShares(free);
    }

    function _deposit(address caller, address receiver, uint256 assets, uint256 shares) internal override nonReentrant {
        super._deposit(caller, receiver, assets, shares);
    }

    /// @dev Out of the shares that the owner has locked.
    function _withdraw(
        address caller,
        address receiver,
        address owner,
        uint256 assets,
        uint256 shares
    ) internal override nonReentrant {
        // Effect:
        if (caller != owner) _spendAllowance(owner, caller, shares);
        _exits[owner].shares -= shares.toUint216();
        _burn(address(this), shares);
        emit Withdraw(caller, receiver, owner, assets, shares);

        // Interaction:
        _transferOut(receiver, assets);
    }

    function _transferIn(address from, uint256 assets) internal override {
        held += assets;
        uint256 before = IERC20(asset()).balanceOf(address(this));
        super._transferIn(from, assets);
        uint256 received = IERC20(asset()).balanceOf(address(this)) - before;
        if (received != assets) revert AssetTakesFee(received, assets);
    }

    function _transferOut(address to, uint256 assets) internal override {
        held -= assets;
        super._transferOut(to, assets);
    }

    /// @dev A million virtual shares for each unit of the asset: rounding takes nothing worth having.
    function _decimalsOffset() internal pure override returns (uint8) {
        return 6;
    }
}
