// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {MarketId} from "../../contracts/types/MarketId.sol";
import {PackedScore} from "../../contracts/types/PackedScore.sol";
import {ScriptedOracle} from "./ScriptedOracle.sol";

/// @notice A scripted oracle that can be told to break, whatever it is asked.
contract FaultyOracle {
    enum Fault {
        None,
        Reverts,
        BurnsAllGas,
        ReturnsNothing,
        ReturnsJunk
    }

    error Refused();

    ScriptedOracle public immutable scripted;
    Fault public fault;

    constructor(ScriptedOracle newScripted) {
        scripted = newScripted;
    }

    function setFault(Fault newFault) external {
        fault = newFault;
    }

    function marketOf(MarketId marketId) external view returns (IRiskOracle.Market memory) {
        _breakIfTold();
        return scripted.marketOf(marketId);
    }

    function score(MarketId marketId) external view returns (IRiskOracle.ScoreRecord memory, IRiskOracle.Status) {
        _breakIfTold();
        return scripted.score(marketId);
    }

    function packedScore(MarketId marketId) external view returns (PackedScore, IRiskOracle.Status) {
        _breakIfTold();
        return scripted.packedScore(marketId);
    }

    function _breakIfTold() private view {
        if (fault == Fault.Reverts) revert Refused();
        if (fault == Fault.BurnsAllGas) while (true) {}
        if (fault == Fault.ReturnsNothing) {
            assembly ("memory-safe") {
                return(0, 0)
            }
        }
        if (fault == Fault.ReturnsJunk) {
            // No bool, no score and no status is all ones.
            assembly ("memory-safe") {
                let out := mload(0x40)
                for {
                    let i := 0
                } lt(i, 640) {
                    i := add(i, 32)
                } {
                    mstore(add(out, i), not(0))
                }
                return(out, 640)
            }
        }
    }
}
