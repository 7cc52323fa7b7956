// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The part of Aave v3's configurator that the adapters call; the same in v3.6 and v3.7.
interface IAavePoolConfigurator {
    function configureReserveAsCollateral(
        address asset,
        uint256 ltv,
        uint256 liquidationThreshold,
        uint256 liquidationBonus
    ) external;

    function setReserveBorrowing(address asset, bool enabled) external;

    function setReserveLtvzero(address asset, bool ltvZero) external;

    function setAssetLtvzeroInEMode(address asset, uint8 categoryId, bool ltvzero) external;

    function setReserveFreeze(address asset, bool freeze) external;

    function setReservePause(address asset, bool paused) external;

    /// @dev On a reserve that is not paused, `paused` false changes nothing but the grace period.
    function setReservePause(address asset, bool paused, uint40 gracePeriod) external;

    /// @param newSupplyCap In whole tokens; 0 is unlimited.
    function setSupplyCap(address asset, uint256 newSupplyCap) external;

    /// @param newBorrowCap In whole tokens; 0 is unlimited.
    function setBorrowCap(address asset, uint256 newBorrowCap) external;

    /// @return The LTV that comes back when an LTV 0 or a freeze is lifted; 0 for none.
    function getPendingLtv(address asset) external view returns (uint256);
}
