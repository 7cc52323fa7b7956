// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CollateralSteward} from "../../contracts/CollateralSteward.sol";
import {ICollateralAdapter, UNLIMITED} from "../../contracts/interfaces/ICollateralAdapter.sol";
import {ICollateralSteward} from "../../contracts/interfaces/ICollateralSteward.sol";
import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {Bps} from "../../contracts/types/Bps.sol";
import {Duration} from "../../contracts/types/Duration.sol";
import {MarketId, MarketKind} from "../../contracts/types/MarketId.sol";
import {ScriptedCollateralAdapter} from "../mocks/ScriptedCollateralAdapter.sol";
import {ScriptedOracle} from "../mocks/ScriptedOracle.sol";
import {assertAtMost, vm} from "../mocks/Vm.sol";

/// @notice Random scores, times and call sequences against the steward's bounds.
contract CollateralStewardTest {
    uint256 private constant ANCHOR = 80_00;
    uint256 private constant DRIFT = 20_00;
    uint256 private constant TIGHTEN_STEP = 5_00;
    uint256 private constant TIGHTEN_DELAY = 1 hours;
    uint256 private constant BUDGET = 12_00;
    uint256 private constant PERIOD = 1 days;
    uint256 private constant LOOSEN_STEP = 2_50;
    uint256 private constant LOOSEN_DELAY = 6 hours;
    uint256 private constant STEPS = 48;

    address private constant POOL = address(0xA11CE);
    address private constant ASSET = address(0xA55E7);

    ScriptedOracle private _oracle;
    ScriptedCollateralAdapter private _adapter;
    CollateralSteward private _steward;
    MarketId private _id;

    uint256 private _lastTightenAt;
    uint256 private _lastChangeAt;
    uint256[STEPS] private _takenAt;
    uint256[STEPS] private _taken;

    function setUp() public {
        vm.warp(1_700_000_000);
        _oracle = new ScriptedOracle();
        _adapter = new ScriptedCollateralAdapter();
        _steward = new CollateralSteward(IRiskOracle(address(_oracle)), address(this), address(0));
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
        _report(uint16(ANCHOR));
        _steward.setPolicy(_id, _policy());
    }

    /// @dev One word drives each step: time, score, spread, flags, status, and which calls follow.
    function testFuzz_H1_NeverOutsideStepDelayDriftBudget(uint256 seed) public {
        uint256 ltv = ANCHOR;
        for (uint256 i = 0; i < STEPS; ++i) {
            seed = uint256(keccak256(abi.encode(seed, i)));
            vm.warp(block.timestamp + ((seed >> 8) % 4 hours));
            _score(seed);
            // Now and then someone else moves the market, within what the protocol allows.
            if (seed % 31 == 0) {
                ltv = 50_00 + ((seed >> 16) % 32_00);
                _report(uint16(ltv));
            }
            _call(seed % 4);
            uint256 next = _ltv();
            _checkMove(i, ltv, next);
            ltv = next;
        }
    }

    /// @dev H2: right after a loosening, a breach takes back at least what was given, in the same block.
    function testFuzz_H2_WhateverLoosensTightens(uint256 seed) public {
        uint256 ltv = ANCHOR;
        for (uint256 i = 0; i < STEPS; ++i) {
            seed = uint256(keccak256(abi.encode(seed, i)));
            vm.warp(block.timestamp + ((seed >> 8) % 8 hours));
            _score(seed);
            _call(seed % 4);
            uint256 next = _ltv();
            if (next > ltv) {
                _set(90_00, 0, IRiskOracle.Status.Fresh, false, false, 7);
                _call(0);
                assertAtMost(_ltv(), ltv, "H2: a loosening could not be taken back");
                return;
            }
            ltv = next;
        }
    }

    /// @dev H3: an input with any doubt never raises the LTV, whatever was queued before.
    function testFuzz_H3_DoubtNeverLoosens(uint256 seed, uint8 kind, uint16 score, uint16 spread) public {
        _report(70_00);
        _set(0, 0, IRiskOracle.Status.Fresh, false, false, 7);
        _call(1);
        vm.warp(block.timestamp + LOOSEN_DELAY + (seed % 1 hours));
        kind = kind % 6;
        score = uint16(score % 100_01);
        spread = kind == 4 ? uint16(5_01 + (spread % 94_00)) : uint16(spread % 5_01);
        IRiskOracle.Status status =
            kind == 0
                ? IRiskOracle.Status.Unknown
                : kind == 1
                    ? IRiskOracle.Status.Stale
                    : kind == 2 || kind == 3
                        ? IRiskOracle.Status.Degraded
                        : IRiskOracle.Status.Fresh;
        _set(score, spread, status, kind == 2, kind == 3, kind == 5 ? 4 : 7);
        uint256 before = _ltv();
        for (uint256 call = 0; call < 3; ++call) {
            _call(call);
            assertAtMost(_ltv(), before, "H3: loosened on doubt");
            before = _ltv();
        }
    }

    /// @dev The budget recharges linearly, so over any window: full + recharge of the window.
    function _checkMove(uint256 i, uint256 from, uint256 to) private {
        if (from == to) return;
        uint256 distance = to > ANCHOR ? to - ANCHOR : ANCHOR - to;
        assertAtMost(distance, DRIFT, "H1: drift");
        if (to < from) {
            assertAtMost(from - to, TIGHTEN_STEP, "H1: tighten step");
            assertAtMost(_lastTightenAt + TIGHTEN_DELAY, block.timestamp, "H1: tighten delay");
            _lastTightenAt = block.timestamp;
            (_takenAt[i], _taken[i]) = (block.timestamp, from - to);
            uint256 sum = 0;
            for (uint256 k = i + 1; k > 0; --k) {
                if (_taken[k - 1] == 0) continue;
                sum += _taken[k - 1];
                uint256 window = block.timestamp - _takenAt[k - 1];
                assertAtMost(sum, BUDGET + (BUDGET * window) / PERIOD, "H1: budget");
            }
        } else {
            assertAtMost(to - from, LOOSEN_STEP, "H1: loosen step");
            assertAtMost(_lastChangeAt + LOOSEN_DELAY, block.timestamp, "H1: loosen delay");
        }
        _lastChangeAt = block.timestamp;
    }

    function _call(uint256 which) private {
        // A duplicate in each batch: it must not stack.
        MarketId[] memory ids = new MarketId[](2);
        (ids[0], ids[1]) = (_id, _id);
        if (which == 1) _steward.queueLoosening(ids);
        else if (which == 2) _steward.executeLoosening(ids);
        else _steward.tighten(ids);
    }

    /// @dev Mostly usable scores, so that sequences go far; every status now and then.
    function _score(uint256 seed) private {
        uint256 dice = (seed >> 24) % 16;
        uint16 score = dice < 8 ? uint16((seed >> 32) % 2_50) : uint16((seed >> 32) % 40_00);
        IRiskOracle.Status status =
            dice == 15
                ? IRiskOracle.Status.Stale
                : dice == 14
                    ? IRiskOracle.Status.Unknown
                    : dice == 13
                        ? IRiskOracle.Status.Degraded
                        : IRiskOracle.Status.Fresh;
        _set(score, uint16((seed >> 48) % 6_00), status, dice == 13, false, uint8(4 + ((seed >> 64) % 4)));
    }

    function _set(
        uint16 score,
        uint16 spread,
        IRiskOracle.Status status,
        bool degraded,
        bool outOfDistribution,
        uint8 contributors
    ) private {
        _oracle.set(
            _id,
            IRiskOracle.ScoreRecord({
                score: Bps.wrap(score),
                spread: Bps.wrap(spread),
                contributors: contributors,
                models: 3,
                outOfDistribution: outOfDistribution,
                degraded: degraded,
                round: uint64(block.timestamp / 1 hours),
                observedAt: uint64(block.timestamp),
                blockNumber: uint64(block.number)
            }),
            status
        );
    }

    function _report(uint16 ltv) private {
        _adapter.setState(
            ASSET,
            ICollateralAdapter.CollateralState({
                parameters: ICollateralAdapter.Parameters({
                    ltvBps: ltv,
                    liquidationThresholdBps: 83_00,
                    supplyCap: UNLIMITED,
                    borrowCap: UNLIMITED
                }),
                liquidationBonusBps: 105_00,
                held: false
            })
        );
    }

    function _ltv() private view returns (uint256) {
        return _adapter.collateralState(POOL, ASSET).parameters.ltvBps;
    }

    function _policy() private view returns (ICollateralSteward.Policy memory policy) {
        policy.adapter = _adapter;
        (policy.target, policy.asset) = (POOL, ASSET);
        policy.minGap = Bps.wrap(1_00);
        policy.maxSpreadToLoosen = Bps.wrap(5_00);
        policy.minContributorsToLoosen = 5;
        policy.loosenExpiry = Duration.wrap(1 days);
        policy.rules[0] = ICollateralSteward.Rule({
            anchor: uint128(ANCHOR),
            drift: Bps.wrap(uint16(DRIFT)),
            tightenStep: Bps.wrap(uint16(TIGHTEN_STEP)),
            tightenBudget: Bps.wrap(uint16(BUDGET)),
            loosenStep: Bps.wrap(uint16(LOOSEN_STEP)),
            tightenDelay: Duration.wrap(uint32(TIGHTEN_DELAY)),
            budgetPeriod: Duration.wrap(uint32(PERIOD)),
            loosenDelay: Duration.wrap(uint32(LOOSEN_DELAY))
        });
        policy.bands = new ICollateralSteward.Band[](3);
        policy.bands[0] = _band(4_00, 2_50, 75_00);
        policy.bands[1] = _band(12_00, 8_00, 68_00);
        policy.bands[2] = _band(25_00, 18_00, 60_00);
    }

    function _band(uint16 enter, uint16 exit, uint128 ltv) private pure returns (ICollateralSteward.Band memory) {
        return
            ICollateralSteward.Band({
                enter: Bps.wrap(enter),
                exit: Bps.wrap(exit),
                targets: [ltv, uint128(0), uint128(0), uint128(0)]
            });
    }
}
