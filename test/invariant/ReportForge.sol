// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {vm} from "../mocks/Vm.sol";
import {OracleWorld} from "./OracleWorld.sol";
import {typedHash} from "./signObservation.sol";

/// @notice Draws reports, truly signed or spoilt in exactly one way.
abstract contract ReportForge is OracleWorld {
    /// @dev The one thing that is wrong, in the order of the guarantees that forbid it.
    enum Fault {
        None,
        // R1
        OneTooFew,
        AnothersKey,
        // R2: the member signed another value than the report carries.
        SignedDigest,
        SignedRound,
        SignedTime,
        SignedBlock,
        SignedBlockHash,
        SignedSnapshot,
        SignedModel,
        SignedExplanation,
        SignedScores,
        SignedForOtherChain,
        SignedForOtherContract,
        // R3
        SpentRound,
        OtherFork,
        WrongRound,
        // R4
        TooEarly,
        TooLate,
        // R5
        HighS,
        NoSignature,
        Twice,
        Unordered,
        TrailingByte,
        ShortScores,
        LongScores,
        NoScore
    }

    uint256 internal constant FAULTS = uint256(Fault.NoScore);
    uint16 internal constant ABSTAIN = 0x3FFF;

    /// @dev secp256k1's order.
    uint256 private constant ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;

    struct Draft {
        IRiskOracle.Report report;
        uint256 contributors;
        Fault fault;
        uint256 victim;
    }

    function guaranteeOf(Fault fault) internal pure returns (uint256) {
        if (fault <= Fault.AnothersKey) return 1;
        if (fault <= Fault.SignedForOtherContract) return 2;
        if (fault <= Fault.WrongRound) return 3;
        if (fault <= Fault.TooLate) return 4;
        return 5;
    }

    /// @dev A due report of the members in the bitmap; moves time on to where one is due.
    function _draft(uint256 seed, uint256 contributors) internal returns (Draft memory draft) {
        draft.contributors = contributors;
        draft.report.marketMask = uint64(
            1 + (uint256(keccak256(abi.encode(seed, "mask"))) % (2 ** _listed.length - 1))
        );
        draft.report.observedAt = _dueTime(seed, draft.report.marketMask);
        draft.report.round = uint64(draft.report.observedAt / ROUND);
        draft.report.blockNumber = uint64(block.number - 1 - (seed % 300));
        bytes32 known = blockhash(draft.report.blockNumber);
        draft.report.blockHash = known == 0 ? keccak256(abi.encode(seed, "forgotten block")) : known;
        IRiskOracle.SignedObservation[] memory observations = new IRiskOracle.SignedObservation[](_count(contributors));
        uint256 filled = 0;
        for (uint8 i = 0; i < _members.length; ++i) {
            if ((contributors >> i) & 1 == 0) continue;
            observations[filled].member = i;
            observations[filled].snapshotRoot = keccak256(abi.encode(seed, i, "snapshot"));
            observations[filled].explanationRoot = keccak256(abi.encode(seed, i, "explanation"));
            observations[filled++].scores = _scores(seed, i);
        }
        draft.report.observations = observations;
    }

    function _sign(Draft memory draft) internal view {
        IRiskOracle.SignedObservation[] memory observations = draft.report.observations;
        bytes32 digest = oracle.configDigest();
        for (uint256 i = 0; i < observations.length; ++i) {
            Fault fault = i == draft.victim ? draft.fault : Fault.None;
            IRiskOracle.Observation memory signed = _observation(draft.report, i, digest);
            _alter(signed, fault);
            uint256 member = observations[i].member;
            uint256 key = _members[fault == Fault.AnothersKey ? (member + 1) % _members.length : member].key;
            (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, _typedHash(signed, fault));
            if (fault == Fault.HighS) (v, s) = (v == 27 ? 28 : 27, bytes32(ORDER - uint256(s)));
            observations[i].r = r;
            // A high s of EIP-2098 has its top bit where the parity stands: the parity is then wrong by design.
            observations[i].vs = bytes32(uint256(s) | (uint256(v - 27) << 255));
            if (fault == Fault.NoSignature) (observations[i].r, observations[i].vs) = (0, 0);
        }
    }

    /// @dev What the report itself has wrong, before it is signed.
    function _spoil(Draft memory draft, Fault fault, uint256 seed) internal view {
        draft.fault = fault;
        IRiskOracle.Report memory report = draft.report;
        IRiskOracle.SignedObservation[] memory observations = report.observations;
        draft.victim = (seed >> 32) % observations.length;
        if (fault == Fault.SpentRound) _observe(report, _spent(report.marketMask) * ROUND + (seed % ROUND));
        else if (fault == Fault.TooLate) _observe(report, block.timestamp - MAX_AGE - 1 - (seed % 1 days));
        else if (fault == Fault.TooEarly) _observe(report, block.timestamp + TOLERANCE + 1 + (seed % 1 days));
        else if (fault == Fault.WrongRound) report.round += uint64(1 + (seed % 9));
        else if (fault == Fault.OtherFork) {
            report.blockNumber = uint64(block.number - 1 - (seed % 200));
            report.blockHash = keccak256(abi.encode(seed, "other fork"));
        } else if (fault == Fault.Twice) observations[1] = observations[0];
        else if (fault == Fault.Unordered) (observations[0], observations[1]) = (observations[1], observations[0]);
        else if (fault == Fault.OneTooFew) report.observations = _firstOf(observations, 2 * _faults);
        else if (fault >= Fault.ShortScores) _spoilScores(observations[draft.victim], fault, seed);
        if (fault == Fault.OneTooFew) draft.victim = 0;
    }

    function _observe(IRiskOracle.Report memory report, uint256 time) private pure {
        report.observedAt = uint64(time);
        report.round = uint64(time / ROUND);
    }

    function _spoilScores(IRiskOracle.SignedObservation memory signed, Fault fault, uint256 seed) private pure {
        bytes memory scores = signed.scores;
        if (fault == Fault.LongScores) signed.scores = bytes.concat(scores, hex"0001");
        else if (fault == Fault.ShortScores) {
            signed.scores = new bytes(scores.length - 2);
            for (uint256 i = 0; i + 2 < scores.length; ++i) signed.scores[i] = scores[i];
        } else {
            uint16 wrong = uint16(100_01 + (seed % (ABSTAIN - 100_01)));
            uint256 entry = ((seed >> 40) % (scores.length / 2)) * 2;
            (scores[entry], scores[entry + 1]) = (bytes1(uint8(wrong >> 8)), bytes1(uint8(wrong)));
        }
    }

    /// @dev What the victim signs otherwise than the report says.
    function _alter(IRiskOracle.Observation memory signed, Fault fault) private pure {
        if (fault == Fault.SignedDigest) signed.configDigest = ~signed.configDigest;
        else if (fault == Fault.SignedRound) signed.round += 1;
        else if (fault == Fault.SignedTime) signed.observedAt += 1;
        else if (fault == Fault.SignedBlock) signed.blockNumber += 1;
        else if (fault == Fault.SignedBlockHash) signed.blockHash = ~signed.blockHash;
        else if (fault == Fault.SignedSnapshot) signed.snapshotRoot = ~signed.snapshotRoot;
        else if (fault == Fault.SignedModel) signed.modelHash = ~signed.modelHash;
        else if (fault == Fault.SignedExplanation) signed.explanationRoot = ~signed.explanationRoot;
        else if (fault == Fault.SignedScores) signed.scores = bytes.concat(signed.scores, hex"00");
    }

    function _observation(
        IRiskOracle.Report memory report,
        uint256 index,
        bytes32 digest
    ) internal view returns (IRiskOracle.Observation memory) {
        IRiskOracle.SignedObservation memory signed = report.observations[index];
        return
            IRiskOracle.Observation({
                configDigest: digest,
                round: report.round,
                observedAt: report.observedAt,
                blockNumber: report.blockNumber,
                blockHash: report.blockHash,
                snapshotRoot: signed.snapshotRoot,
                modelHash: _members[signed.member].model,
                explanationRoot: signed.explanationRoot,
                scores: signed.scores
            });
    }

    function _typedHash(IRiskOracle.Observation memory signed, Fault fault) private view returns (bytes32) {
        uint256 chainId = fault == Fault.SignedForOtherChain ? block.chainid + 1 : block.chainid;
        return typedHash(signed, chainId, fault == Fault.SignedForOtherContract ? address(this) : address(oracle));
    }

    /// @dev One entry a market: scores that often repeat, one abstention in eight, flags now and then.
    function _scores(uint256 seed, uint256 member) private view returns (bytes memory scores) {
        for (uint256 i = 0; i < _listed.length; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, member, i)));
            uint16 entry = uint16(random % 4 == 0 ? (random >> 8) % 8 : (random >> 8) % 100_01);
            if ((random >> 32) % 16 == 0) entry = ABSTAIN;
            if ((random >> 40) % 3 == 0) entry |= 1 << 14;
            if ((random >> 48) % 3 == 0) entry |= 1 << 15;
            scores = bytes.concat(scores, bytes2(entry));
        }
    }

    /// @dev Between the earliest and the latest time that is not spent, the bounds themselves often.
    function _dueTime(uint256 seed, uint256 mask) private returns (uint64) {
        uint256 start = (_spent(mask) + 1) * ROUND;
        if (block.timestamp + TOLERANCE < start) {
            vm.warp(start + (seed % ROUND) - TOLERANCE);
            vm.roll(block.number + 1 + (seed % 300));
        }
        uint256 latest = block.timestamp + TOLERANCE;
        uint256 earliest = block.timestamp - MAX_AGE > start ? block.timestamp - MAX_AGE : start;
        if (seed % 5 == 0) return uint64(earliest);
        if (seed % 5 == 1) return uint64(latest);
        return uint64(earliest + ((seed >> 16) % (latest - earliest + 1)));
    }

    /// @dev The latest round of any market that the mask names.
    function _spent(uint256 mask) private view returns (uint256 round) {
        for (uint256 i = 0; i < _listed.length; ++i) {
            if ((mask >> i) & 1 == 1 && _expected[_listed[i]].round > round) round = _expected[_listed[i]].round;
        }
    }

    function _firstOf(
        IRiskOracle.SignedObservation[] memory all,
        uint256 count
    ) private pure returns (IRiskOracle.SignedObservation[] memory some) {
        some = new IRiskOracle.SignedObservation[](count);
        for (uint256 i = 0; i < count; ++i) some[i] = all[i];
    }

    function _count(uint256 bitmap) internal pure returns (uint256 count) {
        for (; bitmap != 0; bitmap &= bitmap - 1) ++count;
    }
}
