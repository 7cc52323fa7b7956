// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "../interfaces/IRiskOracle.sol";

/// @notice The EIP-712 struct hash of an observation (R2).
library ObservationHash {
    bytes32 private constant DOMAIN_TYPE_HASH = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    );

    string internal constant DOMAIN_NAME = "Breakwater RiskOracle";
    string internal constant DOMAIN_VERSION = "1";
    bytes32 internal constant TYPE_HASH = keccak256(
        "Observation(bytes32 configDigest,uint64 round,uint64 observedAt,uint64 blockNumber,bytes32 blockHash,bytes32 snapshotRoot,bytes32 modelHash,bytes32 explanationRoot,bytes scores)"
    );

    /// @dev The ten words that the struct hash is of. A report fills in its half once, then each member's.
    struct Preimage {
        bytes32 typeHash;
        bytes32 configDigest;
        uint256 round;
        uint256 observedAt;
        uint256 blockNumber;
        bytes32 blockHash;
        bytes32 snapshotRoot;
        bytes32 modelHash;
        bytes32 explanationRoot;
        bytes32 scoresHash;
    }

    /// @notice The domain separator of an oracle on any chain.
    function domainSeparator(uint256 chainId, address oracle) internal pure returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    DOMAIN_TYPE_HASH,
                    keccak256(bytes(DOMAIN_NAME)),
                    keccak256(bytes(DOMAIN_VERSION)),
                    chainId,
                    oracle
                )
            );
    }

    /// @notice The half that all observations of a report share.
    function begin(
        IRiskOracle.Report calldata report,
        bytes32 configDigest
    ) internal pure returns (Preimage memory self) {
        self.typeHash = TYPE_HASH;
        self.configDigest = configDigest;
        self.round = report.round;
        self.observedAt = report.observedAt;
        self.blockNumber = report.blockNumber;
        self.blockHash = report.blockHash;
    }

    /// @notice The struct hash of one observation; the next one writes over its half.
    function finish(
        Preimage memory self,
        IRiskOracle.SignedObservation calldata signed,
        bytes32 modelHash,
        bytes32 scoresHash
    ) internal pure returns (bytes32 structHash) {
        self.snapshotRoot = signed.snapshotRoot;
        self.modelHash = modelHash;
        self.explanationRoot = signed.explanationRoot;
        self.scoresHash = scoresHash;
        // Safe: reads the ten words of the struct, which is what abi.encode would copy.
        assembly ("memory-safe") {
            structHash := keccak256(self, 0x140)
        }
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
