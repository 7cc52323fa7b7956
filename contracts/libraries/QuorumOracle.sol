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

/// @notice One risk score per market, from a quorum of signed observations: what an oracle and its mirror share. The
/// two differ in the domain that members sign under and in what they can know of the snapshot's block, which the
/// functions left open here say; and in how markets are configured.
abstract contract QuorumOracle is IRiskOracle, Governed {
    using Ballot for Ballot.Box;
    using MessageHashUtils for bytes32;
    using ObservationHash for ObservationHash.Preimage;
    using MarketSet for MarketSet.Set;
    using MarketSet for MarketSet.Table;

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
    /// @inheritdoc IRiskOracle
    Duration public immutable override roundLength;
    /// @inheritdoc IRiskOracle
    Duration public immutable override maxAge;

    MarketSet.Set private _markets;
    mapping(MarketId marketId => PackedScore) private _scores;

    /// @param newCommittee Who may sign.
    /// @param newRoundLength Length of a round; above zero.
    /// @param newMaxAge From one round length, lest a score be stale before the next can come, up to a week.
    /// @param admin The DAO's timelock: configures the markets.
    constructor(
        IRoster newCommittee,
        Duration newRoundLength,
        Duration newMaxAge,
        address admin
    ) Governed(admin, address(0)) {
        if (address(newCommittee) == address(0)) revert ZeroCommittee();
        uint256 minimum = newRoundLength.toSeconds();
        if (minimum == 0) revert RoundLengthZero();
        uint256 age = newMaxAge.toSeconds();
        if (age < minimum || age > MAX_AGE_LIMIT) revert MaxAgeOutOfRange(age, minimum, MAX_AGE_LIMIT);
        committee = newCommittee;
        roundLength = newRoundLength;
        maxAge = newMaxAge;
    }

    /// @inheritdoc IRiskOracle
    function submit(Report calldata report) external override {
        // Check:
        _checkTime(report);
        MarketSet.Table memory markets = _markets.present();
        _checkShape(report, markets.count());
        _checkNewer(report, markets);
        (Ballot.Box memory box, bytes32 digest, uint256 members) = _verify(report, markets);

        // Effect:
        _store(report, markets, box);
        emit ReportAccepted({
            round: report.round,
            observedAt: report.observedAt,
            blockNumber: report.blockNumber,
            blockHash: report.blockHash,
            configDigest: digest,
            memberBitmap: members,
            submitter: msg.sender
        });
    }

    /// @inheritdoc IRiskOracle
    function score(MarketId marketId) external view override returns (ScoreRecord memory record, Status status) {
        record = ScoreRecords.unpack(_scores[marketId]);
        if (record.contributors == 0) return (record, Status.Unknown);
        if (block.timestamp > uint256(record.observedAt) + maxAge.toSeconds()) return (record, Status.Stale);
        if (record.degraded || record.outOfDistribution) return (record, Status.Degraded);
        return (record, Status.Fresh);
    }

    /// @inheritdoc IRiskOracle
    function scoreNoOlderThan(MarketId marketId, Duration age) external view override returns (ScoreRecord memory) {
        PackedScore packed = _scores[marketId];
        if (!packed.hasScore()) revert ScoreUnknown(marketId);
        uint256 earliest = _earliest(age);
        if (packed.observedAt() < earliest) revert ScoreTooOld(marketId, packed.observedAt(), earliest);
        return ScoreRecords.unpack(packed);
    }

    /// @inheritdoc IRiskOracle
    function marketIds() external view override returns (MarketId[] memory) {
        return _markets.present().ids();
    }

    /// @inheritdoc IRiskOracle
    function marketOf(MarketId marketId) external view override returns (Market memory) {
        return _markets.marketOf(marketId);
    }

    /// @inheritdoc IRiskOracle
    function marketsAt(bytes32 pastDigest) external view override returns (MarketId[] memory) {
        return _markets.past(pastDigest).ids();
    }

    /// @inheritdoc IRiskOracle
    function eventAt(bytes32 pastDigest, MarketId marketId) external view override returns (Market memory) {
        return _markets.marketAt(pastDigest, marketId);
    }

    /// @inheritdoc IRiskOracle
    function marketsDigest() external view override returns (bytes32) {
        return _markets.present().digest();
    }

    /// @inheritdoc IRiskOracle
    function marketsVersion() public view override returns (uint32) {
        return _markets.version;
    }

    /// @inheritdoc IRiskOracle
    function configDigest() external view override returns (bytes32) {
        return _configDigest(committee.digest(), _markets.present().digest());
    }

    /// @inheritdoc IRiskOracle
    function domainSeparator() external view override returns (bytes32) {
        return _domain();
    }

    /// @notice The EIP-712 digest that a member signs.
    function observationDigest(Observation calldata observation) external view returns (bytes32) {
        return _domain().toTypedDataHash(ObservationHash.hash(observation));
    }

    /// @dev The EIP-712 domain separator that members sign under.
    function _domain() internal view virtual returns (bytes32);

    /// @dev R3 (fork): reverts for a snapshot block that is known to be another.
    function _checkBlock(Report calldata report) internal view virtual;

    /// @dev What was signed under the old set is void; a score of another event is Unknown from here on.
    /// @param chainId Chain on which the markets live.
    /// @param version Of the new set; greater than any before.
    function _replaceMarkets(uint256 chainId, uint32 version, Market[] calldata newMarkets) internal {
        (bytes32 digest, MarketId[] memory changed, uint256 changes) = _markets.replace(chainId, version, newMarkets);
        for (uint256 i = 0; i < changes; ++i) _scores[changed[i]] = _scores[changed[i]].withoutTally();
        emit MarketsConfigured(digest, newMarkets);
    }

    /// @dev R4.
    function _checkTime(Report calldata report) private view {
        uint64 expected = uint64(report.observedAt / roundLength.toSeconds());
        if (report.round != expected) revert WrongRound(report.round, expected);
        uint256 latest = block.timestamp + CLOCK_TOLERANCE;
        if (report.observedAt > latest) revert ObservedInFuture(report.observedAt, latest);
        uint256 earliest = _earliest(maxAge);
        if (report.observedAt < earliest) revert ReportTooOld(report.observedAt, earliest);
        _checkBlock(report);
    }

    /// @dev R5: the one length that the canonical encoding has, and no set bit without a market.
    function _checkShape(Report calldata report, uint256 markets) private pure {
        uint64 mask = report.marketMask;
        if (mask == 0) revert MarketMaskEmpty();
        if (markets < MarketSet.MAX_MARKETS && mask >> markets != 0) revert MarketMaskOutOfRange(mask, markets);
        uint256 scoresLength = (2 * markets + 31) & ~uint256(31);
        uint256 expected = REPORT_LENGTH + report.observations.length * (OBSERVATION_LENGTH + scoresLength);
        if (msg.data.length != expected) revert WrongCalldataLength(msg.data.length, expected);
    }

    /// @dev R3: before any signature is looked at, since the loser of two submitters pays for what comes first. A
    /// greater round has a greater observedAt: both rounds are `observedAt / roundLength`.
    function _checkNewer(Report calldata report, MarketSet.Table memory markets) private view {
        uint256 mask = report.marketMask;
        uint64 round = report.round;
        // Safe: i stays below the mask's 64 bits.
        unchecked {
            for (uint256 i = 0; mask >> i != 0; ++i) {
                if ((mask >> i) & 1 == 0) continue;
                MarketId marketId = markets.idAt(i);
                uint64 latest = _scores[marketId].round();
                if (round <= latest) revert StaleReport(marketId, round, latest);
            }
        }
    }

    /// @dev R1, R2, R5, C2.
    function _verify(
        Report calldata report,
        MarketSet.Table memory markets
    ) private view returns (Ballot.Box memory box, bytes32 digest, uint256 members) {
        SignedObservation[] calldata observations = report.observations;
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
        if (seats.length < box.quorum) revert TooFewObservations(seats.length, box.quorum);
        if (box.models < minModels) revert TooFewModels(box.models, minModels);
        if (box.operators < minOperators) revert TooFewOperators(box.operators, minOperators);

        digest = _configDigest(committeeDigest, markets.digest());
        bytes32 domain = _domain();
        uint256 scoresLength = 2 * markets.count();
        ObservationHash.Preimage memory preimage = ObservationHash.begin(report, digest);
        for (uint256 i = 0; i < seats.length; ++i) {
            SignedObservation calldata signed = observations[i];
            bytes calldata scores = signed.scores;
            Seat seat = seats[i];
            _checkScores(signed, scores, scoresLength);
            bytes32 structHash = preimage.finish(signed, models[seat.modelIndex()], ScoreVector.hash(scores));
            _checkSignature(signed, domain.toTypedDataHash(structHash), seat.signer());
            box.add(i, seat, scores);
        }
    }

    function _memberBitmap(SignedObservation[] calldata observations) private pure returns (uint256 members) {
        for (uint256 i = 0; i < observations.length; ++i) {
            uint8 member = observations[i].member;
            if (members >> member != 0) revert MembersNotAscending(observations[i - 1].member, member);
            members |= 1 << member;
        }
    }

    function _checkScores(SignedObservation calldata signed, bytes calldata scores, uint256 expected) private pure {
        if (scores.length != expected) revert WrongScoresLength(signed.member, scores.length, expected);
        uint256 invalid = ScoreVector.firstInvalid(scores);
        if (invalid == expected / 2) return;
        uint256 entry = ScoreVector.entry(ScoreVector.position(scores), invalid);
        revert ScoreOutOfRange(signed.member, invalid, entry & ScoreVector.VALUE_MASK);
    }

    function _checkSignature(SignedObservation calldata signed, bytes32 signedDigest, address signer) private pure {
        // Zero when malformed, and no member's signer is zero.
        (address recovered, , ) = ECDSA.tryRecover(signedDigest, signed.r, signed.vs);
        if (recovered != signer) revert InvalidSignature(signed.member, recovered, signer);
    }

    /// @dev R3, R6, R7, R8.
    function _store(Report calldata report, MarketSet.Table memory markets, Ballot.Box memory box) private {
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
                    emit ScoreUpdated(marketId, packed);
                } else {
                    emit MarketAbstained(marketId, report.round, uint8(contributors));
                }
            }
        }
        if (!stored) revert NothingToStore(report.round);
    }

    /// @dev The earliest time that is at most `age` ago.
    function _earliest(Duration age) private view returns (uint256) {
        uint256 length = age.toSeconds();
        return block.timestamp > length ? block.timestamp - length : 0;
    }

    function _configDigest(bytes32 ofCommittee, bytes32 ofMarkets) private pure returns (bytes32) {
        return keccak256(abi.encode(ofCommittee, ofMarkets));
    }
}
