// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICollateralAdapter} from "../interfaces/ICollateralAdapter.sol";
import {IAavePoolAddressesProvider} from "../interfaces/aave/IAavePoolAddressesProvider.sol";
import {IAavePoolConfigurator} from "../interfaces/aave/IAavePoolConfigurator.sol";
import {AaveReserve} from "../libraries/AaveReserve.sol";

/// @title AaveV3CollateralAdapter
/// @notice Writes a reserve's LTV on one Aave v3 market. Holds the market's RISK_ADMIN, obeys one steward, keeps no state.
///
/// Aave's meanings
/// - One call writes LTV, liquidation threshold and bonus: the adapter repeats the latter two as they are read.
/// - An ordinary LTV write on a reserve at emergency LTV 0 lifts that LTV 0, and on a frozen one it replaces the LTV that
///   comes back: both are `held` and refused (H6).
/// - LTV 0 is the guardian's rung and is never written here.
/// - H5: a supply or borrow cap of 0 means unlimited on Aave. The adapter has no function that writes a cap.
/// - An eMode category has its own LTV, which a reserve's LTV does not touch: borrowers inside one are not tightened.
contract AaveV3CollateralAdapter is ICollateralAdapter {
    using AaveReserve for uint256;

    /// @notice LTV 0 is not the steward's to write.
    error LtvZeroRefused(address asset);
    /// @notice The reserve is frozen, paused, at LTV 0 or has a pending LTV.
    error ReserveHeld(address asset);

    IAavePoolAddressesProvider public immutable provider;
    address public immutable steward;

    constructor(IAavePoolAddressesProvider newProvider, address newSteward) {
        provider = newProvider;
        steward = newSteward;
    }

    /// @inheritdoc ICollateralAdapter
    function setLtv(address target, address asset, uint16 ltvBps) external {
        // Check:
        if (msg.sender != steward) revert OnlySteward(msg.sender, steward);
        if (ltvBps == 0) revert LtvZeroRefused(asset);
        CollateralState memory state = collateralState(target, asset);
        if (state.held) revert ReserveHeld(asset);

        // Interaction:
        _configurator().configureReserveAsCollateral({
            asset: asset,
            ltv: ltvBps,
            liquidationThreshold: state.liquidationThresholdBps,
            liquidationBonus: state.liquidationBonusBps
        });
    }

    /// @inheritdoc ICollateralAdapter
    function collateralState(address target, address asset) public view returns (CollateralState memory) {
        uint256 configuration = AaveReserve.configurationOf(provider, target, asset);
        bool held =
            configuration.isFrozen() ||
                configuration.isPaused() ||
                configuration.ltvBps() == 0 ||
                _configurator().getPendingLtv(asset) != 0;
        return
            CollateralState({
                ltvBps: configuration.ltvBps(),
                liquidationThresholdBps: configuration.liquidationThresholdBps(),
                liquidationBonusBps: configuration.liquidationBonusBps(),
                held: held
            });
    }

    /// @dev Resolved on call, since Aave's governance may replace it.
    function _configurator() internal view returns (IAavePoolConfigurator) {
        return IAavePoolConfigurator(provider.getPoolConfigurator());
    }
}
