// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {IRiskOracle} from "../interfaces/IRiskOracle.sol";
import {ObservationHash} from "./ObservationHash.sol";

/// @notice Two different observations of one signer for one round, under any oracle's EIP-712 domain (R11).
library EquivocationProof {
    using MessageHashUtils for bytes32;
    using ObservationHash for IRiskOracle.Observation;

    /// @notice That `signer` signed `digest` for `round`.
    struct Signed {
        address signer;
        uint64 round;
        bytes32 digest;
    }

    error RoundsDiffer(uint64 first, uint64 second);
    /// @notice Both are the same observation, however often it was signed.
    error SameObservation(bytes32 digest);
    /// @notice Nobody signed this: no key recovers from it, or s is high.
    error NobodySigned(bytes32 digest);
    error SignersDiffer(address first, address second);

    /// @notice Who signed an observation; reverts where nobody did.
    /// @param r First half of an EIP-2098 signature.
    /// @param vs Second half.
    function recover(
        bytes32 domainSeparator,
        IRiskOracle.Observation calldata observation,
        bytes32 r,
        bytes32 vs
    ) internal pure returns (Signed memory signed) {
        signed.round = observation.round;
        signed.digest = domainSeparator.toTypedDataHash(observation.hash());
        // Zero when malformed or when s is high.
        (signed.signer, , ) = ECDSA.tryRecover(signed.digest, r, vs);
        if (signed.signer == address(0)) revert NobodySigned(signed.digest);
    }

    /// @notice Reverts unless one signer signed two observations for one round.
    function check(Signed memory first, Signed memory second) internal pure {
        if (first.signer != second.signer) revert SignersDiffer(first.signer, second.signer);
        if (first.round != second.round) revert RoundsDiffer(first.round, second.round);
        if (first.digest == second.digest) revert SameObservation(first.digest);
    }
}
