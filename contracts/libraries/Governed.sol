// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";

/// @notice Two roles: what could make the oracle trust more waits in a timelock, what makes it trust less is at once.
/// @dev The admin is the DAO's timelock and is given in the constructor; no deployer keeps a role.
abstract contract Governed is AccessControl {
    /// @notice Held by a TimelockController: whatever adds trust.
    bytes32 public constant CONFIGURATOR_ROLE = keccak256("CONFIGURATOR_ROLE");
    /// @notice Held by whoever must act at once: whatever removes trust, and nothing else.
    bytes32 public constant REVOKER_ROLE = keccak256("REVOKER_ROLE");

    error ZeroAdmin();

    /// @param admin The DAO's timelock: grants roles, configures, and may revoke.
    /// @param revoker May revoke besides the admin; zero for none.
    constructor(address admin, address revoker) {
        if (admin == address(0)) revert ZeroAdmin();
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _grantRole(CONFIGURATOR_ROLE, admin);
        _grantRole(REVOKER_ROLE, admin);
        if (revoker != address(0)) _grantRole(REVOKER_ROLE, revoker);
    }
}
