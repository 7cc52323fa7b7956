// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICometProxyAdmin} from "../../../contracts/interfaces/comet/ICometProxyAdmin.sol";
import {IMarketAdminPermissionChecker} from "../../../contracts/interfaces/comet/IMarketAdminPermissionChecker.sol";
import {CometConfiguratorDouble} from "./CometConfiguratorDouble.sol";
import {CometProxyDouble} from "./CometProxyDouble.sol";

/// @notice A double of Compound v3's MarketAdminPermissionChecker: one market admin, whom the governor may pause.
contract MarketAdminPermissionCheckerDouble is IMarketAdminPermissionChecker {
    error Unauthorized();
    error MarketAdminIsPaused();

    address public immutable owner;
    address public marketAdmin;
    bool public marketAdminPaused;

    constructor(address newOwner) {
        owner = newOwner;
    }

    function setMarketAdmin(address newMarketAdmin) external {
        if (msg.sender != owner) revert Unauthorized();
        marketAdmin = newMarketAdmin;
    }

    function pauseMarketAdmin() external {
        if (msg.sender != owner) revert Unauthorized();
        marketAdminPaused = true;
    }

    function checkUpdatePermission(address caller) external view {
        if (caller != marketAdmin) revert Unauthorized();
        if (marketAdminPaused) revert MarketAdminIsPaused();
    }
}

/// @notice A double of Compound v3's CometProxyAdmin.
contract CometProxyAdminDouble is ICometProxyAdmin {
    error Unauthorized();

    address public immutable owner;
    address public marketAdminPermissionChecker;

    constructor(address newOwner) {
        owner = newOwner;
    }

    function setMarketAdminPermissionChecker(address newChecker) external {
        if (msg.sender != owner) revert Unauthorized();
        marketAdminPermissionChecker = newChecker;
    }

    function deployAndUpgradeTo(address configurator, address comet) external {
        if (msg.sender != owner) {
            IMarketAdminPermissionChecker(marketAdminPermissionChecker).checkUpdatePermission(msg.sender);
        }
        CometProxyDouble(payable(comet)).upgradeTo(CometConfiguratorDouble(configurator).deploy(comet));
    }
}
