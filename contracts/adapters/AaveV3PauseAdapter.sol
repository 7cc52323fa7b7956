// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPauseAdapter, Rung} from "../interfaces/IPauseAdapter.sol";
import {IAavePool} from "../interfaces/aave/IAavePool.sol";
import {IAavePoolAddressesProvider} from "../interfaces/aave/IAavePoolAddressesProvider.sol";
import {IAavePoolConfigurator} from "../interfaces/aave/IAavePoolConfigurator.sol";
import {AaveReserve} from "../libraries/AaveReserve.sol";

/// @title AaveV3PauseAdapter
/// @notice Raises a reserve's ladder on one Aave v3 market. Holds the market's RISK_ADMIN (for BorrowOff) and
/// EMERGENCY_ADMIN, obeys one guardian, keeps no state. Both roles could also loosen; this code calls each setter with
/// the tightening value only (G1).
///
/// The rungs on Aave
/// - BorrowOff stops new borrowing OF the asset, not against it. For collateral it is the mildest step, of use where a
///   wrong price would let the asset itself be borrowed too cheaply; policies for collateral may well leave it unused.
/// - LtvZero stops new borrowing AGAINST the asset, in the reserve and in every eMode category that takes it as
///   collateral. Existing positions stay, can be repaid and liquidated.
/// - Freeze stops supplying and borrowing too; Aave sets the LTV to 0 with it. Repaying, withdrawing, liquidating go on.
/// - Pause stops everything, repaying and liquidating included: not always the safe side.
/// A higher rung sets the lower ones first, so lifting it leaves the lower ones for the DAO to lift one by one. (Aave
/// itself gives the LTV back only on a second call after unfreezing.)
contract AaveV3PauseAdapter is IPauseAdapter {
    using AaveReserve for uint256;

    /// @dev Bits 1 to 4: the whole ladder.
    uint8 private constant EVERY_RUNG = 0x1E;

    IAavePoolAddressesProvider public immutable provider;
    address public immutable guardian;

    constructor(IAavePoolAddressesProvider newProvider, address newGuardian) {
        provider = newProvider;
        guardian = newGuardian;
    }

    /// @inheritdoc IPauseAdapter
    function raise(address target, address asset, Rung rung) external {
        // Check:
        if (msg.sender != guardian) revert OnlyGuardian(msg.sender, guardian);
        uint256 configuration = AaveReserve.configurationOf(provider, target, asset);

        // Interaction: each step only where it is missing, since Aave reverts on a repeat.
        IAavePoolConfigurator configurator = IAavePoolConfigurator(provider.getPoolConfigurator());
        if (rung >= Rung.BorrowOff && configuration.isBorrowingOn()) {
            configurator.setReserveBorrowing({asset: asset, enabled: false});
        }
        if (rung >= Rung.LtvZero && configuration.ltvBps() != 0) {
            configurator.setReserveLtvzero({asset: asset, ltvZero: true});
        }
        if (rung == Rung.LtvZero) _closeEModes(IAavePool(target), configurator, asset);
        // Freezing closes the eModes itself.
        if (rung >= Rung.Freeze && !configuration.isFrozen()) {
            configurator.setReserveFreeze({asset: asset, freeze: true});
        }
        if (rung >= Rung.Pause && !configuration.isPaused()) {
            configurator.setReservePause({asset: asset, paused: true});
        }
    }

    /// @inheritdoc IPauseAdapter
    function supportedRungs(address target, address asset) external view returns (uint8) {
        AaveReserve.configurationOf(provider, target, asset);
        return EVERY_RUNG;
    }

    /// @inheritdoc IPauseAdapter
    /// @dev A rung stands only with every lower one, else a breach of a lower one would find nothing to do. The eMode
    /// categories are walked only where the answer hangs on them: borrowing off, and LTV 0 in the reserve.
    function rungOf(address target, address asset) external view returns (Rung) {
        uint256 configuration = AaveReserve.configurationOf(provider, target, asset);
        if (configuration.isPaused()) return Rung.Pause;
        if (configuration.isFrozen()) return Rung.Freeze;
        if (configuration.isBorrowingOn()) return Rung.None;
        if (configuration.ltvBps() != 0) return Rung.BorrowOff;
        return _openEMode(IAavePool(target), asset, 1) == 0 ? Rung.LtvZero : Rung.BorrowOff;
    }

    /// @dev The reserve's LTV does not count inside an eMode category: each category that takes the asset is closed too.
    function _closeEModes(IAavePool pool, IAavePoolConfigurator configurator, address asset) internal {
        uint8 category = _openEMode(pool, asset, 1);
        while (category != 0) {
            configurator.setAssetLtvzeroInEMode({asset: asset, categoryId: category, ltvzero: true});
            category = _openEMode(pool, asset, uint256(category) + 1);
        }
    }

    /// @dev The first category, from `first` on, in which one can borrow against the asset; 0 if there is none. Aave
    /// numbers categories 1 to 255, in any order and with gaps.
    function _openEMode(IAavePool pool, address asset, uint256 first) internal view returns (uint8) {
        (, , , , , , , uint16 id) = pool.getReserveData(asset);
        uint256 bit = 1 << id;
        for (uint256 category = first; category <= type(uint8).max; ++category) {
            // Safe cast: at most 255.
            uint8 categoryId = uint8(category);
            if (pool.getEModeCategoryCollateralBitmap(categoryId) & bit == 0) continue;
            if (pool.getEModeCategoryLtvzeroBitmap(categoryId) & bit == 0) return categoryId;
        }
        return 0;
    }
}
