// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bps} from "../types/Bps.sol";
import {Duration} from "../types/Duration.sol";
import {MarketId, MarketKind} from "../types/MarketId.sol";

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

    enum Status {
        Unknown,
        Stale,
        Degraded,
        Fresh
    }

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
    event ScoreUpdated(
        MarketId indexed marketId,
        uint64 indexed round,
        Bps score,
        Bps spread,
        uint8 contributors,
        uint8 models,
        bool outOfDistribution,
        bool degraded
    );
    /// @notice Too few members voted on a market: its score is left to age.
    event MarketAbstained(MarketId indexed marketId, uint64 indexed round, uint8 contributors);

    /// @notice Verifies a quorum and stores the scores that `report.marketMask` names. Anyone may call.
    function submit(Report calldata report) external;

    /// @notice Replaces the market set. Only through the timelock.
    function configureMarkets(Market[] calldata newMarkets) external;

    /// @notice The latest record and whether it may be relied on. Never reverts.
    function score(MarketId marketId) external view returns (ScoreRecord memory record, Status status);

    /// @notice The latest record; reverts unless it is at most `maxAge` old.
    function scoreNoOlderThan(MarketId marketId, Duration maxAge) external view returns (ScoreRecord memory);

    /// @notice The markets, in the order of the signed vectors.
    function marketIds() external view returns (MarketId[] memory);

    /// @notice A market and its event; reverts if it is not listed.
    function marketOf(MarketId marketId) external view returns (Market memory);

    /// @notice What every observation must bind: committee, models and market set.
    function configDigest() external view returns (bytes32);

    /// @notice Length of a round.
    function roundLength() external view returns (Duration);

    /// @notice Age past which a report is refused and a score is stale.
    function maxAge() external view returns (Duration);
}
