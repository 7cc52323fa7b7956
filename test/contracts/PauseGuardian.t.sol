// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PauseGuardian} from "../../contracts/PauseGuardian.sol";
import {Rung} from "../../contracts/interfaces/IPauseAdapter.sol";
import {IPauseGuardian} from "../../contracts/interfaces/IPauseGuardian.sol";
import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {Bps} from "../../contracts/types/Bps.sol";
import {Duration} from "../../contracts/types/Duration.sol";
import {MarketId, MarketKind} from "../../contracts/types/MarketId.sol";
import {ScriptedOracle} from "../mocks/ScriptedOracle.sol";
import {ScriptedPauseAdapter} from "../mocks/ScriptedPauseAdapter.sol";
import {assertTrue, vm} from "../mocks/Vm.sol";

/// @notice Random rounds, resets and repeats against the guardian's ladder.
contract PauseGuardianTest {
    uint256 private constant STEPS = 60;
    uint8 private constant BUDGET = 2;
    uint256 private constant PERIOD = 2 days;
    uint8 private constant DWELL = 2;
    address private constant POOL = address(0xA11CE);
    address private constant ASSET = address(0xA55E7);

    ScriptedOracle private _oracle;
    ScriptedPauseAdapter private _adapter;
    PauseGuardian private _guardian;
    MarketId private _id;

    function setUp() public {
        vm.warp(1_700_000_000);
        _oracle = new ScriptedOracle();
        _adapter = new ScriptedPauseAdapter();
        _guardian = new PauseGuardian(IRiskOracle(address(_oracle)), address(this), address(0));
        _id = _oracle.list(
            IRiskOracle.Market({
                kind: MarketKind.Collateral,
                target: POOL,
                subject: bytes32(uint256(uint160(ASSET))),
                threshold: Bps.wrap(3_61),
                horizon: Duration.wrap(1 days),
                referenceFeed: address(1)
            })
        );
        _guardian.setPolicy(_id, _policy());
    }

    /// @dev G1, G2, G5: whatever comes, a trigger never lowers a rung, never raises before the rung's dwell of rounds
    /// in a row at or above its threshold, and never beyond the budget of a period.
    function testFuzz_G1_RungNeverFallsAndEachRaiseWasDue(uint256 seed) public {
        uint64 round = 1;
        uint256[5] memory rows;
        uint256[STEPS] memory raisedAt;
        uint256 raises = 0;
        for (uint256 i = 0; i < STEPS; ++i) {
            seed = uint256(keccak256(abi.encode(seed, i)));
            uint64 gap = (seed >> 4) % 8 == 0 ? 2 : 1;
            round += gap;
            vm.warp(block.timestamp + gap * 1 hours);
            uint16 score = (seed >> 5) % 3 == 0 ? uint16((seed >> 16) % 30_00) : uint16(35_00 + ((seed >> 16) % 65_00));
            uint8 contributors = uint8(4 + ((seed >> 40) % 4));
            _set(score, round, contributors, IRiskOracle.Status.Fresh);
            for (uint256 r = 1; r <= 4; ++r) {
                bool counts = score >= _enter(r) && contributors >= 5;
                rows[r] = counts ? (gap == 1 ? rows[r] : 0) + 1 : 0;
            }
            // The DAO lowers the ladder now and then.
            if ((seed >> 50) % 7 == 0) _adapter.setRung(ASSET, Rung.None);
            Rung from = _rung();
            _trigger();
            Rung to = _rung();
            assertTrue(to >= from, "G1: a rung fell");
            if (to > from) {
                assertTrue(rows[uint256(to)] >= DWELL, "G2: raised before the dwell");
                raisedAt[raises++] = block.timestamp;
            }
        }
        // No stretch as long as the period holds more raises than the budget.
        for (uint256 i = BUDGET; i < raises; ++i) {
            assertTrue(raisedAt[i] - raisedAt[i - BUDGET] >= PERIOD, "G5: budget");
        }
    }

    /// @dev G3: repeating within a round changes nothing and never reverts.
    function testFuzz_G3_RepeatIsANoOp(uint16 score, uint8 repeats) public {
        score = uint16(score % 100_01);
        for (uint64 round = 10; round < 14; ++round) {
            vm.warp(block.timestamp + 1 hours);
            _set(score, round, 7, IRiskOracle.Status.Fresh);
            _trigger();
            Rung rung = _rung();
            uint256 raises = _adapter.raises(ASSET);
            (, , uint8[4] memory counts, , uint8 left) = _guardian.stateOf(_id);
            for (uint256 i = 0; i < repeats % 5; ++i) _trigger();
            (, , uint8[4] memory countsAfter, , uint8 leftAfter) = _guardian.stateOf(_id);
            assertTrue(_rung() == rung && _adapter.raises(ASSET) == raises, "G3: a repeat acted");
            for (uint256 r = 0; r < 4; ++r) assertTrue(counts[r] == countsAfter[r], "G3: a repeat counted");
            assertTrue(left == leftAfter, "G3: a repeat spent");
        }
    }

    /// @dev G4: after one effect, a breach that goes on does not undo the DAO's reset.
    function testFuzz_G4_NoSecondEffectUntilBelowExit(uint16 score, uint8 rounds) public {
        score = uint16(40_00 + (score % 60_01));
        uint64 round = 10;
        for (uint256 i = 0; i < 2; ++i) _next(score, ++round);
        assertTrue(_rung() >= Rung.LtvZero, "the breach had no effect");
        uint256 raises = _adapter.raises(ASSET);
        _adapter.setRung(ASSET, Rung.None);
        for (uint256 i = 0; i < rounds % 12; ++i) _next(score, ++round);
        assertTrue(_adapter.raises(ASSET) == raises, "G4: the reset was undone");
        _next(5_00, ++round);
        for (uint256 i = 0; i < 2; ++i) _next(score, ++round);
        assertTrue(_adapter.raises(ASSET) == raises + 1, "G4: not armed again below the exit");
    }

    /// @dev G4, G5: silence has no authority.
    function testFuzz_G5_StaleOrUnknownNeverCounts(uint16 score, uint8 rounds, bool stale) public {
        IRiskOracle.Status status = stale ? IRiskOracle.Status.Stale : IRiskOracle.Status.Unknown;
        for (uint64 i = 1; i <= rounds % 20; ++i) {
            _set(uint16(score % 100_01), i, 7, status);
            _trigger();
        }
        assertTrue(_adapter.raises(ASSET) == 0, "G5: raised on silence");
    }

    function _next(uint16 score, uint64 round) private {
        vm.warp(block.timestamp + 1 hours);
        _set(score, round, 7, IRiskOracle.Status.Fresh);
        _trigger();
    }

    function _enter(uint256 rung) private pure returns (uint256) {
        return
            rung == 1
                ? type(uint256).max
                : rung == 2
                    ? 40_00
                    : rung == 3
                        ? 60_00
                        : 90_00;
    }

    function _trigger() private {
        MarketId[] memory ids = new MarketId[](2);
        (ids[0], ids[1]) = (_id, _id);
        _guardian.trigger(ids);
    }

    function _rung() private view returns (Rung) {
        return _adapter.rungOf(POOL, ASSET);
    }

    function _set(uint16 score, uint64 round, uint8 contributors, IRiskOracle.Status status) private {
        _oracle.set(
            _id,
            IRiskOracle.ScoreRecord({
                score: Bps.wrap(score),
                spread: Bps.wrap(1_00),
                contributors: contributors,
                models: 3,
                outOfDistribution: false,
                degraded: false,
                round: round,
                observedAt: uint64(block.timestamp),
                blockNumber: uint64(block.number)
            }),
            status
        );
    }

    function _policy() private view returns (IPauseGuardian.Policy memory policy) {
        policy.adapter = _adapter;
        (policy.target, policy.asset) = (POOL, ASSET);
        policy.budget = BUDGET;
        policy.budgetPeriod = Duration.wrap(uint32(PERIOD));
        policy.silence = Duration.wrap(30 days);
        policy.rungs[1] = _rungPolicy(40_00, 20_00);
        policy.rungs[2] = _rungPolicy(60_00, 30_00);
        policy.rungs[3] = _rungPolicy(90_00, 60_00);
    }

    function _rungPolicy(uint16 enter, uint16 exit) private pure returns (IPauseGuardian.RungPolicy memory) {
        return
            IPauseGuardian.RungPolicy({enter: Bps.wrap(enter), exit: Bps.wrap(exit), dwell: DWELL, minContributors: 5});
    }
}
