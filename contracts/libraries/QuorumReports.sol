// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {IRiskOracle} from "../interfaces/IRiskOracle.sol";
import {IRoster} from "../interfaces/IRoster.sol";
import {Duration} from "../types/Duration.sol";
import {MarketId} from "../types/MarketId.sol";
import {PackedScore, packHeader} from "../types/PackedScore.sol";
import {Seat} from "../types/Seat.sol";
import {Ballot} from "./Ballot.sol";
import {Governed} from "./Governed.sol";
import {MarketSet} from "./MarketSet.sol";
import {ObservationHash} from "./ObservationHash.sol";
import {ScoreRecords} from "./ScoreRecords.sol";
import {ScoreVector} from "./ScoreVector.sol";

/// @notice Takes reports and keeps one score per market: what every oracle of a committee shares, whatever its markets
/// are. An oracle hands in the table of the markets that a report is about, and says under which domain members sign and
/// what it can know of the snapshot's block.
abstract contract QuorumReports is Governed {
    using Ballot for Ballot.Box;
    using MarketSet for MarketSet.Table;
    using MessageHashUtils for bytes32;
    using ObservationHash for ObservationHash.Preimage;

    /// @notice How far ahead of the block a signed time may be: miners' clocks differ, and by no more.
    uint256 public constant CLOCK_TOLERANCE = 60;
    /// @notice A forecast for the next day says nothing after a week.
    uint256 public constant MAX_AGE_LIMIT = 7 days;

    /// @dev Selector, offset of the report, its six words, the length of the observations.
    uint256 private constant REPORT_LENGTH = 4 + 32 + 6 * 32 + 32;
    /// @dev Offset of an observation, its six words, the length of its scores.
    uint256 private constant OBSERVATION_LENGTH = 32 + 6 * 32 + 32;

    /// @notice Who may sign.
    IRoster public immutable committee;
    Duration internal immutable ROUND_LENGTH;
    Duration internal immutable MAX_AGE;

    mapping(MarketId marketId => PackedScore) private _scores;

    /// @param newCommittee Who may sign.
    /// @param newRoundLength Length of a round; above zero.
    /// @param newMaxAge From one round length, lest a score be stale before the next can come, up to a week.
    /// @param admin The DAO's timelock: says what is scored.
    /// @param revoker May take away at once what is scored, besides the admin; zero for none.
    constructor(
        IRoster newCommittee,
        Duration newRoundLength,
        Duration newMaxAge,
        address admin,
        address revoker
    ) Governed(admin, revoker) {
        if (address(newCommittee) == address(0)) revert IRiskOracle.ZeroCommittee();
        uint256 minimum = newRoundLength.toSeconds();
        if (minimum == 0) revert IRiskOracle.RoundLengthZero();
        uint256 age = newMaxAge.toSeconds();
        if (age < minimum || age > MAX_AGE_LIMIT) revert IRiskOracle.MaxAgeOutOfRange(age, minimum, MAX_AGE_LIMIT);
        committee = newCommittee;
        ROUND_LENGTH = newRoundLength;
        MAX_AGE = newMaxAge;
    }

    /// @dev The EIP-712 domain separator that members sign under.
    function _domain() internal view virtual returns (bytes32);

    /// @dev R3 (fork): reverts for a snapshot block that is known to be another.
    function _checkBlock(IRiskOracle.Report calldata report) internal view virtual;

    /// @dev Bytes of calldata before the report's own, besides the selector (R5).
    function _otherArguments() internal pure virtual returns (uint256) {
        return 0;
    }

    /// @dev Verifies a report and stores its scores.
    /// @param markets What the report is about: their digest, their ids in the order of the signed vectors.
    function _accept(IRiskOracle.Report calldata report, MarketSet.Table memory markets) internal {
        // Check:
        _checkShape(report, markets.count());
        _checkNewer(report, markets);
        (Ballot.Box memory box, bytes32 digest, uint256 members) = _verify(report, markets);

        // Effect:
        _store(report, markets, box);
        emit IRiskOracle.ReportAccepted({
            round: report.round,
            observedAt: report.observedAt,
            blockNumber: report.blockNumber,
            blockHash: report.blockHash,
            configDigest: digest,
            memberBitmap: members,
            submitter: msg.sender
        });
    }

    /// @dev A score of another event is Unknown from here on; its round stays spent.
    function _forget(MarketId marketId) internal {
        _scores[marketId] = _scores[marketId].withoutTally();
    }

    /// @dev R9, R10.
    function _latest(
        MarketId marketId
    ) internal view returns (IRiskOracle.ScoreRecord memory record, IRiskOracle.Status status) {
        PackedScore packed;
        (packed, status) = _latestPacked(marketId);
        record = ScoreRecords.unpack(packed);
    }

    /// @dev As `_latest`, the record as it is stored.
    function _latestPacked(MarketId marketId) internal view returns (PackedScore packed, IRiskOracle.Status status) {
        packed = _scores[marketId];
        if (!packed.hasScore()) return (packed, IRiskOracle.Status.Unknown);
        if (block.timestamp > uint256(packed.observedAt()) + MAX_AGE.toSeconds()) {
            return (packed, IRiskOracle.Status.Stale);
        }
        if (packed.degraded() || packed.outOfDistribution()) return (packed, IRiskOracle.Status.Degraded);
        return (packed, IRiskOracle.Status.Fresh);
    }

    /// @dev R9, by revert.
    function _latestNoOlderThan(
        MarketId marketId,
        Duration age
    ) internal view returns (IRiskOracle.ScoreRecord memory) {
        PackedScore packed = _scores[marketId];
        if (!packed.hasScore()) revert IRiskOracle.ScoreUnknown(marketId);
        uint256 earliest = _earliest(age);
        if (packed.observedAt() < earliest) {
            revert IRiskOracle.ScoreTooOld(marketId, packed.observedAt(), earliest);
        }
        return ScoreRecords.unpack(packed);
    }

    /// @dev What an observation must bind of what the committee and the oracle are.
    function _configDigest(bytes32 ofCommittee, bytes32 ofMarkets) internal pure returns (bytes32) {
        return keccak256(abi.encode(ofCommittee, ofMarkets));
    }

    /// @dev R4.
    function _checkTime(IRiskOracle.Report calldata report) internal view {
        uint64 expected = uint64(report.observedAt / ROUND_LENGTH.toSeconds());
        if (report.round != expected) revert IRiskOracle.WrongRound(report.round, expected);
        uint256 latest = block.timestamp + CLOCK_TOLERANCE;
        if (report.observedAt > latest) revert IRiskOracle.ObservedInFuture(report.observedAt, latest);
        uint256 earliest = _earliest(MAX_AGE);
        if (report.observedAt < earliest) revert IRiskOracle.ReportTooOld(report.observedAt, earliest);
        _checkBlock(report);
    }

    /// @dev R5: the one length that the canonical encoding has, and no set bit without a market.
    function _checkShape(IRiskOracle.Report calldata report, uint256 markets) private pure {
        uint64 mask = report.marketMask;
        if (mask == 0) revert IRiskOracle.MarketMaskEmpty();
        if (markets < MarketSet.MAX_MARKETS && mask >> markets != 0)
            revert IRiskOracle.MarketMaskOutOfRange(mask, markets);
        uint256 scoresLength = (2 * markets + 31) & ~uint256(31);
        uint256 expected =
            REPORT_LENGTH + _otherArguments() + report.observations.length * (OBSERVATION_LENGTH + scoresLength);
        if (msg.data.length != expected) revert IRiskOracle.WrongCalldataLength(msg.data.length, expected);
    }

    /// @dev R3: before any signature is looked at, since the loser of two submitters pays for what comes first. A
    /// greater round has a greater observedAt: both rounds are `observedAt / roundLength`.
    function _checkNewer(IRiskOracle.Report calldata report, MarketSet.Table memory markets) private view {
        uint256 mask = report.marketMask;
        uint64 round = report.round;
        // Safe: i stays below the mask's 64 bits.
        unchecked {
            for (uint256 i = 0; mask >> i != 0; ++i) {
                if ((mask >> i) & 1 == 0) continue;
                MarketId marketId = markets.idAt(i);
                uint64 latest = _scores[marketId].round();
                if (round <= latest) revert IRiskOracle.StaleReport(marketId, round, latest);
            }
        }
    }

    /// @dev R1, R2, R5, C2.
    function _verify(
        IRiskOracle.Report calldata report,
        MarketSet.Table memory markets
    ) private view returns (Ballot.Box memory box, bytes32 digest, uint256 members) {
        IRiskOracle.SignedObservation[] calldata observations = report.observations;
        members = _memberBitmap(observations);
        (
            bytes32 committeeDigest,
            uint8 faults,
            uint8 minModels,
            uint8 minOperators,
            Seat[] memory seats,
            bytes32[] memory models
        ) = committee.roster(members);
        box = Ballot.open({seats: seats, faults: faults, minModels: minModels, minOperators: minOperators});
        if (seats.length < box.quorum) revert IRiskOracle.TooFewObservations(seats.length, box.quorum);
        if (box.models < minModels) revert IRiskOracle.TooFewModels(box.models, minModels);
        if (box.operators < minOperators) revert IRiskOracle.TooFewOperators(box.operators, minOperators);

        digest = _configDigest(committeeDigest, markets.digest());
        bytes32 domain = _domain();
        uint256 scoresLength = 2 * markets.count();
        ObservationHash.Preimage memory preimage = ObservationHash.begin(report, digest);
        for (uint256 i = 0; i < seats.length; ++i) {
            IRiskOracle.SignedObservation calldata signed = observations[i];
            bytes calldata scores = signed.scores;
            Seat seat = seats[i];
            _checkScores(signed, scores, scoresLength);
            bytes32 structHash = preimage.finish(signed, models[seat.modelIndex()], ScoreVector.hash(scores));
            _checkSignature(signed, domain.toTypedDataHash(structHash), seat.signer());
            box.add(i, seat, scores);
        }
    }

    function _memberBitmap(
        IRiskOracle.SignedObservation[] calldata observations
    ) private pure returns (uint256 members) {
        for (uint256 i = 0; i < observations.length; ++i) {
            uint8 member = observations[i].member;
            if (members >> member != 0) revert IRiskOracle.MembersNotAscending(observations[i - 1].member, member);
            members |= 1 << member;
        }
    }

    function _checkScores(
        IRiskOracle.SignedObservation calldata signed,
        bytes calldata scores,
        uint256 expected
    ) private pure {
        if (scores.length != expected) revert IRiskOracle.WrongScoresLength(signed.member, scores.length, expected);
        uint256 invalid = ScoreVector.firstInvalid(scores);
        if (invalid == expected / 2) return;
        uint256 entry = ScoreVector.entry(ScoreVector.position(scores), invalid);
        revert IRiskOracle.ScoreOutOfRange(signed.member, invalid, entry & ScoreVector.VALUE_MASK);
    }

    function _checkSignature(
        IRiskOracle.SignedObservation calldata signed,
        bytes32 signedDigest,
        address signer
    ) private pure {
        // Zero when malformed, and no member's signer is zero.
        (address recovered, , ) = ECDSA.tryRecover(signedDigest, signed.r, signed.vs);
        if (recovered != signer) revert IRiskOracle.InvalidSignature(signed.member, recovered, signer);
    }

    /// @dev R3, R6, R7, R8.
    function _store(IRiskOracle.Report calldata report, MarketSet.Table memory markets, Ballot.Box memory box) private {
        PackedScore header = packHeader(report.round, report.observedAt, report.blockNumber);
        uint256 mask = report.marketMask;
        bool stored = false;
        // Safe: i stays below the mask's 64 bits.
        unchecked {
            for (uint256 i = 0; mask >> i != 0; ++i) {
                if ((mask >> i) & 1 == 0) continue;
                MarketId marketId = markets.idAt(i);
                (PackedScore tally, uint256 contributors) = box.count(i);
                if (tally.hasScore()) {
                    stored = true;
                    PackedScore packed = header.withTally(tally);
                    _scores[marketId] = packed;
                    emit IRiskOracle.ScoreUpdated(marketId, packed);
                } else {
                    emit IRiskOracle.MarketAbstained(marketId, report.round, uint8(contributors));
                }
            }
        }
        if (!stored) revert IRiskOracle.NothingToStore(report.round);
    }

    /// @dev The earliest time that is at most `age` ago.
    function _earliest(Duration age) private view returns (uint256) {
        uint256 length = age.toSeconds();
        return block.timestamp > length ? block.timestamp - length : 0;
    }
}
