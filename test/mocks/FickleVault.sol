// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20, IERC20, Math} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {ScriptedVault} from "./ScriptedVault.sol";

/// @notice A vault that takes fees both ways, says a rate that a test sets, and fails as it is told.
contract FickleVault is ScriptedVault {
    using Math for uint256;

    enum Fault {
        None,
        /// @dev What moves assets reverts.
        RefusesToMove,
        /// @dev What moves assets burns all gas.
        BurnsAllGas,
        /// @dev It says no rate.
        SaysNoRate,
        /// @dev It burns all gas where it is asked for a rate.
        BurnsGasForARate,
        /// @dev It keeps what a redeemer should get.
        PaysNothing,
        /// @dev It leaves a part of a deposit where it was.
        TakesLess,
        /// @dev It takes a share more than it was asked to.
        TakesAShareMore,
        /// @dev It pays twice what it said.
        PaysDouble,
        /// @dev It mints for one less than it said.
        MintsForLess,
        /// @dev It says that its shares are worth nothing.
        SaysNoWorth
    }

    error Refused();

    Fault public fault;
    uint256 public entryFeeBps;
    uint256 public exitFeeBps;
    /// @dev What it says that it holds, of what it holds.
    uint256 private _skewBps = 100_00;

    constructor(IERC20 asset_, uint8 offset) ScriptedVault(asset_, offset) {}

    function setFault(Fault newFault) external {
        fault = newFault;
    }

    function setFees(uint256 newEntryFeeBps, uint256 newExitFeeBps) external {
        (entryFeeBps, exitFeeBps) = (newEntryFeeBps, newExitFeeBps);
    }

    /// @notice Says so much more or less than it holds, as a vault does whose assets are priced where somebody can push.
    function skew(uint256 newSkewBps) external {
        _skewBps = newSkewBps;
    }

    function totalAssets() public view override returns (uint256) {
        return (super.totalAssets() * _skewBps) / 100_00;
    }

    function convertToAssets(uint256 shares) public view override returns (uint256) {
        if (fault == Fault.SaysNoRate) revert Refused();
        if (fault == Fault.SaysNoWorth) return 0;
        if (fault == Fault.BurnsGasForARate) while (true) {}
        return super.convertToAssets(shares);
    }

    function mint(uint256 shares, address receiver) public override returns (uint256 assets) {
        if (fault != Fault.MintsForLess) return super.mint(shares, receiver);
        assets = previewMint(shares) - 1;
        _deposit(msg.sender, receiver, assets, shares);
    }

    function previewDeposit(uint256 assets) public view override returns (uint256) {
        return super.previewDeposit(assets - assets.mulDiv(entryFeeBps, 100_00, Math.Rounding.Ceil));
    }

    function previewRedeem(uint256 shares) public view override returns (uint256) {
        uint256 assets = super.previewRedeem(shares);
        return assets - assets.mulDiv(exitFeeBps, 100_00, Math.Rounding.Ceil);
    }

    function _deposit(address caller, address receiver, uint256 assets, uint256 shares) internal override {
        _failIfTold();
        super._deposit(caller, receiver, fault == Fault.TakesLess ? assets / 2 : assets, shares);
    }

    function _withdraw(
        address caller,
        address receiver,
        address owner,
        uint256 assets,
        uint256 shares
    ) internal override {
        _failIfTold();
        if (fault == Fault.PaysNothing) return super._withdraw(caller, address(this), owner, assets, shares);
        if (fault == Fault.TakesAShareMore) ++shares;
        super._withdraw(caller, receiver, owner, fault == Fault.PaysDouble ? 2 * assets : assets, shares);
    }

    function _failIfTold() private view {
        if (fault == Fault.RefusesToMove) revert Refused();
        if (fault == Fault.BurnsAllGas) while (true) {}
    }
}
