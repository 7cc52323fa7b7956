// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The part of Compound v3's CometProxyAdmin that the adapter calls.
interface ICometProxyAdmin {
    /// @notice Builds an implementation from the whole of the market's configuration and upgrades the market to it. Only
    /// the owner or the market admin.
    function deployAndUpgradeTo(address configurator, address comet) external;

    /// @notice Who may upgrade markets beside the owner.
    function marketAdminPermissionChecker() external view returns (address);
}
