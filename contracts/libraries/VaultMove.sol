// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/interfaces/IERC20.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ITreasuryRebalancer} from "../interfaces/ITreasuryRebalancer.sol";
import {ONE_BPS} from "../types/Bps.sol";
import {EdgeRows} from "./EdgeRows.sol";

/// @notice One move of an owner's shares from a vault into another: what may move, the move, and what it is measured by.
///
/// What is measured is balances before and after, never a vault's return value. What shares are worth is the worse of two
/// answers: the vault's now, and the rate that was noted in an earlier round. So a donation, or whatever else moves a rate
/// for the length of a transaction, makes a move fail and cannot make it look good.
library VaultMove {
    using Math for uint256;
    using SafeERC20 for IERC20;

    /// @dev Rates are assets for so many whole shares: fine enough for an asset of few decimals.
    uint256 private constant WHOLE_SHARES = 1e6;

    /// @param owner Whose shares leave and arrive.
    /// @param source The vault that is left, `sink` the one that is entered.
    /// @param sourceRate Noted in an earlier round, `sinkRate` too.
    /// @param maxLossBps Most that may be lost of what is moved.
    struct Plan {
        address owner;
        IERC20 asset;
        IERC4626 source;
        IERC4626 sink;
        uint256 sourceRate;
        uint256 sinkRate;
        uint256 maxLossBps;
    }

    /// @param shares How many of the source's move.
    /// @param room Most assets that may come out of it.
    /// @param limit What kept it from being more.
    struct Part {
        uint256 shares;
        uint256 room;
        ITreasuryRebalancer.Limit limit;
    }

    struct Outcome {
        uint256 sharesOut;
        uint256 assets;
        uint256 sharesIn;
    }

    /// @notice A move along an edge; the owner and the asset are left to the caller.
    function along(
        ITreasuryRebalancer.Edge memory edge,
        EdgeRows.State memory state,
        ITreasuryRebalancer.Direction direction
    ) internal pure returns (Plan memory plan) {
        plan.maxLossBps = edge.maxLoss.toUint();
        if (direction == ITreasuryRebalancer.Direction.Out) {
            (plan.source, plan.sink) = (edge.from, edge.refuge);
            (plan.sourceRate, plan.sinkRate) = (state.before.fromRate, state.before.refugeRate);
        } else {
            (plan.source, plan.sink) = (edge.refuge, edge.from);
            (plan.sourceRate, plan.sinkRate) = (state.before.refugeRate, state.before.fromRate);
        }
    }

    /// @notice What a vault gives for a million whole shares now.
    function rateOf(IERC4626 vault) internal view returns (uint256) {
        return vault.convertToAssets(_unit(vault));
    }

    /// @notice How many of the wanted shares may move, and what cuts them.
    /// @param maxShares What the caller wants to move at most.
    /// @param caps The room that the caps leave, and which of them is the least; `shares` is not read.
    function cut(
        Plan memory plan,
        uint256 wanted,
        uint256 maxShares,
        Part memory caps
    ) internal view returns (Part memory part) {
        (part.room, part.limit) = (caps.room, caps.limit);
        uint256 taken = plan.sink.maxDeposit(plan.owner);
        if (taken < part.room) (part.room, part.limit) = (taken, ITreasuryRebalancer.Limit.VaultIn);
        // A vault may pay more for shares than it says; so the room is checked again on what it paid.
        part.shares = plan.source.convertToShares(part.room);
        _atMost(part, plan.source.maxRedeem(plan.owner), ITreasuryRebalancer.Limit.VaultOut);
        _atMost(part, plan.source.allowance(plan.owner, address(this)), ITreasuryRebalancer.Limit.Allowance);
        _atMost(part, maxShares, ITreasuryRebalancer.Limit.Caller);
        _atMost(part, wanted, ITreasuryRebalancer.Limit.None);
    }

    /// @notice Moves a part's shares, and reverts unless everything arrived, within the loss.
    function run(Plan memory plan, Part memory part) internal returns (Outcome memory done) {
        uint256 spotRate = rateOf(plan.source);
        uint256 before = _redeemable(plan);
        done = _exchange(plan, part.shares, part.room);

        uint256 valueOut = _value(plan.source, part.shares, plan.sourceRate.max(spotRate), Math.Rounding.Ceil);
        uint256 valueIn = _value(plan.sink, done.sharesIn, plan.sinkRate, Math.Rounding.Floor).min(
            plan.sink.previewRedeem(done.sharesIn)
        );
        uint256 loss = valueOut.mulDiv(plan.maxLossBps, ONE_BPS);
        if (valueIn + loss < valueOut) revert ITreasuryRebalancer.LossTooHigh(valueOut, valueIn, plan.maxLossBps);
        uint256 afterwards = _redeemable(plan);
        if (afterwards + loss < before) revert ITreasuryRebalancer.ValueFell(before, afterwards, loss);
    }

    function _exchange(Plan memory plan, uint256 shares, uint256 room) private returns (Outcome memory done) {
        uint256 assetsBefore = plan.asset.balanceOf(address(this));
        uint256 sharesBefore = plan.source.balanceOf(plan.owner);
        plan.source.redeem(shares, address(this), plan.owner);
        done.assets = plan.asset.balanceOf(address(this)) - assetsBefore;
        done.sharesOut = sharesBefore - plan.source.balanceOf(plan.owner);
        if (done.sharesOut != shares) revert ITreasuryRebalancer.SharesTaken(done.sharesOut, shares);
        if (done.assets > room) revert ITreasuryRebalancer.CapExceeded(done.assets, room);

        sharesBefore = plan.sink.balanceOf(plan.owner);
        plan.asset.forceApprove(address(plan.sink), done.assets);
        plan.sink.deposit(done.assets, plan.owner);
        plan.asset.forceApprove(address(plan.sink), 0);
        done.sharesIn = plan.sink.balanceOf(plan.owner) - sharesBefore;
        uint256 left = plan.asset.balanceOf(address(this)) - assetsBefore;
        if (left != 0) revert ITreasuryRebalancer.AssetsLeftBehind(left);
    }

    /// @dev What the owner could redeem from both vaults, their fees taken off and their limits left aside.
    function _redeemable(Plan memory plan) private view returns (uint256) {
        return
            plan.source.previewRedeem(plan.source.balanceOf(plan.owner)) +
            plan.sink.previewRedeem(plan.sink.balanceOf(plan.owner));
    }

    function _value(
        IERC4626 vault,
        uint256 shares,
        uint256 rate,
        Math.Rounding rounding
    ) private view returns (uint256) {
        return shares.mulDiv(rate, _unit(vault), rounding);
    }

    function _unit(IERC4626 vault) private view returns (uint256) {
        return 10 ** vault.decimals() * WHOLE_SHARES;
    }

    function _atMost(Part memory part, uint256 most, ITreasuryRebalancer.Limit limit) private pure {
        if (most < part.shares) (part.shares, part.limit) = (most, limit);
    }
}
