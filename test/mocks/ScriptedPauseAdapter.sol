// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPauseAdapter, Rung} from "../../contracts/interfaces/IPauseAdapter.sol";
import {CallsBack} from "./CallsBack.sol";

/// @notice A protocol's ladder and its adapter in one; a test plays the DAO with `setRung`.
contract ScriptedPauseAdapter is IPauseAdapter, CallsBack {
    enum Fault {
        None,
        RaiseReverts,
        RaiseDoesNothing,
        RaiseBurnsAllGas,
        ReadReverts
    }

    error RaiseRefused(address asset);
    error MarketUnreadable(address asset);

    mapping(address asset => Rung) private _rungs;
    mapping(address asset => Fault) public faultOf;
    mapping(address asset => uint256) public raises;

    /// @dev By asset: the rungs that the protocol lacks.
    mapping(address asset => uint8) public lacking;

    function setLacking(address asset, uint8 rungs) external {
        lacking[asset] = rungs;
    }

    function setRung(address asset, Rung rung) external {
        _rungs[asset] = rung;
    }

    function setFault(address asset, Fault fault) external {
        faultOf[asset] = fault;
    }

    function raise(address, address asset, Rung rung) external {
        Fault fault = faultOf[asset];
        if (fault == Fault.RaiseReverts) revert RaiseRefused(asset);
        if (fault == Fault.RaiseDoesNothing) return;
        if (fault == Fault.RaiseBurnsAllGas) while (true) ++raises[asset];
        _rungs[asset] = rung;
        ++raises[asset];
        _callBack();
    }

    function supportedRungs(address, address asset) external view returns (uint8) {
        return 0x1E & ~lacking[asset];
    }

    function rungOf(address, address asset) external view returns (Rung) {
        if (faultOf[asset] == Fault.ReadReverts) revert MarketUnreadable(asset);
        return _rungs[asset];
    }
}
