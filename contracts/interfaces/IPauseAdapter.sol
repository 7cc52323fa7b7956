// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice One step of the guardian's ladder; each is more than the one before it.
enum Rung {
    None,
    BorrowOff,
    LtvZero,
    Freeze,
    Pause
}

/// @notice How the guardian raises one protocol's ladder. Stateless, and upwards only: it has no function that could
/// lower a rung.
interface IPauseAdapter {
    error OnlyGuardian(address caller, address guardian);

    /// @notice The highest rung that is in force with every lower one, read from the protocol.
    function rungOf(address target, address asset) external view returns (Rung);

    /// @notice Raises the ladder to at least `rung`, every lower rung included where the protocol keeps them apart;
    /// does nothing where it already stands there. Only the guardian.
    function raise(address target, address asset, Rung rung) external;
}
