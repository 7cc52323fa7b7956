// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Calls a contract in the middle of what its heir does, as a test told it, and keeps the answer.
abstract contract CallsBack {
    address private _target;
    bytes private _data;
    /// @notice What the last call answered.
    bool public succeeded;
    bytes public answer;

    function callBack(address newTarget, bytes calldata newData) external {
        (_target, _data) = (newTarget, newData);
    }

    function _callBack() internal {
        if (_target != address(0)) (succeeded, answer) = _target.call(_data);
    }
}
