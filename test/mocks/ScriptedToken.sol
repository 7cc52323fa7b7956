// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DemoToken} from "./DemoToken.sol";

/// @notice A token that takes a fee, and calls a contract back in the middle of each transfer, as it is told.
contract ScriptedToken is DemoToken {
    uint256 private _feeBps;
    address private _target;
    bytes private _data;
    /// @notice What the last call back, or `act`, answered.
    bool public succeeded;
    bytes public answer;

    constructor() DemoToken("Scripted", "SCR", 18) {}

    function takeFee(uint256 newFeeBps) external {
        _feeBps = newFeeBps;
    }

    function callBack(address newTarget, bytes calldata newData) external {
        (_target, _data) = (newTarget, newData);
    }

    /// @notice Calls as this token, so that it can own stakes.
    function act(address on, bytes calldata newData) external {
        (succeeded, answer) = on.call(newData);
    }

    function _update(address from, address to, uint256 value) internal override {
        uint256 fee = from == address(0) ? 0 : (value * _feeBps) / 100_00;
        if (fee > 0) super._update(from, address(0xfee), fee);
        if (_target != address(0) && from != address(0)) (succeeded, answer) = _target.call(_data);
        super._update(from, to, value - fee);
    }
}
