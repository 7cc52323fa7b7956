// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {ERC1967Utils} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Utils.sol";

/// @notice A double of a market's transparent proxy: its admin upgrades it and can do nothing else through it.
contract CometProxyDouble is ERC1967Proxy {
    error OnlyAdmin(address caller, address admin);

    constructor(address implementation, address admin) ERC1967Proxy(implementation, "") {
        ERC1967Utils.changeAdmin(admin);
    }

    function upgradeTo(address implementation) external {
        address admin = ERC1967Utils.getAdmin();
        if (msg.sender != admin) revert OnlyAdmin(msg.sender, admin);
        ERC1967Utils.upgradeToAndCall(implementation, "");
    }

    /// @dev The double has nothing to initialise: a market of its starts at zero.
    function _unsafeAllowUninitialized() internal pure override returns (bool) {
        return true;
    }
}
