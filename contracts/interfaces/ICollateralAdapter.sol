// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice How the steward reads and writes one protocol's collateral parameters. Stateless: the adapter holds the
/// protocol's role, obeys one steward, and knows the protocol's meanings (cap semantics, units, held markets).
interface ICollateralAdapter {
    /// @param ltvBps Loan to value at which a position may be opened.
    /// @param liquidationThresholdBps Loan to value at which it may be liquidated.
    /// @param liquidationBonusBps 105_00 gives the liquidator 5 % more collateral than debt.
    /// @param held The market is frozen, paused, at an emergency LTV 0 or has a pending LTV: the guardian's.
    struct CollateralState {
        uint16 ltvBps;
        uint16 liquidationThresholdBps;
        uint16 liquidationBonusBps;
        bool held;
    }

    error OnlySteward(address caller, address steward);

    /// @notice What the protocol reports now.
    function collateralState(address target, address asset) external view returns (CollateralState memory);

    /// @notice Writes the LTV and leaves every other parameter as it is. Only the steward.
    function setLtv(address target, address asset, uint16 ltvBps) external;
}
