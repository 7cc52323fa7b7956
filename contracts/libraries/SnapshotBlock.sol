// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "../interfaces/IRiskOracle.sol";

/// @notice What a chain knows of a report's snapshot block, where it is a block of its own (R2, R3).
library SnapshotBlock {
    /// @notice Reverts for a block that is not in the past, and for one that is known to have another hash.
    function check(IRiskOracle.Report calldata report) internal view {
        if (report.blockNumber >= block.number) revert IRiskOracle.BlockNotPast(report.blockNumber, block.number);
        bytes32 onChain = blockhash(report.blockNumber);
        // Zero where the chain no longer knows, past 256 blocks: then the quorum's word stands.
        if (onChain != 0 && onChain != report.blockHash) {
            revert IRiskOracle.WrongBlockHash(report.blockNumber, report.blockHash, onChain);
        }
    }
}
