// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommittee} from "./interfaces/ICommittee.sol";
import {IRiskOracle} from "./interfaces/IRiskOracle.sol";
import {ISkillLedger} from "./interfaces/ISkillLedger.sol";
import {FeedWalk} from "./libraries/FeedWalk.sol";
import {requireInRange} from "./libraries/InRange.sol";
import {ObservationBatch} from "./libraries/ObservationBatch.sol";
import {SkillTally} from "./libraries/SkillTally.sol";
import {WeightRule} from "./libraries/WeightRule.sol";
import {Duration} from "./types/Duration.sol";
import {MarketId, MarketKind} from "./types/MarketId.sol";

/// @title SkillLedger
/// @notice Whether events came, what each member lost by its forecasts of them, and the weights that follow.
///
/// Time model: an observation is witnessed within the oracle's `maxAge`, its event settled after its horizon, its loss
/// counted within one epoch length of the horizon's end, its weight effect taken when the epoch closes. All by block
/// timestamps. No weight moves inside an epoch, nor in the first half of a round, while its report is on the way.
///
/// Guarantees
/// - R12 An outcome follows from every round that the feed had in the window (`FeedWalk`); a member's loss from the
///   observation that it signed and that was seen in time; a weight from losses, within a step, a floor and a cap.
///   No weight exceeds one third (`WeightBounds`).
/// - R2 An observation counts for the chain, oracle, committee and market set under which it was signed, and none else.
/// - R11 Of two observations of one member for one market and round at most one counts.
///
/// Trusts: the reference feeds with what happened; a quorum with what a round was. Nobody with a role: there is none,
/// and every parameter is the constructor's. Whoever settles and counts may choose which rounds to leave out; anyone
/// may bring them, for one epoch length.
contract SkillLedger is ISkillLedger {
    using FeedWalk for FeedWalk.Walk;
    using ObservationBatch for ObservationBatch.Terms;
    using SkillTally for SkillTally.Book;

    /// @inheritdoc ISkillLedger
    ICommittee public immutable override committee;
    /// @inheritdoc ISkillLedger
    IRiskOracle public immutable override oracle;
    /// @notice Longest time between two rounds of a feed, past which a window is void.
    Duration public immutable gapLimit;
    /// @notice How long weights stand at least.
    Duration public immutable epochLength;
    /// @dev The oracle's, for good there too.
    uint256 private immutable _roundLength;
    uint256 private immutable _maxAge;

    WeightRule.Policy private _policy;
    Epoch private _epoch;
    mapping(bytes32 windowId => FeedWalk.Walk) private _walks;
    SkillTally.Book private _book;

    /// @inheritdoc ISkillLedger
    mapping(bytes32 batchHash => uint40) public override witnessedAt;

    /// @param newCommittee Whose members are judged and weighed.
    /// @param newOracle Whose markets are settled.
    /// @param newGapLimit 1 hour to 7 days: a little above the slowest heartbeat of the feeds.
    /// @param newEpochLength 1 to 90 days.
    /// @param newPolicy How weights follow from losses; `WeightRule.validate` has the bounds.
    constructor(
        ICommittee newCommittee,
        IRiskOracle newOracle,
        Duration newGapLimit,
        Duration newEpochLength,
        WeightRule.Policy memory newPolicy
    ) {
        if (address(newCommittee) == address(0) || address(newOracle) == address(0)) {
            revert ZeroSource(address(newCommittee), address(newOracle));
        }
        committee = newCommittee;
        oracle = newOracle;
        requireInRange("gapLimit", newGapLimit.toSeconds(), 1 hours, 7 days);
        requireInRange("epochLength", newEpochLength.toSeconds(), 1 days, 90 days);
        WeightRule.validate(newPolicy);
        gapLimit = newGapLimit;
        epochLength = newEpochLength;
        _roundLength = newOracle.roundLength().toSeconds();
        _maxAge = newOracle.maxAge().toSeconds();
        _policy = newPolicy;
        _beginTerm(newCommittee.configuredVersion());
    }

    /// @inheritdoc ISkillLedger
    function witness(bytes32 batchHash) external override {
        // Effect: the first witness stands.
        if (witnessedAt[batchHash] != 0) return;
        witnessedAt[batchHash] = uint40(block.timestamp);
        emit Witnessed(batchHash, uint40(block.timestamp));
    }

    /// @inheritdoc ISkillLedger
    function settle(
        bytes32 marketsDigest,
        MarketId marketId,
        uint64 observedAt,
        uint80 startRoundId,
        uint256 maxRounds
    ) external override returns (Outcome outcome) {
        // Check:
        FeedWalk.Walk storage walk = _walks[_windowId(marketsDigest, marketId, observedAt)];
        if (walk.outcome != Outcome.Unsettled) revert AlreadySettled(marketId, observedAt, walk.outcome);
        FeedWalk.Window memory window = _window(marketsDigest, marketId, observedAt);
        if (block.timestamp <= window.end) revert WindowNotOver(window.end, block.timestamp);

        // Effect:
        outcome = walk.advance(window, startRoundId, maxRounds);
        if (outcome == Outcome.Unsettled) {
            emit WalkPaused(marketId, marketsDigest, observedAt, walk.cursor);
        } else {
            emit EventSettled(marketId, marketsDigest, observedAt, walk.start, walk.cursor, outcome);
        }
    }

    /// @inheritdoc ISkillLedger
    function account(
        IRiskOracle.Report calldata report,
        bytes32 committeeDigest,
        bytes32 marketsDigest
    ) external override {
        // Check:
        MarketId[] memory ids = oracle.marketsAt(marketsDigest);
        uint64 mask = report.marketMask;
        if (mask == 0 || mask >> ids.length != 0) revert MarketMaskOutOfRange(mask, ids.length);
        Epoch memory current = _epoch;
        SkillTally.Batch memory batch = _verify(report, current, committeeDigest, marketsDigest, ids.length);

        // Effect:
        for (uint256 i = 0; mask >> i != 0; ++i) {
            if ((mask >> i) & 1 == 0) continue;
            Outcome outcome = _settled(marketsDigest, ids[i], report.observedAt);
            if (_book.count(current, batch, ids[i], i, outcome)) ++current.rounds;
        }
        if (!_book.write(batch)) revert NothingToAccount(report.round);
        _epoch.rounds = current.rounds;
    }

    /// @inheritdoc ISkillLedger
    function closeEpoch() external override {
        Epoch memory closing = _epoch;
        uint32 version = committee.configuredVersion();
        if (version != closing.configuredVersion) return _beginTerm(version);

        // Check:
        uint256 end = closing.startedAt + epochLength.toSeconds();
        if (block.timestamp < end) revert EpochNotOver(block.timestamp, end);
        uint256 intoRound = block.timestamp % _roundLength;
        if (intoRound < _roundLength / 2) revert RoundUnderWay(intoRound, _roundLength / 2);
        (ICommittee.MemberConfig[] memory members, uint8 faults, , , ) = committee.configuration();
        (uint16[] memory weights, uint256 sixteenths) = WeightRule.next({
            policy: _policy,
            members: members,
            base: committee.baseWeights(),
            faults: faults,
            skills: _book.skills(closing.index, members)
        });

        // Effect:
        _book.noteMissed(closing, members);
        (_epoch.index, _epoch.startedAt, _epoch.rounds) = (closing.index + 1, uint40(block.timestamp), 0);
        emit EpochClosed(closing.index, closing.rounds, sixteenths, weights);

        // Interaction: only where a weight moved, since another digest voids what was signed under the last.
        if (WeightRule.moved(members, weights)) committee.adoptWeights(weights);
    }

    /// @inheritdoc ISkillLedger
    function epoch() external view override returns (Epoch memory) {
        return _epoch;
    }

    /// @notice How weights follow from losses.
    function policy() external view returns (WeightRule.Policy memory) {
        return _policy;
    }

    /// @inheritdoc ISkillLedger
    function outcomeOf(
        bytes32 marketsDigest,
        MarketId marketId,
        uint64 observedAt
    ) external view override returns (Outcome outcome, uint40 end) {
        FeedWalk.Walk storage walk = _walks[_windowId(marketsDigest, marketId, observedAt)];
        return (walk.outcome, walk.end);
    }

    /// @inheritdoc ISkillLedger
    function attendanceOf(
        uint32 configuredVersion,
        MarketId marketId,
        uint64 round
    ) external view override returns (Attendance memory) {
        return _book.rounds[configuredVersion][marketId][round];
    }

    /// @inheritdoc ISkillLedger
    function standingOf(address signer) external view override returns (Standing memory) {
        return _book.standings[signer];
    }

    function _beginTerm(uint32 version) private {
        // Effect:
        uint16 index = _epoch.index + 1;
        uint40 now_ = uint40(block.timestamp);
        _epoch = Epoch({index: index, configuredVersion: version, startedAt: now_, termStartedAt: now_, rounds: 0});
        emit TermBegun(index, version);
    }

    /// @dev R2, R12: of a round of this term, by seats of the present configuration, seen in time.
    function _verify(
        IRiskOracle.Report calldata report,
        Epoch memory current,
        bytes32 committeeDigest,
        bytes32 marketsDigest,
        uint256 markets
    ) private view returns (SkillTally.Batch memory batch) {
        _checkTerm(report, current);
        ObservationBatch.Terms memory terms;
        terms.domain = oracle.domainSeparator();
        terms.configDigest = keccak256(abi.encode(committeeDigest, marketsDigest));
        terms.markets = markets;
        terms.seat(report.observations, committee, committeeDigest);
        bytes32 batchHash = terms.verify(report);
        uint256 seenAt = witnessedAt[batchHash];
        uint256 latest = report.observedAt + _maxAge;
        if (seenAt == 0 || seenAt > latest) revert NotWitnessed(batchHash, seenAt, latest);
        batch = SkillTally.open(report, terms.seats, terms.faults, _pin(marketsDigest, report.observedAt));
        _book.load(batch, current.index);
    }

    function _checkTerm(IRiskOracle.Report calldata report, Epoch memory current) private view {
        uint64 expected = uint64(report.observedAt / _roundLength);
        if (report.round != expected) revert WrongRound(report.round, expected);
        uint32 version = committee.configuredVersion();
        if (version != current.configuredVersion) revert TermOutdated(current.configuredVersion, version);
        if (report.observedAt < current.termStartedAt) {
            revert ObservedBeforeTerm(report.observedAt, current.termStartedAt);
        }
    }

    /// @dev Settled, and not so long ago that a record of chosen rounds could be saved up.
    function _settled(
        bytes32 marketsDigest,
        MarketId marketId,
        uint64 observedAt
    ) private view returns (Outcome outcome) {
        FeedWalk.Walk storage walk = _walks[_windowId(marketsDigest, marketId, observedAt)];
        outcome = walk.outcome;
        if (outcome != Outcome.No && outcome != Outcome.Yes) revert NotSettled(marketId, observedAt, outcome);
        uint256 latest = walk.end + epochLength.toSeconds();
        if (block.timestamp > latest) revert AccountedTooLate(marketId, latest, block.timestamp);
    }

    function _window(
        bytes32 marketsDigest,
        MarketId marketId,
        uint64 observedAt
    ) private view returns (FeedWalk.Window memory) {
        IRiskOracle.Market memory market = oracle.eventAt(marketsDigest, marketId);
        if (market.kind != MarketKind.Collateral && market.kind != MarketKind.Peg) {
            revert KindNotSettled(marketId, market.kind);
        }
        return
            FeedWalk.Window({
                feed: market.referenceFeed,
                observedAt: observedAt,
                end: observedAt + market.horizon.toSeconds(),
                thresholdBps: market.threshold.toUint(),
                gapLimit: gapLimit.toSeconds()
            });
    }

    function _windowId(bytes32 marketsDigest, MarketId marketId, uint64 observedAt) private pure returns (bytes32) {
        return keccak256(abi.encode(marketsDigest, marketId, observedAt));
    }

    /// @dev What all observations of a round have in common, besides the round.
    function _pin(bytes32 marketsDigest, uint64 observedAt) private pure returns (uint160) {
        return uint160(uint256(keccak256(abi.encode(marketsDigest, observedAt))));
    }
}
