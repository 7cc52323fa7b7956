// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC2362} from "../../contracts/interfaces/IERC2362.sol";
import {AggregatorV3Interface} from "../../contracts/interfaces/AggregatorV3Interface.sol";
import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {IRiskParameterFeed} from "../../contracts/interfaces/IRiskParameterFeed.sol";
import {IScoreHistory} from "../../contracts/interfaces/IScoreHistory.sol";
import {MarketId} from "../../contracts/types/MarketId.sol";
import {vm} from "../mocks/Vm.sol";
import {deployBuilt} from "./deployBuilt.sol";
import {ReferenceTally} from "./ReferenceTally.sol";

/// @notice What the DAO calls of the feed of updates.
interface IBindable {
    function bind(MarketId marketId, string calldata updateType, address market) external;
    function unbind(MarketId marketId) external;
}

/// @notice What anyone calls of the values.
interface IKnowing {
    function know(MarketId marketId) external returns (bytes32 id);
}

/// @notice Scores come, are recorded or missed, markets change their events and are delisted and bound, while everyone
/// reads; beside it the list of recordings that there should be.
abstract contract ReadersHandler is ReferenceTally {
    /// @param threshold Of the event that the score forecasts: 5_00 or 8_00.
    struct Recording {
        uint256 market;
        uint256 threshold;
        IRiskOracle.ScoreRecord record;
    }

    uint256 public constant CAPACITY = 4;
    uint256 public constant HISTORY = 3;
    uint256 internal constant BINDING = 101;

    IScoreHistory public immutable history;
    IERC2362 public immutable values;
    IRiskParameterFeed public immutable updates;

    Recording[] private _recordings;
    /// @dev Ids of a market's recordings.
    uint256[][MARKETS] private _ids;
    /// @dev The threshold with which a market was bound; zero if it is not.
    uint256[MARKETS] private _bound;
    AggregatorV3Interface[2][MARKETS] private _feeds;
    bool[2][MARKETS] private _known;

    uint256 public accepted;
    uint256 public calls;

    constructor() {
        // Four members.
        _configure(0);
        history = IScoreHistory(deployBuilt("ScoreHistory", abi.encode(oracle, CAPACITY)));
        values = IERC2362(deployBuilt("ScoreValues", abi.encode(oracle)));
        updates = IRiskParameterFeed(deployBuilt("RiskParameterFeed", abi.encode(history, address(this), REVOKER)));
        // Every market has either threshold once: bits 4 and up of the seed.
        for (uint256 which = 0; which < 2; ++which) {
            _list(which == 0 ? 15 | (15 << 4) : 15);
            for (uint256 i = 0; i < MARKETS; ++i) {
                _feeds[i][which] = AggregatorV3Interface(
                    deployBuilt("ScoreFeed", abi.encode(oracle, idOf(i), history))
                );
            }
        }
    }

    modifier called() {
        ++calls;
        _;
    }

    /// @notice Every member signs; the next round is recorded half of the time.
    function report(uint248 seed) external called {
        _report(seed);
    }

    /// @notice R3: what is newer than the last recording is recorded, once, of listed markets and of no others.
    function recordSome(uint248 seed) external called {
        if (accepted == 0) _report(seed);
        _record(seed);
    }

    function relist(uint248 seed) external called {
        _list(seed);
    }

    function wait(uint248 time) external called {
        vm.warp(block.timestamp + (time % (2 * MAX_AGE)));
    }

    function bind(uint248 seed) external called {
        uint256 market = seed % MARKETS;
        bool due = _bound[market] == 0 && _threshold[market] != 0;
        bytes memory data = abi.encodeCall(IBindable.bind, (idOf(market), "RiskScore", addressOf(market)));
        (bool done, ) = address(updates).call(data);
        if (done != due) ++broken[BINDING];
        if (due) _bound[market] = _threshold[market];
    }

    function unbind(uint248 seed) external called {
        // Rare, lest nothing be bound.
        uint256 market = seed % (3 * MARKETS);
        if (market >= MARKETS) return;
        (bool done, ) = address(updates).call(abi.encodeCall(IBindable.unbind, (idOf(market))));
        if (done != (_bound[market] != 0)) ++broken[BINDING];
        _bound[market] = 0;
    }

    function know(uint248 seed) external called {
        uint256 market = seed % MARKETS;
        (bool done, ) = address(values).call(abi.encodeCall(IKnowing.know, (idOf(market))));
        if (done != (_threshold[market] != 0)) ++broken[BINDING];
        if (done) _known[market][_which(market)] = true;
    }

    function addressOf(uint256 market) public pure returns (address) {
        return address(uint160(0xA55E7 + market));
    }

    function thresholdOf(uint256 market) external view returns (uint256 present, uint256 bound) {
        return (_threshold[market], _bound[market]);
    }

    function feedAt(uint256 market, uint256 which) external view returns (AggregatorV3Interface feed, bool known) {
        return (_feeds[market][which], _known[market][which]);
    }

    /// @notice Where recordings stand: all of them, and a market's.
    function counts(uint256 market) external view returns (uint256 all, uint256 its) {
        return (_recordings.length, _ids[market].length);
    }

    /// @notice A recording by its id, from 1; held as long as none of the market took its place in the ring.
    function recordingAt(uint256 id) public view returns (Recording memory recording, bool held) {
        recording = _recordings[id - 1];
        uint256[] storage its = _ids[recording.market];
        held = true;
        for (uint256 i = its.length; its[i - 1] != id; --i) {
            uint64 later = _recordings[its[i - 1] - 1].record.round;
            if (later % CAPACITY == recording.record.round % CAPACITY) held = false;
        }
    }

    /// @notice The id of a market's recording, `back` before its last; zero if there is none.
    function idBack(uint256 market, uint256 back) public view returns (uint256) {
        uint256 count = _ids[market].length;
        return back < count ? _ids[market][count - 1 - back] : 0;
    }

    /// @notice The hash of a market with the event of a threshold.
    function eventHash(uint256 market, uint256 threshold) public pure returns (bytes32) {
        return keccak256(abi.encode(_market(market, threshold)));
    }

    function _report(uint256 seed) private {
        Draft memory draft = _draft(seed, (1 << _members.length) - 1);
        _sign(draft);
        (bool done, ) = address(oracle).call(abi.encodeCall(IRiskOracle.submit, (draft.report)));
        if (!done) return;
        ++accepted;
        for (uint256 i = 0; i < _listed.length; ++i) {
            if ((draft.report.marketMask >> i) & 1 == 0) continue;
            IRiskOracle.ScoreRecord memory stored = _tally(draft.report, i);
            if (stored.contributors != 0) _expected[_listed[i]] = stored;
        }
        if (seed % 2 == 0 || _recordings.length == 0) _record(seed >> 8);
    }

    /// @dev Any markets; at first all of them, and one that is none.
    function _record(uint256 seed) private {
        bool first = _recordings.length == 0;
        MarketId[] memory ids = new MarketId[](first ? MARKETS + 1 : 1 + (seed % 5));
        uint256 due = 0;
        for (uint256 i = 0; i < ids.length; ++i) {
            // The fifth is no market at all; one may be named twice.
            uint256 market = first ? i : (seed >> (8 * (i + 1))) % (MARKETS + 1);
            ids[i] = idOf(market);
            if (market == MARKETS || _expected[market].contributors == 0) continue;
            uint256 last = idBack(market, 0);
            if (last != 0 && _recordings[last - 1].record.round >= _expected[market].round) continue;
            _recordings.push(Recording(market, _threshold[market], _expected[market]));
            _ids[market].push(_recordings.length);
            ++due;
        }
        if (history.record(ids) != due) ++broken[HISTORY];
    }

    function _which(uint256 market) private view returns (uint256) {
        return _threshold[market] == 5_00 ? 0 : 1;
    }
}
