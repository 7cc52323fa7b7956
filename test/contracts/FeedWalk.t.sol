// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISkillLedger} from "../../contracts/interfaces/ISkillLedger.sol";
import {FeedWalk} from "../../contracts/libraries/FeedWalk.sol";
import {PhasedFeed} from "../mocks/PhasedFeed.sol";
import {ScriptedAggregator} from "../mocks/ScriptedAggregator.sol";
import {assertTrue, vm} from "../mocks/Vm.sol";

/// @notice The walk against a list of all rounds that is sorted beforehand, over random phases that overlap.
contract FeedWalkTest {
    using FeedWalk for FeedWalk.Walk;

    uint256 private constant PHASES = 3;
    uint256 private constant ROUNDS = 12;
    uint256 private constant START = 1_700_000_000;
    uint256 private constant OBSERVED_AT = START + 6 hours;
    uint256 private constant HORIZON = 9 hours;
    uint256 private constant GAP_LIMIT = 3 hours;
    uint256 private constant THRESHOLD_BPS = 5_00;

    struct Round {
        uint80 id;
        int192 answer;
        uint64 updatedAt;
    }

    /// @dev Every round of each phase until the next phase began, in order of time.
    Round[] private _inForce;
    mapping(bytes32 walk => FeedWalk.Walk) private _walks;
    PhasedFeed private _feed;

    /// @dev R12: the outcome is the naive one, in one walk as in many short ones.
    function testFuzz_R12_WalkAgreesWithSortedList(uint256 seed, uint256 stepSize) public {
        _writeFeed(seed);
        vm.warp(START + 3 days);
        uint256 first = _indexInForce();
        vm.assume(first != type(uint256).max);
        ISkillLedger.Outcome expected = _naive(first);
        assertTrue(this.walk("whole", _inForce[first].id, 1_000) == expected, "R12: whole walk");

        ISkillLedger.Outcome stepped = ISkillLedger.Outcome.Unsettled;
        uint256 steps = 1 + (stepSize % 4);
        for (uint256 i = 0; i < PHASES * ROUNDS + 1 && stepped == ISkillLedger.Outcome.Unsettled; ++i) {
            stepped = this.walk("stepped", _inForce[first].id, steps);
        }
        assertTrue(stepped == expected, "R12: walk in steps");
    }

    /// @dev R12: no other round starts a walk, whatever the caller would like to leave out.
    function testFuzz_R12_OnlyTheRoundInForceStarts(uint256 seed, uint256 pick) public {
        _writeFeed(seed);
        vm.warp(START + 3 days);
        uint256 first = _indexInForce();
        vm.assume(first != type(uint256).max);
        uint80 id = uint80(((1 + (pick % PHASES)) << 64) | (1 + ((pick >> 8) % ROUNDS)));
        vm.assume(id != _inForce[first].id);
        try this.walk("other", id, 1_000) {
            assertTrue(false, "R12: another round started the walk");
        } catch (bytes memory reason) {
            bytes4 error = bytes4(reason);
            bool refused =
                error == ISkillLedger.RoundNotInForce.selector ||
                    error == ISkillLedger.RoundAfterObservation.selector ||
                    error == ISkillLedger.FeedRoundMissing.selector;
            assertTrue(refused, "R12: refused for another reason");
        }
    }

    /// @dev R12: the last number that a round can have has no successor, and the walk ends there like any other.
    function test_R12_NothingFollowsTheLastNumber() public {
        ScriptedAggregator aggregator = new ScriptedAggregator();
        aggregator.skipTo(type(uint80).max - 2);
        (int192[] memory answers, uint64[] memory times) = (new int192[](2), new uint64[](2));
        (answers[0], times[0]) = (100_00, uint64(OBSERVED_AT - 1));
        (answers[1], times[1]) = (100_00, uint64(OBSERVED_AT + 1 hours));
        aggregator.push(answers, times);
        _feed = PhasedFeed(address(aggregator));
        vm.warp(START + 3 days);
        assertTrue(this.walk("last", type(uint80).max - 1, 10) == ISkillLedger.Outcome.Void, "R12: no successor");
    }

    function walk(bytes32 name, uint80 startRoundId, uint256 maxRounds) external returns (ISkillLedger.Outcome) {
        return
            _walks[name].advance(
                FeedWalk.Window({
                    feed: address(_feed),
                    observedAt: OBSERVED_AT,
                    end: OBSERVED_AT + HORIZON,
                    thresholdBps: THRESHOLD_BPS,
                    gapLimit: GAP_LIMIT
                }),
                startRoundId,
                maxRounds
            );
    }

    /// @dev Phases begin some hours apart and write on after the next one has begun. Times are multiples of half an
    /// hour, so that rounds often fall on one another and on both ends of the window.
    function _writeFeed(uint256 seed) private {
        _feed = new PhasedFeed();
        uint256[PHASES + 1] memory begins;
        for (uint256 p = 0; p < PHASES; ++p) {
            seed = uint256(keccak256(abi.encode(seed)));
            begins[p] = p == 0 ? START : begins[p - 1] + (1 + (seed % 12)) * 30 minutes;
        }
        begins[PHASES] = type(uint256).max;
        for (uint256 p = 0; p < PHASES; ++p) seed = _writePhase(seed, p, begins[p], begins[p + 1]);
    }

    function _writePhase(uint256 seed, uint256 p, uint256 begin, uint256 nextBegin) private returns (uint256) {
        ScriptedAggregator aggregator = new ScriptedAggregator();
        _feed.turn(aggregator);
        if (seed & 1 == 1) aggregator.setMissing(ScriptedAggregator.Missing.Zeros);
        (int192[] memory answers, uint64[] memory times) = (new int192[](ROUNDS), new uint64[](ROUNDS));
        uint256 time = begin;
        for (uint256 i = 0; i < ROUNDS; ++i) {
            seed = uint256(keccak256(abi.encode(seed, i)));
            // Mostly half an hour to three, now and then a gap; mostly a price near 100, now and then none.
            if (i > 0) time += ((seed >> 8) % 40 == 0 ? 7 : (seed >> 16) % 6) * 30 minutes;
            int192 answer = (seed >> 24) % 60 == 0 ? int192(0) : int192(int256(94_80 + ((seed >> 32) % 700)));
            (answers[i], times[i]) = (answer, uint64(time));
            if (time >= nextBegin) continue;
            _inForce.push(Round({id: uint80(((p + 1) << 64) | (i + 1)), answer: answer, updatedAt: uint64(time)}));
        }
        aggregator.push(answers, times);
        return seed;
    }

    function _indexInForce() private view returns (uint256 index) {
        index = type(uint256).max;
        for (uint256 i = 0; i < _inForce.length; ++i) if (_inForce[i].updatedAt <= OBSERVED_AT) index = i;
    }

    function _naive(uint256 first) private view returns (ISkillLedger.Outcome) {
        int256 price = _inForce[first].answer;
        uint256 end = OBSERVED_AT + HORIZON;
        for (uint256 i = first; i < _inForce.length; ++i) {
            // Nothing after the last round, and three days have gone by.
            if (i + 1 == _inForce.length) return ISkillLedger.Outcome.Void;
            Round memory next = _inForce[i + 1];
            if (next.updatedAt - _inForce[i].updatedAt > GAP_LIMIT || price <= 0) return ISkillLedger.Outcome.Void;
            if (next.updatedAt > end) return ISkillLedger.Outcome.No;
            if (next.answer <= 0) return ISkillLedger.Outcome.Void;
            if (int256(next.answer) * 100 <= price * 95) return ISkillLedger.Outcome.Yes;
        }
        return ISkillLedger.Outcome.Unsettled;
    }
}
