// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICollateralAdapter, Parameter, UNLIMITED} from "../interfaces/ICollateralAdapter.sol";
import {IPauseAdapter, Rung} from "../interfaces/IPauseAdapter.sol";
import {IMetaMorpho} from "../interfaces/morpho/IMetaMorpho.sol";
import {IMorphoBlue} from "../interfaces/morpho/IMorphoBlue.sol";

/// @title MetaMorphoAdapter
/// @notice Lowers the cap of one Morpho market in one MetaMorpho vault. Is the vault's curator, obeys one steward and one
/// guardian, keeps no state. One contract for both, since a vault has one curator and each of them needs it.
///
/// Morpho's meanings
/// - The target is the vault, the asset the market's collateral, whose score this is. The market's id is fixed when the
///   adapter is deployed: a second market of the same collateral in the same vault stays its curator's.
/// - One LLTV is both LTV and liquidation threshold, and immutable. What a vault can move is how much it lends against the
///   collateral: the supply cap, in base units of the vault's asset.
/// - H5: a cap of 0 allows nothing, and none is unlimited. The steward never writes 0: that is the guardian's rung.
/// - H2: lowering is at once. Raising is the vault's own: its owner submits, its timelock waits, its guardian may revoke.
///   A raise that waits is revoked by a lowering, since anyone could accept it afterwards and undo the lowering; no other
///   parameter of the vault changes.
/// - H6: a market with cap 0 is held. One that is not enabled, or about to be removed, has no other cap.
///
/// The one rung: Freeze is cap 0. The vault supplies no more to the market, by deposit or by reallocation. Everybody withdraws,
/// repays and liquidates as before; what the vault has lent stays lent, and borrowers may draw what others supply, since
/// Morpho Blue has nothing that stops borrowing or pauses: the other rungs do not exist.
///
/// Trusts: the vault to hold its caps. A curator could also raise them past the timelock and move funds between markets;
/// this code lowers caps and revokes raises.
contract MetaMorphoAdapter is ICollateralAdapter, IPauseAdapter {
    /// @notice The policy names another vault or collateral than the adapter's.
    error AnotherMarket(address target, address asset, address vault, address collateral);
    /// @notice Morpho Blue has no market of this id with a collateral.
    error MarketUnknown(bytes32 marketId);
    /// @notice A cap is raised in the vault, not here.
    error RaiseRefused(uint256 supplyCap, uint256 wanted);

    uint8 private constant SUPPORTED = uint8(1 << uint8(Rung.Freeze));
    uint256 private constant WAD_PER_BPS = 1e14;
    /// @dev Morpho Blue's liquidation incentive is 1 / (1 - 0.3 (1 - LLTV)), at most 1.15 (its ConstantsLib).
    uint256 private constant LIQUIDATION_CURSOR_BPS = 30_00;
    uint256 private constant MAX_LIQUIDATION_BONUS_BPS = 115_00;
    uint256 private constant ONE_BPS = 100_00;

    IMetaMorpho public immutable vault;
    /// @notice The Morpho market.
    bytes32 public immutable marketId;
    /// @notice Its collateral.
    address public immutable collateral;
    address public immutable steward;
    address public immutable guardian;

    constructor(IMetaMorpho newVault, bytes32 newMarketId, address newSteward, address newGuardian) {
        vault = newVault;
        marketId = newMarketId;
        collateral = newVault.MORPHO().idToMarketParams(newMarketId).collateralToken;
        if (collateral == address(0)) revert MarketUnknown(newMarketId);
        steward = newSteward;
        guardian = newGuardian;
    }

    /// @inheritdoc ICollateralAdapter
    function write(address target, address asset, Parameters calldata next, uint32) external {
        // Check:
        if (msg.sender != steward) revert OnlySteward(msg.sender, steward);
        CollateralState memory state = collateralState(target, asset);
        if (state.held) revert MarketHeld(asset);
        Parameters memory current = state.parameters;
        if (next.ltvBps != current.ltvBps) revert NotAdjustable(asset, Parameter.Ltv);
        if (next.liquidationThresholdBps != current.liquidationThresholdBps) {
            revert NotAdjustable(asset, Parameter.LiquidationThreshold);
        }
        if (next.borrowCap != current.borrowCap) revert NotAdjustable(asset, Parameter.BorrowCap);
        if (next.supplyCap == 0) revert ZeroRefused(asset, Parameter.SupplyCap);
        if (next.supplyCap > current.supplyCap) revert RaiseRefused(current.supplyCap, next.supplyCap);

        // Interaction:
        if (next.supplyCap < current.supplyCap) _lower(next.supplyCap);
    }

    /// @inheritdoc IPauseAdapter
    function raise(address target, address asset, Rung rung) external {
        // Check:
        if (msg.sender != guardian) revert OnlyGuardian(msg.sender, guardian);
        if (rungOf(target, asset) >= rung) return;
        if (rung != Rung.Freeze) revert RungUnsupported(rung, SUPPORTED);

        // Interaction:
        _lower(0);
    }

    /// @inheritdoc ICollateralAdapter
    function adjustable(address target, address asset) external view returns (uint8) {
        _requireMine(target, asset);
        bool curates = vault.curator() == address(this) || vault.owner() == address(this);
        return curates ? uint8(1 << uint8(Parameter.SupplyCap)) : 0;
    }

    /// @inheritdoc ICollateralAdapter
    function eModesOf(address, address) external pure returns (uint256) {
        return 0;
    }

    /// @inheritdoc ICollateralAdapter
    /// @dev The vault holds every cap up to the one that stands, to the last wei.
    function quantise(
        address target,
        address asset,
        Parameters calldata wanted,
        bool
    ) external view returns (Parameters memory quantised) {
        quantised = collateralState(target, asset).parameters;
        if (wanted.supplyCap < quantised.supplyCap) quantised.supplyCap = wanted.supplyCap;
    }

    /// @inheritdoc IPauseAdapter
    function supportedRungs(address target, address asset) external view returns (uint8) {
        _requireMine(target, asset);
        return SUPPORTED;
    }

    /// @inheritdoc ICollateralAdapter
    function collateralState(address target, address asset) public view returns (CollateralState memory state) {
        _requireMine(target, asset);
        (uint184 cap, , ) = vault.config(marketId);
        uint256 lltvBps = vault.MORPHO().idToMarketParams(marketId).lltv / WAD_PER_BPS;
        // Safe casts: an LLTV is below 100 %. A cap that fills 128 bits reads as one below UNLIMITED, which it is not.
        state.parameters = Parameters({
            ltvBps: uint16(lltvBps),
            liquidationThresholdBps: uint16(lltvBps),
            supplyCap: cap < UNLIMITED ? uint128(cap) : UNLIMITED - 1,
            borrowCap: UNLIMITED
        });
        uint256 bonus = (ONE_BPS * ONE_BPS) / (ONE_BPS - (LIQUIDATION_CURSOR_BPS * (ONE_BPS - lltvBps)) / ONE_BPS);
        state.liquidationBonusBps = uint16(bonus < MAX_LIQUIDATION_BONUS_BPS ? bonus : MAX_LIQUIDATION_BONUS_BPS);
        state.held = cap == 0;
    }

    /// @inheritdoc IPauseAdapter
    /// @dev A raise that waits takes the rung away: anyone may accept it.
    function rungOf(address target, address asset) public view returns (Rung) {
        _requireMine(target, asset);
        (uint184 cap, , ) = vault.config(marketId);
        (, uint64 validAt) = vault.pendingCap(marketId);
        return cap == 0 && validAt == 0 ? Rung.Freeze : Rung.None;
    }

    /// @dev The vault refuses a submission while a raise is pending, and one that changes nothing.
    function _lower(uint256 supplyCap) private {
        (uint184 cap, , ) = vault.config(marketId);
        (, uint64 validAt) = vault.pendingCap(marketId);
        if (validAt != 0) vault.revokePendingCap(marketId);
        if (cap > supplyCap) vault.submitCap(vault.MORPHO().idToMarketParams(marketId), supplyCap);
    }

    function _requireMine(address target, address asset) private view {
        if (target != address(vault) || asset != collateral) {
            revert AnotherMarket(target, asset, address(vault), collateral);
        }
    }
}
