// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISkillLedger} from "../../contracts/interfaces/ISkillLedger.sol";
import {PhasedFeed} from "../mocks/PhasedFeed.sol";
import {ScriptedAggregator} from "../mocks/ScriptedAggregator.sol";
import {vm} from "../mocks/Vm.sol";

/// @notice Proxies whose prices hover about a threshold, whose aggregators change and go on writing, and which fall
/// silent; beside them the list of rounds that were in force, from which an outcome follows by its definition.
abstract contract FeedBook {
    struct Round {
        uint80 id;
        int192 answer;
        uint64 updatedAt;
    }

    /// @param steps Rounds to walk from the one in force at the observation until the outcome is known.
    /// @param isBehind The feed has no round behind the window yet, and may still come in time.
    struct Verdict {
        ISkillLedger.Outcome outcome;
        uint80 start;
        uint256 steps;
        bool isBehind;
    }

    uint256 internal constant FEEDS = 2;
    uint256 internal constant GAP_LIMIT = 4 hours;
    /// @dev Feeds write and members observe on it, so that rounds often fall on both ends of a window.
    uint256 internal constant GRID = 10 minutes;
    int192 private constant PAR = 100e8;

    PhasedFeed[FEEDS] internal _feeds;
    mapping(uint256 feed => Round[]) internal _inForce;
    mapping(uint256 feed => mapping(uint256 phase => uint64)) private _written;
    uint256[FEEDS] private _silentUntil;

    constructor() {
        vm.warp(1_700_000_400);
        for (uint256 feed = 0; feed < FEEDS; ++feed) {
            _feeds[feed] = new PhasedFeed();
            _turn(feed, PAR);
        }
    }

    /// @dev Time goes by, and feeds write, each step about half as long as they may be silent at most.
    function _pass(uint256 seed, uint256 steps) internal {
        for (uint256 i = 0; i < steps; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            uint256 time = block.timestamp + GRID * (2 + (random % (GAP_LIMIT / GRID / 2)));
            vm.warp(time - (time % GRID));
            for (uint256 feed = 0; feed < FEEDS; ++feed) {
                random = uint256(keccak256(abi.encode(random, feed)));
                if (block.timestamp < _silentUntil[feed]) continue;
                _write(feed, _feeds[feed].phase(), _price(random));
                // A retired aggregator may go on; nobody should look.
                if (_feeds[feed].phase() > 1 && random % 4 == 0) {
                    _push(feed, _feeds[feed].phase() - 1, _price(random >> 16));
                }
            }
        }
    }

    function _silence(uint256 feed, uint256 length) internal {
        _silentUntil[feed] = block.timestamp + length;
    }

    /// @dev The proxy turns to a new aggregator: what the old one wrote in this very second is not in force any more, but
    /// for its first round, to which the proxy had turned.
    function _turn(uint256 feed, int192 answer) internal {
        Round[] storage rounds = _inForce[feed];
        while (rounds.length > 0 && _isSuperseded(rounds[rounds.length - 1])) rounds.pop();
        ScriptedAggregator aggregator = new ScriptedAggregator();
        if (_feeds[feed].phase() % 2 == 1) aggregator.setMissing(ScriptedAggregator.Missing.Zeros);
        _feeds[feed].turn(aggregator);
        _write(feed, _feeds[feed].phase(), answer);
    }

    /// @dev At par, at a threshold, just above it, far below it; now and then no price at all.
    function _price(uint256 random) internal pure returns (int192) {
        uint256 kind = random % 24;
        if (kind == 0) return (random >> 8) % 4 == 0 ? int192(0) : PAR;
        if (kind == 1) return (random >> 8) % 4 == 0 ? -PAR : PAR;
        if (kind < 4) return (PAR * 95) / 100;
        if (kind < 6) return (PAR * 95) / 100 + 1;
        if (kind == 6) return (PAR * 90) / 100;
        if (kind == 7) return (PAR * 90) / 100 + 1;
        if (kind < 12) return PAR - int192(int256((random >> 8) % 4e8));
        return PAR;
    }

    /// @dev The outcome by its definition, from the list alone.
    function _verdict(
        uint256 feed,
        uint256 observedAt,
        uint256 end,
        uint256 thresholdBps
    ) internal view returns (Verdict memory verdict) {
        Round[] storage rounds = _inForce[feed];
        uint256 here = rounds.length;
        while (here > 0 && rounds[here - 1].updatedAt > observedAt) --here;
        if (here == 0) return verdict;
        Round memory start = rounds[--here];
        verdict.start = start.id;
        for (; verdict.outcome == ISkillLedger.Outcome.Unsettled; ++here) {
            ++verdict.steps;
            if (here + 1 == rounds.length) {
                verdict.isBehind = block.timestamp <= rounds[here].updatedAt + GAP_LIMIT;
                if (!verdict.isBehind) verdict.outcome = ISkillLedger.Outcome.Void;
                return verdict;
            }
            verdict.outcome = _judged(start, rounds[here], rounds[here + 1], end, thresholdBps);
        }
    }

    function _judged(
        Round memory start,
        Round memory here,
        Round memory next,
        uint256 end,
        uint256 thresholdBps
    ) private pure returns (ISkillLedger.Outcome) {
        bool gap = next.updatedAt > here.updatedAt + GAP_LIMIT;
        bool past = next.updatedAt > end;
        if (gap || start.answer <= 0 || (!past && next.answer <= 0)) return ISkillLedger.Outcome.Void;
        if (past) return ISkillLedger.Outcome.No;
        // The fall, in hundredths of a percent of what it was at the start.
        bool fell =
            next.answer <= start.answer &&
                uint256(int256(start.answer - next.answer)) * 100_00 >= uint256(int256(start.answer)) * thresholdBps;
        return fell ? ISkillLedger.Outcome.Yes : ISkillLedger.Outcome.Unsettled;
    }

    function _isSuperseded(Round memory round) private view returns (bool) {
        return round.updatedAt == block.timestamp && uint64(round.id) != 1;
    }

    function _write(uint256 feed, uint16 phase, int192 answer) private {
        uint64 number = _push(feed, phase, answer);
        uint80 id = uint80((uint256(phase) << 64) | number);
        _inForce[feed].push(Round({id: id, answer: answer, updatedAt: uint64(block.timestamp)}));
    }

    function _push(uint256 feed, uint16 phase, int192 answer) private returns (uint64) {
        int192[] memory answers = new int192[](1);
        uint64[] memory times = new uint64[](1);
        (answers[0], times[0]) = (answer, uint64(block.timestamp));
        _feeds[feed].aggregators(phase).push(answers, times);
        return ++_written[feed][phase];
    }
}
