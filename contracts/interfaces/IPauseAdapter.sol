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
    /// @notice The protocol has no such step for this target and asset.
    error RungUnsupported(Rung rung, uint8 supported);

    /// @notice Which rungs `raise` can reach: bit `uint8(rung)` for each, bit 0 never. A policy that uses any other is
    /// refused when it is set. Reverts for a target or an asset that is not the adapter's.
    function supportedRungs(address target, address asset) external view returns (uint8 rungs);

    /// @notice The highest rung that is in force with every lower one, read from the protocol.
    function rungOf(address target, address asset) external view returns (Rung);

    /// @notice Raises the ladder to at least `rung`, every lower rung included where the protocol keeps them apart;
    /// does nothing where it already stands there; reverts for a rung that `supportedRungs` lacks. Only the guardian.
    function raise(address target, address asset, Rung rung) external;
}
