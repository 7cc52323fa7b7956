// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The part of Compound v3's MarketAdminPermissionChecker that the adapter calls.
interface IMarketAdminPermissionChecker {
    /// @notice Reverts unless the caller is the one market admin and the role is not paused.
    function checkUpdatePermission(address caller) external view;
}
