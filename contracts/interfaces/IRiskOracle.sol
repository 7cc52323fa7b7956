// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bps} from "../types/Bps.sol";
import {Duration} from "../types/Duration.sol";
import {MarketId, MarketKind} from "../types/MarketId.sol";
import {PackedScore} from "../types/PackedScore.sol";

/// @notice One risk score per market, from a quorum of signed observations.
interface IRiskOracle {
    /// @notice A market and the event that its score forecasts: within `horizon` seconds the reference feed's
    /// lowest price is at least `thresholdBps` below the price at observation.
    struct Market {
        MarketKind kind;
        address target;
        bytes32 subject;
        Bps threshold;
        Duration horizon;
        address referenceFeed;
    }

    /// @notice What one member signed, less what the report's header and the committee already say.
    /// @param member Index in the committee; strictly ascending in a report.
    /// @param snapshotRoot Root of all inputs, read at the report's block.
    /// @param explanationRoot Root of the explanations of every score.
    /// @param scores Two bytes for each market in the order of `marketIds()`, big-endian: bits 0-13 the score in
    /// bps or 0x3FFF for an abstention, bit 14 out of distribution, bit 15 degraded input.
    /// @param r First half of the EIP-2098 signature.
    /// @param vs Second half.
    struct SignedObservation {
        uint8 member;
        bytes32 snapshotRoot;
        bytes32 explanationRoot;
        bytes scores;
        bytes32 r;
        bytes32 vs;
    }

    /// @notice What one member signs, whole (EIP-712; domain "Breakwater RiskOracle", version "1").
    struct Observation {
        bytes32 configDigest;
        uint64 round;
        uint64 observedAt;
        uint64 blockNumber;
        bytes32 blockHash;
        bytes32 snapshotRoot;
        bytes32 modelHash;
        bytes32 explanationRoot;
        bytes scores;
    }

    /// @notice A quorum of observations of the same round and the same block.
    /// @param round `observedAt / roundLength`.
    /// @param observedAt Timestamp of the snapshot block, unix seconds.
    /// @param blockNumber Snapshot block.
    /// @param blockHash Its hash.
    /// @param marketMask Bit i: store market i's score. The signed vectors always carry every market.
    struct Report {
        uint64 round;
        uint64 observedAt;
        uint64 blockNumber;
        bytes32 blockHash;
        uint64 marketMask;
        SignedObservation[] observations;
    }

    /// @notice One market's latest score.
    /// @param score Weighted median of the contributors.
    /// @param spread Weighted median absolute deviation of the contributors from `score`.
    /// @param contributors Members who did not abstain.
    /// @param models Distinct models among them.
    /// @param outOfDistribution At least f + 1 contributors flagged their inputs as unlike their training data.
    /// @param degraded At least f + 1 contributors flagged missing or stale inputs.
    /// @param round Round of the score.
    /// @param observedAt Timestamp of the snapshot block, never of the transaction.
    /// @param blockNumber Snapshot block.
    struct ScoreRecord {
        Bps score;
        Bps spread;
        uint8 contributors;
        uint8 models;
        bool outOfDistribution;
        bool degraded;
        uint64 round;
        uint64 observedAt;
        uint64 blockNumber;
    }

    /// @notice How far a score may be relied on, weakest first.
    ///
    /// - Unknown: there is no score of the market's present event. The record's numbers mean nothing.
    /// - Stale: older than `maxAge`. It was true once; it says nothing about now.
    /// - Degraded: fresh, and at least f + 1 contributors flagged degraded or unfamiliar inputs. It may tighten,
    ///   never loosen.
    /// - Fresh: none of these.
    enum Status {
        Unknown,
        Stale,
        Degraded,
        Fresh
    }

    error ZeroCommittee();
    error RoundLengthZero();
    error MaxAgeOutOfRange(uint256 maxAge, uint256 minimum, uint256 maximum);

    error TooManyMarkets(uint256 markets, uint256 maximum);
    error DuplicateMarket(MarketId marketId);
    error TargetZero(MarketId marketId);
    error ThresholdOutOfRange(MarketId marketId, Bps threshold);
    error HorizonZero(MarketId marketId);
    error ReferenceFeedZero(MarketId marketId);

    /// @notice The round is not `observedAt / roundLength`.
    error WrongRound(uint64 round, uint64 expected);
    error ObservedInFuture(uint64 observedAt, uint256 latest);
    error ReportTooOld(uint64 observedAt, uint256 earliest);
    error BlockNotPast(uint64 blockNumber, uint256 current);
    /// @notice The snapshot block is not on this fork.
    error WrongBlockHash(uint64 blockNumber, bytes32 blockHash, bytes32 expected);
    error MarketMaskEmpty();
    error MarketMaskOutOfRange(uint64 marketMask, uint256 markets);
    /// @notice Longer or shorter than the canonical encoding of a report with as many observations.
    error WrongCalldataLength(uint256 length, uint256 expected);
    /// @notice The market has a score of this round or a later one.
    error StaleReport(MarketId marketId, uint64 round, uint64 latestRound);
    error MembersNotAscending(uint8 previous, uint8 member);
    error TooFewObservations(uint256 observations, uint256 quorum);
    error TooFewModels(uint256 models, uint256 minModels);
    error TooFewOperators(uint256 operators, uint256 minOperators);
    error WrongScoresLength(uint8 member, uint256 length, uint256 expected);
    /// @notice Neither 0..100_00 nor an abstention.
    error ScoreOutOfRange(uint8 member, uint256 market, uint256 value);
    /// @notice `recovered` is zero where the signature itself is malformed (high s, or recovers nobody).
    error InvalidSignature(uint8 member, address recovered, address signer);
    /// @notice Too few members voted on every market that the report names: it would change nothing.
    error NothingToStore(uint64 round);

    error MarketNotListed(MarketId marketId);
    /// @notice No market set ever had this digest.
    error UnknownMarketsDigest(bytes32 marketsDigest);
    error ScoreUnknown(MarketId marketId);
    error ScoreTooOld(MarketId marketId, uint64 observedAt, uint256 earliest);

    /// @notice The market set, in the order of the signed vectors. Listed anew with its event unchanged, a market
    /// keeps its score; delisted or with another event, its score is Unknown from here on.
    event MarketsConfigured(bytes32 indexed marketsDigest, Market[] markets);
    event ReportAccepted(
        uint64 indexed round,
        uint64 observedAt,
        uint64 blockNumber,
        bytes32 blockHash,
        bytes32 configDigest,
        uint256 memberBitmap,
        address submitter
    );
    /// @notice A market's new score, as the word that is stored: with `MarketsConfigured`, which voids scores, these
    /// events rebuild every record. From the lowest bit:
    ///
    ///     bits 0-63     round
    ///     bits 64-127   observedAt, unix seconds
    ///     bits 128-191  blockNumber, the snapshot block
    ///     bits 192-205  score, bps
    ///     bits 206-219  spread, bps
    ///     bits 220-224  contributors
    ///     bits 225-229  distinct models among them
    ///     bit  230      out of distribution
    ///     bit  231      degraded
    ///     bits 232-255  unused, zero
    event ScoreUpdated(MarketId indexed marketId, PackedScore packed);
    /// @notice Fewer than 2f + 1 members, or of fewer models than a report needs, voted on a market: its score is left
    /// to age.
    event MarketAbstained(MarketId indexed marketId, uint64 indexed round, uint8 contributors);

    /// @notice Verifies a quorum and stores the scores that `report.marketMask` names. Anyone may call; who sends it
    /// changes nothing. At least one market must advance, so that no report is accepted twice.
    function submit(Report calldata report) external;

    /// @notice The latest record and whether it may be relied on. Never reverts, for an id never seen too.
    function score(MarketId marketId) external view returns (ScoreRecord memory record, Status status);

    /// @notice The latest record; reverts unless there is one of the market's present event, at most `maxAge` old. Its
    /// flags and its spread are for the caller to judge.
    function scoreNoOlderThan(MarketId marketId, Duration maxAge) external view returns (ScoreRecord memory);

    /// @notice The markets, in the order of the signed vectors.
    function marketIds() external view returns (MarketId[] memory);

    /// @notice A market and its event; reverts if it is not listed.
    function marketOf(MarketId marketId) external view returns (Market memory);

    /// @notice The markets of a past set, or of the present one, in the order of the vectors that were signed under it.
    /// Reverts for a digest that no set ever had.
    function marketsAt(bytes32 marketsDigest) external view returns (MarketId[] memory);

    /// @notice A market and the event that it had in a past set, or has in the present one; reverts if the set did not
    /// list it, and for a digest that no set ever had.
    function eventAt(bytes32 marketsDigest, MarketId marketId) external view returns (Market memory);

    /// @notice Digest of the present market set: binds every market and event in their order, and `marketsVersion`.
    /// Zero before the first set.
    function marketsDigest() external view returns (bytes32);

    /// @notice Counts the market sets up to the present one.
    function marketsVersion() external view returns (uint32);

    /// @notice What every observation must bind: committee, models and market set, as
    /// `keccak256(abi.encode(committeeDigest, marketsDigest))`.
    function configDigest() external view returns (bytes32);

    /// @notice The EIP-712 domain under which members sign.
    function domainSeparator() external view returns (bytes32);

    /// @notice Length of a round.
    function roundLength() external view returns (Duration);

    /// @notice Age past which a report is refused and a score is stale.
    function maxAge() external view returns (Duration);
}
