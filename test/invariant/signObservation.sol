// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {vm} from "../mocks/Vm.sol";

/// @dev EIP-712, spelt out: what a member signs for the oracle of a chain.
function typedHash(IRiskOracle.Observation memory signed, uint256 chainId, address oracle) pure returns (bytes32) {
    bytes32 typeHash = keccak256(
        "Observation(bytes32 configDigest,uint64 round,uint64 observedAt,uint64 blockNumber,bytes32 blockHash,bytes32 snapshotRoot,bytes32 modelHash,bytes32 explanationRoot,bytes scores)"
    );
    bytes memory first = abi.encode(typeHash, signed.configDigest, signed.round, signed.observedAt);
    bytes memory second = abi.encode(signed.blockNumber, signed.blockHash, signed.snapshotRoot, signed.modelHash);
    bytes memory third = abi.encode(signed.explanationRoot, keccak256(signed.scores));
    bytes32 domain = keccak256(
        abi.encode(
            keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
            keccak256("Breakwater RiskOracle"),
            keccak256("1"),
            chainId,
            oracle
        )
    );
    return keccak256(abi.encodePacked(hex"1901", domain, keccak256(bytes.concat(first, second, third))));
}

/// @dev An EIP-2098 signature.
function signCompact(uint256 key, bytes32 digest) pure returns (bytes32 r, bytes32 vs) {
    uint8 v;
    (v, r, vs) = vm.sign(key, digest);
    vs |= bytes32(uint256(v - 27) << 255);
}
