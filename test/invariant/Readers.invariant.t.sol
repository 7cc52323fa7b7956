// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AggregatorV3Interface} from "../../contracts/interfaces/AggregatorV3Interface.sol";
import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {IRiskParameterFeed} from "../../contracts/interfaces/IRiskParameterFeed.sol";
import {IScoreHistory} from "../../contracts/interfaces/IScoreHistory.sol";
import {MarketId} from "../../contracts/types/MarketId.sol";
import {assertAtMost, assertTrue} from "../mocks/Vm.sol";
import {ReadersHandler} from "./ReadersHandler.sol";

/// @dev The runner calls contracts of this file only.
contract FacadesHandler is ReadersHandler {}

/// @notice What holds of the history and of everything that is read in another form, after any sequence of reports,
/// recordings, waits and changed events. Each call looks at one market.
contract ReadersInvariants {
    uint256 private constant MARKETS = 4;
    uint256 private constant MAX_AGE = 2 hours;
    uint256 private constant VALUE_GAS = 60_000;
    uint256[2] private _thresholds = [uint256(5_00), 8_00];

    FacadesHandler private _handler;
    IScoreHistory private _history;

    function setUp() public {
        _handler = new FacadesHandler();
        _history = _handler.history();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev The ring holds the last recordings as they were made, and no other round.
    function invariant_R3_TheHistoryHoldsEachRecordingUntilItsPlaceIsTaken() external view {
        assertAtMost(_handler.broken(_handler.HISTORY()), 0, "R3: recorded otherwise than the books say");
        uint256 market = _market();
        (uint256 all, ) = _handler.counts(market);
        assertTrue(_history.updateCounter() == all, "R3: the counter is not the count of recordings");
        assertTrue(_handler.updates().updateCounter() == all, "R3: the feed of updates counts otherwise");
        for (uint256 back = 0; back <= _handler.CAPACITY(); ++back) {
            uint256 id = _handler.idBack(market, back);
            if (id == 0) return;
            _checkEntry(market, id, _handler.idBack(market, back + 1), back == 0);
        }
    }

    function invariant_R9_EveryFeedSaysWhenItsRoundWasObserved() external view {
        uint256 market = _market();
        for (uint256 which = 0; which < 2; ++which) {
            (AggregatorV3Interface feed, ) = _handler.feedAt(market, which);
            IRiskOracle.ScoreRecord memory latest = _handler.expected(market);
            bool answers = _isPresent(market, _thresholds[which]) && latest.contributors != 0;
            (bool done, bytes memory data) = address(feed).staticcall(abi.encodeCall(feed.latestRoundData, ()));
            assertTrue(done == answers, "R9: a feed answers for another event, or not for its own");
            if (done) _isRound(data, latest);
            _checkRounds(market, feed, _thresholds[which], answers ? latest.round : 0);
        }
    }

    /// @dev A value for any id: 200 for a fresh score and for nothing else.
    function invariant_R10_AValueNeverRevertsAndIsFreshOnlyWhereItsScoreIs() external view {
        uint256 market = _market();
        for (uint256 which = 0; which < 3; ++which) {
            uint256 threshold = which < 2 ? _thresholds[which] : 1_00;
            bytes32 id = keccak256(abi.encode(_handler.idOf(market), _handler.eventHash(market, threshold)));
            bytes memory call = abi.encodeCall(_handler.values().valueFor, (id));
            (bool done, bytes memory data) = address(_handler.values()).staticcall{gas: VALUE_GAS}(call);
            assertTrue(done, "R10: a value reverted");
            bool known = false;
            if (which < 2) (, known) = _handler.feedAt(market, which);
            _checkValue(data, _handler.expected(market), known && _isPresent(market, threshold));
        }
    }

    function invariant_R9_AnUpdateIsTheLastRecordingOfTheEventItWasBoundWith() external view {
        assertAtMost(_handler.broken(101), 0, "C1: bound, unbound or known otherwise than the books say");
        uint256 market = _market();
        IRiskParameterFeed updates = _handler.updates();
        address asked = _handler.addressOf(market);
        bytes memory call = abi.encodeCall(updates.getLatestUpdateByParameterAndMarket, ("RiskScore", asked));
        (bool done, bytes memory data) = address(updates).staticcall(call);
        uint256 id = _handler.idBack(market, 0);
        (, uint256 bound) = _handler.thresholdOf(market);
        bool due = id != 0 && bound != 0 && _isPresent(market, bound) && _thresholdOf(id) == bound;
        assertTrue(done == due, "R9: an update of another event, or none of its own");
        if (!done) return;
        IRiskParameterFeed.RiskParameterUpdate memory update = abi.decode(
            data,
            (IRiskParameterFeed.RiskParameterUpdate)
        );
        _checkUpdate(market, id, update);
        (, data) = address(updates).staticcall(abi.encodeCall(updates.getUpdateById, (id)));
        assertTrue(keccak256(data) == keccak256(abi.encode(update)), "R9: the same update differs by its id");
    }

    /// @dev None of the above says anything if nothing is ever reported and recorded.
    function afterInvariant() external view {
        assertTrue(_handler.accepted() > 0, "no report was accepted in the whole run");
        assertTrue(_history.updateCounter() > 0, "nothing was recorded in the whole run");
    }

    function _checkEntry(uint256 market, uint256 id, uint256 previous, bool isLast) private view {
        (ReadersHandler.Recording memory recording, bool held) = _handler.recordingAt(id);
        uint64 round = recording.record.round;
        MarketId marketId = _handler.idOf(market);
        if (isLast) assertTrue(_history.latestRound(marketId) == round, "R3: another latest round");
        (bool done, bytes memory data) = address(_history).staticcall(
            abi.encodeCall(_history.roundAt, (marketId, round))
        );
        assertTrue(done == held, "R3: a round is held too long, or too short");
        (bool byId, bytes memory dataById) = address(_history).staticcall(abi.encodeCall(_history.updateById, (id)));
        assertTrue(byId == held, "R3: an update is held too long, or too short");
        if (!held) return;
        IScoreHistory.Entry memory entry;
        (entry.id, entry.record) = (id, recording.record);
        if (previous != 0) entry.previousRound = _recordOf(previous).round;
        entry.eventHash = _handler.eventHash(market, recording.threshold);
        assertTrue(keccak256(data) == keccak256(abi.encode(entry)), "R9: an entry is not what was recorded");
        bytes32 expected = keccak256(abi.encode(marketId, entry));
        assertTrue(keccak256(dataById) == expected, "R9: an update is not what was recorded");
    }

    /// @dev Rounds in the ring, of the feed's event, and the oracle's own; nothing while the feed does not answer.
    function _checkRounds(uint256 market, AggregatorV3Interface feed, uint256 threshold, uint64 latest) private view {
        for (uint256 back = 0; back <= _handler.CAPACITY(); ++back) {
            uint256 id = _handler.idBack(market, back);
            if (id == 0) return;
            (ReadersHandler.Recording memory recording, bool held) = _handler.recordingAt(id);
            uint64 round = recording.record.round;
            bool isOwn = recording.threshold == threshold && held;
            (bool done, bytes memory data) = address(feed).staticcall(abi.encodeCall(feed.getRoundData, (round)));
            assertTrue(done == (latest != 0 && (isOwn || round == latest)), "R9: a round of another event, or none");
            if (done) _isRound(data, recording.record);
        }
    }

    function _isRound(bytes memory data, IRiskOracle.ScoreRecord memory record) private pure {
        (uint64 round, uint256 observedAt) = (record.round, record.observedAt);
        bytes32 expected = keccak256(abi.encode(round, record.score, observedAt, observedAt, round));
        assertTrue(keccak256(data) == expected, "R9: not the round as it was signed");
    }

    function _checkValue(bytes memory data, IRiskOracle.ScoreRecord memory record, bool asked) private view {
        (int256 value, uint256 timestamp, uint256 status) = abi.decode(data, (int256, uint256, uint256));
        if (!asked || record.contributors == 0) {
            assertTrue(value == 0 && timestamp == 0 && status == 404, "R9: a value of no score");
            return;
        }
        bool stale = block.timestamp > record.observedAt + MAX_AGE;
        bool fresh = !stale && !record.degraded && !record.outOfDistribution;
        assertTrue(uint256(value) == record.score.toUint(), "R9: another value than the score");
        assertTrue(timestamp == record.observedAt, "R9: another time than the signed one");
        assertTrue(status == (fresh ? 200 : 400), "R9: fresh or not");
    }

    function _checkUpdate(
        uint256 market,
        uint256 id,
        IRiskParameterFeed.RiskParameterUpdate memory update
    ) private view {
        IRiskOracle.ScoreRecord memory record = _recordOf(id);
        assertTrue(update.timestamp == record.observedAt, "R9: an update is younger than its score");
        assertTrue(keccak256(update.newValue) == keccak256(abi.encode(record.score)), "R9: another value");
        assertTrue(update.updateId == id, "R9: another id than the last recording's");
        assertTrue(update.market == _handler.addressOf(market), "R9: another market");
        uint256 previous = _handler.idBack(market, 1);
        bytes memory before = "";
        if (previous != 0) {
            (ReadersHandler.Recording memory recording, bool held) = _handler.recordingAt(previous);
            if (held && recording.threshold == _thresholdOf(id)) before = abi.encode(recording.record.score);
        }
        assertTrue(keccak256(update.previousValue) == keccak256(before), "R9: another value before it");
    }

    function _isPresent(uint256 market, uint256 threshold) private view returns (bool) {
        (uint256 present, ) = _handler.thresholdOf(market);
        return present == threshold;
    }

    function _recordOf(uint256 id) private view returns (IRiskOracle.ScoreRecord memory) {
        (ReadersHandler.Recording memory recording, ) = _handler.recordingAt(id);
        return recording.record;
    }

    function _thresholdOf(uint256 id) private view returns (uint256) {
        (ReadersHandler.Recording memory recording, ) = _handler.recordingAt(id);
        return recording.threshold;
    }

    function _market() private view returns (uint256) {
        return _handler.calls() % MARKETS;
    }
}
