// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPauseAdapter, Rung} from "../interfaces/IPauseAdapter.sol";
import {IComet} from "../interfaces/comet/IComet.sol";
import {CometMarket} from "../libraries/CometMarket.sol";

/// @title CometV3PauseAdapter
/// @notice Raises the ladder of one Compound v3 market. Is the market's pause guardian, obeys one guardian, keeps no state.
/// The pause guardian could also lift flags; this code reads the five that one call overwrites and only adds to them (G1).
///
/// The rungs on Comet. Its flags close a whole market, not one collateral: a policy acts on every collateral beside its own.
/// - BorrowOff and LtvZero do not exist: no flag stops borrowing and leaves withdrawing open. (A borrow factor of 0 would,
///   for one collateral; it needs the market admin, of which there is one, and that is the steward's adapter.)
/// - Freeze stops withdrawing and transferring base and collateral, and with them all borrowing: on Comet both borrow once
///   a balance is used up. Lenders cannot leave meanwhile. Repaying, topping up (both are supplying), absorbing and buying
///   go on.
/// - Pause sets all five: nobody repays and nobody is absorbed. Not always the safe side.
///
/// Trusts: the market to keep its flags.
contract CometV3PauseAdapter is IPauseAdapter {
    using CometMarket for IComet;

    uint8 private constant SUPPORTED = uint8((1 << uint8(Rung.Freeze)) | (1 << uint8(Rung.Pause)));

    IComet public immutable comet;
    address public immutable guardian;

    constructor(IComet newComet, address newGuardian) {
        comet = newComet;
        guardian = newGuardian;
    }

    /// @inheritdoc IPauseAdapter
    function raise(address target, address asset, Rung rung) external {
        // Check:
        if (msg.sender != guardian) revert OnlyGuardian(msg.sender, guardian);
        if (rungOf(target, asset) >= rung) return;
        if ((SUPPORTED >> uint8(rung)) & 1 == 0) revert RungUnsupported(rung, SUPPORTED);

        // Interaction: what is set stays set.
        bool everything = rung == Rung.Pause;
        comet.pause({
            supplyPaused: everything || comet.isSupplyPaused(),
            transferPaused: true,
            withdrawPaused: true,
            absorbPaused: everything || comet.isAbsorbPaused(),
            buyPaused: everything || comet.isBuyPaused()
        });
    }

    /// @inheritdoc IPauseAdapter
    function supportedRungs(address target, address asset) external view returns (uint8) {
        comet.infoOf(target, asset);
        return SUPPORTED;
    }

    /// @inheritdoc IPauseAdapter
    function rungOf(address target, address asset) public view returns (Rung) {
        comet.infoOf(target, asset);
        if (!comet.isWithdrawPaused() || !comet.isTransferPaused()) return Rung.None;
        bool everything = comet.isSupplyPaused() && comet.isAbsorbPaused() && comet.isBuyPaused();
        return everything ? Rung.Pause : Rung.Freeze;
    }
}
