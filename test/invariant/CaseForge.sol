// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {SkillWorld} from "./SkillWorld.sol";
import {signCompact, typedHash} from "./signObservation.sol";

/// @notice Cases for the ledger: what some members observed of one round, signed when somebody brings it.
abstract contract CaseForge is SkillWorld {
    /// @param salt What everyone forecasts follows from it.
    /// @param members Bit i: member i of the roster is in it.
    /// @param seenAt When it was witnessed; zero if never.
    struct Case {
        uint256 salt;
        uint64 observedAt;
        uint40 seenAt;
        uint32 roster;
        uint32 listing;
        uint32 members;
    }

    enum Flaw {
        AnothersKey,
        OtherScores,
        OneLeftOut,
        OtherRound,
        OtherMarkets,
        Unordered
    }

    uint256 internal constant FLAWS = uint256(Flaw.Unordered) + 1;
    uint16 internal constant ABSTAIN = 0x3FFF;

    Case[] internal _cases;

    /// @dev Most forecasts are low, as most events do not come; one in eight abstains, flags come along.
    function _entryOf(uint256 salt, uint256 member, uint256 market) internal pure returns (uint16 entry) {
        uint256 random = uint256(keccak256(abi.encode(salt, member, market)));
        entry = uint16((random >> 8) % (member % 2 == 0 ? 20_00 : 100_01));
        if (random % 8 == 0) entry = ABSTAIN;
        if ((random >> 32) % 4 == 0) entry |= uint16(1 << (14 + ((random >> 40) % 2)));
    }

    function _forecastOf(Case memory its, uint256 member, uint256 market) internal pure returns (uint16) {
        return _entryOf(its.salt, member, market) & ABSTAIN;
    }

    function _reportOf(Case memory its, uint64 mask) internal pure returns (IRiskOracle.Report memory report) {
        report.round = uint64(its.observedAt / ROUND);
        report.observedAt = its.observedAt;
        report.blockNumber = 1;
        report.blockHash = bytes32(its.salt);
        report.marketMask = mask;
        report.observations = new IRiskOracle.SignedObservation[](_count(its.members));
        uint256 filled = 0;
        for (uint8 i = 0; its.members >> i != 0; ++i) {
            if ((its.members >> i) & 1 == 0) continue;
            IRiskOracle.SignedObservation memory signed = report.observations[filled++];
            signed.member = i;
            signed.snapshotRoot = keccak256(abi.encode(its.salt, i));
            signed.explanationRoot = bytes32(uint256(i));
            signed.scores = abi.encodePacked(_entryOf(its.salt, i, 0), _entryOf(its.salt, i, 1));
        }
    }

    function _sign(Case memory its, IRiskOracle.Report memory report) internal view {
        for (uint256 i = 0; i < report.observations.length; ++i) {
            IRiskOracle.SignedObservation memory signed = report.observations[i];
            uint256 key = _rosters[its.roster].chairs[signed.member].key;
            (signed.r, signed.vs) = signCompact(key, _digestOf(its, report, i));
        }
    }

    /// @dev What a witness records.
    function _hashOf(Case memory its) internal view returns (bytes32) {
        IRiskOracle.Report memory report = _reportOf(its, 1);
        bytes memory digests;
        for (uint256 i = 0; i < report.observations.length; ++i) {
            digests = bytes.concat(digests, _digestOf(its, report, i));
        }
        return keccak256(digests);
    }

    /// @dev The one thing that is wrong with a report which was signed well.
    function _spoil(Case memory its, IRiskOracle.Report memory report, Flaw flaw, uint256 seed) internal view {
        IRiskOracle.SignedObservation[] memory observations = report.observations;
        uint256 victim = seed % observations.length;
        if (flaw == Flaw.AnothersKey) {
            (observations[victim].r, observations[victim].vs) = signCompact(KEYS + 1, _digestOf(its, report, victim));
        } else if (flaw == Flaw.OtherScores) {
            observations[victim].scores = abi.encodePacked(uint16(1), ~uint16(bytes2(observations[victim].scores)));
        } else if (flaw == Flaw.OneLeftOut) {
            report.observations = new IRiskOracle.SignedObservation[](observations.length - 1);
            for (uint256 i = 0; i + 1 < observations.length; ++i) report.observations[i] = observations[i];
        } else if (flaw == Flaw.OtherRound) {
            report.round += 1;
        } else if (flaw == Flaw.OtherMarkets) {
            report.marketMask |= uint64(1 << (FEEDS + (seed % 62)));
        } else {
            (observations[0], observations[1]) = (observations[1], observations[0]);
        }
    }

    function _count(uint256 bitmap) internal pure returns (uint256 count) {
        for (; bitmap != 0; bitmap &= bitmap - 1) ++count;
    }

    function _digestOf(
        Case memory its,
        IRiskOracle.Report memory report,
        uint256 index
    ) private view returns (bytes32) {
        IRiskOracle.SignedObservation memory signed = report.observations[index];
        IRiskOracle.Observation memory observation = IRiskOracle.Observation({
            configDigest: keccak256(abi.encode(_rosters[its.roster].digest, _listings[its.listing].digest)),
            round: report.round,
            observedAt: report.observedAt,
            blockNumber: report.blockNumber,
            blockHash: report.blockHash,
            snapshotRoot: signed.snapshotRoot,
            modelHash: _model(_rosters[its.roster].chairs[signed.member].model),
            explanationRoot: signed.explanationRoot,
            scores: signed.scores
        });
        return typedHash(observation, block.chainid, address(oracle));
    }
}
