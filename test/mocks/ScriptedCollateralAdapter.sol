// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICollateralAdapter} from "../../contracts/interfaces/ICollateralAdapter.sol";

/// @notice A protocol and its adapter in one, whose faults a test chooses for each asset.
contract ScriptedCollateralAdapter is ICollateralAdapter {
    enum Fault {
        None,
        WriteReverts,
        WriteBurnsAllGas,
        WriteRevertsWithHugeData,
        WritesAnotherLtv,
        MovesLiquidationThreshold,
        MovesLiquidationBonus,
        ReadReverts
    }

    error WriteRefused(address asset);
    error ReadRefused(address asset);

    mapping(address asset => CollateralState) private _states;
    mapping(address asset => Fault) public faultOf;
    mapping(address asset => uint256) public writes;

    function setState(address asset, CollateralState calldata state) external {
        _states[asset] = state;
    }

    function setFault(address asset, Fault fault) external {
        faultOf[asset] = fault;
    }

    function setLtv(address, address asset, uint16 ltvBps) external {
        Fault fault = faultOf[asset];
        if (fault == Fault.WriteReverts) revert WriteRefused(asset);
        if (fault == Fault.WriteBurnsAllGas) while (true) ++writes[asset];
        if (fault == Fault.WriteRevertsWithHugeData) {
            assembly {
                revert(0, 200000)
            }
        }
        if (fault == Fault.MovesLiquidationThreshold) _states[asset].liquidationThresholdBps -= 1;
        if (fault == Fault.MovesLiquidationBonus) _states[asset].liquidationBonusBps += 1;
        _states[asset].ltvBps = fault == Fault.WritesAnotherLtv ? ltvBps + 1 : ltvBps;
        ++writes[asset];
    }

    function collateralState(address, address asset) external view returns (CollateralState memory) {
        if (faultOf[asset] == Fault.ReadReverts) revert ReadRefused(asset);
        return _states[asset];
    }
}
