// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The part of Aave v3's role registry that the adapters read.
interface IAaveACLManager {
    function isRiskAdmin(address admin) external view returns (bool);

    function isEmergencyAdmin(address admin) external view returns (bool);

    function isPoolAdmin(address admin) external view returns (bool);
}
