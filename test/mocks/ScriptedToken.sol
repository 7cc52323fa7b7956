// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CallsBack} from "./CallsBack.sol";
import {DemoToken} from "./DemoToken.sol";

/// @notice A token that takes a fee, and calls a contract back in the middle of each transfer, as it is told.
contract ScriptedToken is DemoToken, CallsBack {
    uint256 private _feeBps;

    constructor() DemoToken("Scripted", "SCR", 18) {}

    function takeFee(uint256 newFeeBps) external {
        _feeBps = newFeeBps;
    }

    /// @notice Calls as this token, so that it can own stakes.
    function act(address on, bytes calldata newData) external {
        (succeeded, answer) = on.call(newData);
    }

    function _update(address from, address to, uint256 value) internal override {
        uint256 fee = from == address(0) ? 0 : (value * _feeBps) / 100_00;
        if (fee > 0) super._update(from, address(0xfee), fee);
        if (from != address(0)) _callBack();
        super._update(from, to, value - fee);
    }
}
