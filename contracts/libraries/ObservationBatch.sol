// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {ICommittee} from "../interfaces/ICommittee.sol";
import {IRiskOracle} from "../interfaces/IRiskOracle.sol";
import {ISkillLedger} from "../interfaces/ISkillLedger.sol";
import {Seat} from "../types/Seat.sol";
import {ObservationHash} from "./ObservationHash.sol";
import {ScoreVector} from "./ScoreVector.sol";

/// @notice Verifies signed observations as a report carries them, outside of a report: as many as there are, past
/// rounds too (R2).
library ObservationBatch {
    using MessageHashUtils for bytes32;
    using ObservationHash for ObservationHash.Preimage;

    /// @param domain The oracle's EIP-712 domain.
    /// @param configDigest Of the committee and the market set under which they were signed.
    /// @param markets How many markets that set has.
    /// @param faults f.
    /// @param seats Who should have signed, in the order of the observations.
    /// @param models What the seats point to.
    struct Terms {
        bytes32 domain;
        bytes32 configDigest;
        uint256 markets;
        uint8 faults;
        Seat[] seats;
        bytes32[] models;
    }

    /// @notice Fills in who should have signed, under a configuration that seats the same signers and models as the
    /// present one. Where it had another f, they count with the f and the weights of the present one.
    function seat(
        Terms memory terms,
        IRiskOracle.SignedObservation[] calldata observations,
        ICommittee committee,
        bytes32 committeeDigest
    ) internal view {
        uint256 members = _bitmapOf(observations);
        (terms.faults, terms.seats, terms.models) = committee.rosterAt(committeeDigest, members);
        bytes32 present = committee.digest();
        if (committeeDigest == present) return;
        // A digest of another configuration may seat others at the same index, or with other models.
        (uint8 faults, Seat[] memory seats, bytes32[] memory models) = committee.rosterAt(present, members);
        for (uint256 i = 0; i < seats.length; ++i) {
            bool same =
                terms.seats[i].signer() == seats[i].signer() &&
                    terms.models[terms.seats[i].modelIndex()] == models[seats[i].modelIndex()];
            if (!same) revert ISkillLedger.SeatChanged(observations[i].member);
        }
        // As many liars as the present f allows for could be a quorum of a lower one, and outweigh it.
        if (faults != terms.faults) (terms.faults, terms.seats, terms.models) = (faults, seats, models);
    }

    /// @notice Reverts unless every observation is well formed and its member's.
    /// @return batchHash keccak256 of the signed digests, one after the other.
    function verify(Terms memory terms, IRiskOracle.Report calldata report) internal pure returns (bytes32 batchHash) {
        bytes32[] memory digests = new bytes32[](report.observations.length);
        ObservationHash.Preimage memory preimage = ObservationHash.begin(report, terms.configDigest);
        for (uint256 i = 0; i < digests.length; ++i) {
            IRiskOracle.SignedObservation calldata signed = report.observations[i];
            checkScores(signed.member, signed.scores, terms.markets);
            Seat its = terms.seats[i];
            bytes32 structHash = preimage.finish(
                signed,
                terms.models[its.modelIndex()],
                ScoreVector.hash(signed.scores)
            );
            digests[i] = terms.domain.toTypedDataHash(structHash);
            (address recovered, , ) = ECDSA.tryRecover(digests[i], signed.r, signed.vs);
            if (recovered != its.signer()) {
                revert IRiskOracle.InvalidSignature(signed.member, recovered, its.signer());
            }
        }
        return keccak256(abi.encodePacked(digests));
    }

    /// @notice Reverts unless the vector has one entry a market, each 0..100_00 or an abstention.
    function checkScores(uint8 member, bytes calldata scores, uint256 markets) internal pure {
        if (scores.length != 2 * markets) revert IRiskOracle.WrongScoresLength(member, scores.length, 2 * markets);
        uint256 invalid = ScoreVector.firstInvalid(scores);
        if (invalid == markets) return;
        uint256 entry = ScoreVector.entry(ScoreVector.position(scores), invalid);
        revert IRiskOracle.ScoreOutOfRange(member, invalid, entry & ScoreVector.VALUE_MASK);
    }

    function _bitmapOf(IRiskOracle.SignedObservation[] calldata observations) private pure returns (uint256 members) {
        if (observations.length == 0) revert ISkillLedger.EmptyBatch();
        for (uint256 i = 0; i < observations.length; ++i) {
            uint8 member = observations[i].member;
            if (members >> member != 0) revert IRiskOracle.MembersNotAscending(observations[i - 1].member, member);
            members |= 1 << member;
        }
    }
}
