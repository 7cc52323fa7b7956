// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What an adapter can do besides where `ICollateralAdapter.eModesOf` is not 0: close a category to new loans
/// against the asset, and open it again. Masks hold bit i for category i.
interface IEModeAdapter {
    /// @notice The asset is no collateral in a category that is to be closed or opened.
    error NotInEMode(address asset, uint8 category);

    /// @notice Those of the named categories in which the asset is collateral: open or closed to new loans against it.
    function namedEModes(
        address target,
        address asset,
        uint256 categories
    ) external view returns (uint256 open, uint256 closed);

    /// @notice Closes or opens the named categories; one that stands so already is left. Only the steward; refuses a held
    /// market.
    function setEModesClosed(address target, address asset, uint256 categories, bool closed) external;
}
