// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "../interfaces/IRiskOracle.sol";

/// @notice The EIP-712 struct hash of an observation (R2).
library ObservationHash {
    bytes32 internal constant TYPE_HASH = keccak256(
        "Observation(bytes32 configDigest,uint64 round,uint64 observedAt,uint64 blockNumber,bytes32 blockHash,bytes32 snapshotRoot,bytes32 modelHash,bytes32 explanationRoot,bytes scores)"
    );

    /// @notice What one member signed in a report.
    function hashInReport(
        IRiskOracle.Report calldata report,
        IRiskOracle.SignedObservation calldata signed,
        bytes32 configDigest,
        bytes32 modelHash
    ) internal pure returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    TYPE_HASH,
                    configDigest,
                    report.round,
                    report.observedAt,
                    report.blockNumber,
                    report.blockHash,
                    signed.snapshotRoot,
                    modelHash,
                    signed.explanationRoot,
                    keccak256(signed.scores)
                )
            );
    }

    /// @notice An observation that stands by itself.
    function hash(IRiskOracle.Observation calldata observation) internal pure returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    TYPE_HASH,
                    observation.configDigest,
                    observation.round,
                    observation.observedAt,
                    observation.blockNumber,
                    observation.blockHash,
                    observation.snapshotRoot,
                    observation.modelHash,
                    observation.explanationRoot,
                    keccak256(observation.scores)
                )
            );
    }
}
