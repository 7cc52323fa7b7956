// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICollateralAdapter, Parameter, UNLIMITED} from "../../contracts/interfaces/ICollateralAdapter.sol";
import {IEModeAdapter} from "../../contracts/interfaces/IEModeAdapter.sol";
import {CallsBack} from "./CallsBack.sol";

/// @notice A protocol and its adapter in one, whose faults a test chooses for each asset. It keeps caps in whole units of
/// a size that a test chooses, and everything is adjustable unless a test says otherwise.
contract ScriptedCollateralAdapter is ICollateralAdapter, IEModeAdapter, CallsBack {
    enum Fault {
        None,
        WriteReverts,
        WriteBurnsAllGas,
        WriteRevertsWithHugeData,
        WritesAnotherLtv,
        MovesLiquidationThreshold,
        MovesLiquidationBonus,
        ReadReverts,
        MovesSupplyCap,
        MovesBorrowCap,
        HoldsAfterWrite,
        QuantisesTooFar,
        LeavesEModes
    }

    error WriteRefused(address asset);
    error ReadRefused(address asset);
    error EModesUnknown(address asset);

    uint256 public capUnit = 1;
    uint8 private _fixed;

    mapping(address asset => CollateralState) private _states;
    mapping(address asset => Fault) public faultOf;
    mapping(address asset => uint256) public writes;
    mapping(address asset => uint32) public graceOf;
    /// @notice Categories in which the asset is collateral, and those of them that are closed.
    mapping(address asset => uint256) public memberOf;
    mapping(address asset => uint256) public closedOf;

    /// @dev As of a protocol without categories, whose adapter has no such functions.
    modifier hasEModes(address asset) {
        if (memberOf[asset] == 0) revert EModesUnknown(asset);
        _;
    }

    function setState(address asset, CollateralState calldata state) external {
        _states[asset] = state;
    }

    function setFault(address asset, Fault fault) external {
        faultOf[asset] = fault;
    }

    function setCapUnit(uint256 newCapUnit) external {
        capUnit = newCapUnit;
    }

    /// @param bits Parameters that cannot be written.
    function setFixed(uint8 bits) external {
        _fixed = bits;
    }

    function setEModes(address asset, uint256 member, uint256 closed) external {
        (memberOf[asset], closedOf[asset]) = (member, closed);
    }

    function write(address, address asset, Parameters calldata next, uint32 liquidationGrace) external {
        Fault fault = faultOf[asset];
        if (fault == Fault.WriteReverts) revert WriteRefused(asset);
        if (fault == Fault.WriteBurnsAllGas) while (true) ++writes[asset];
        if (fault == Fault.WriteRevertsWithHugeData) {
            assembly {
                revert(0, 200000)
            }
        }
        CollateralState storage state = _states[asset];
        if (next.liquidationThresholdBps < state.parameters.liquidationThresholdBps) graceOf[asset] = liquidationGrace;
        state.parameters = next;
        if (fault == Fault.WritesAnotherLtv) state.parameters.ltvBps += 1;
        if (fault == Fault.MovesLiquidationThreshold) state.parameters.liquidationThresholdBps -= 1;
        if (fault == Fault.MovesLiquidationBonus) state.liquidationBonusBps += 1;
        if (fault == Fault.MovesSupplyCap) state.parameters.supplyCap = UNLIMITED;
        if (fault == Fault.MovesBorrowCap) state.parameters.borrowCap -= 1;
        if (fault == Fault.HoldsAfterWrite) state.held = true;
        ++writes[asset];
        _callBack();
    }

    function setEModesClosed(address, address asset, uint256 categories, bool closed) external hasEModes(asset) {
        if (faultOf[asset] == Fault.LeavesEModes) return;
        closedOf[asset] = closed ? closedOf[asset] | categories : closedOf[asset] & ~categories;
    }

    function collateralState(address, address asset) external view returns (CollateralState memory) {
        if (faultOf[asset] == Fault.ReadReverts) revert ReadRefused(asset);
        return _states[asset];
    }

    function adjustable(address, address) external view returns (uint8) {
        return 15 & ~_fixed;
    }

    function eModesOf(address, address asset) external view returns (uint256) {
        return memberOf[asset];
    }

    function namedEModes(
        address,
        address asset,
        uint256 categories
    ) external view hasEModes(asset) returns (uint256 open, uint256 closed) {
        uint256 named = categories & memberOf[asset];
        return (named & ~closedOf[asset], named & closedOf[asset]);
    }

    function quantise(
        address,
        address asset,
        Parameters calldata wanted,
        bool up
    ) external view returns (Parameters memory nearest) {
        nearest = wanted;
        nearest.supplyCap = _quantise(wanted.supplyCap, up);
        nearest.borrowCap = _quantise(wanted.borrowCap, up);
        if (faultOf[asset] == Fault.QuantisesTooFar) nearest.ltvBps = up ? wanted.ltvBps - 1 : wanted.ltvBps + 1;
    }

    function _quantise(uint128 cap, bool up) private view returns (uint128) {
        if (cap == UNLIMITED || cap == 0) return cap;
        uint256 units = up ? (cap + capUnit - 1) / capUnit : cap / capUnit;
        return uint128((units == 0 ? 1 : units) * capUnit);
    }
}
