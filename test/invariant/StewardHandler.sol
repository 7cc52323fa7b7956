// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICollateralAdapter} from "../../contracts/interfaces/ICollateralAdapter.sol";
import {ICollateralSteward} from "../../contracts/interfaces/ICollateralSteward.sol";
import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {Bps} from "../../contracts/types/Bps.sol";
import {MarketId} from "../../contracts/types/MarketId.sol";
import {ScriptedCollateralAdapter} from "../mocks/ScriptedCollateralAdapter.sol";
import {vm} from "../mocks/Vm.sol";
import {StewardGhost} from "./StewardGhost.sol";

/// @notice Everything that can happen around a steward, in any order: scores good and bad, time, what anyone may call, what
/// the DAO, the guardian and the brake may do, and a protocol that fails.
abstract contract StewardHandler is StewardGhost {
    uint256 private _round = 1;

    /// @notice Mostly usable scores of every size, so that sequences go far; every doubt now and then.
    function score(uint248 seed) external {
        uint256 dice = (seed >> 8) % 20;
        uint256 level = dice < 10 ? (seed >> 16) % 2_50 : (seed >> 16) % 40_00;
        // Now and then a round is withheld, and breaks a row.
        _round += (seed >> 40) % 8 == 0 ? 2 : 1;
        IRiskOracle.Status status =
            dice == 19
                ? IRiskOracle.Status.Stale
                : dice == 18
                    ? IRiskOracle.Status.Unknown
                    : dice == 17
                        ? IRiskOracle.Status.Degraded
                        : IRiskOracle.Status.Fresh;
        _report(seed % MARKETS, level, (seed >> 48) % 5_50, status, 4 + ((seed >> 64) % 12));
    }

    function wait(uint256 time) external {
        vm.warp(block.timestamp + (time % 10 hours));
    }

    /// @notice The hourly round as a keeper runs it: it fills rows.
    function hour(uint248 seed) external {
        vm.warp(block.timestamp + 1 hours);
        ++_round;
        uint256 level = [uint256(1_00), 6_00, 14_00, 30_00][seed % 4];
        for (uint256 i = 0; i < MARKETS; ++i) _report(i, level, 0, IRiskOracle.Status.Fresh, 7);
        _call(Call.Tighten, seed >> 8);
        _call(Call.Lower, seed >> 8);
        _call(Call.Queue, seed >> 8);
        _call(Call.Execute, seed >> 8);
    }

    function tighten(uint248 seed) external {
        _call(Call.Tighten, seed);
    }

    function lower(uint248 seed) external {
        _call(Call.Lower, seed);
    }

    function queue(uint248 seed) external {
        _call(Call.Queue, seed);
    }

    function execute(uint248 seed) external {
        _call(Call.Execute, seed);
    }

    /// @notice The DAO moves a parameter, within the policy's drift or far outside it; back to the anchors mostly.
    function governance(uint248 seed) external {
        uint256 market = seed % MARKETS;
        ICollateralAdapter.CollateralState memory state = _anchored();
        state.held = (seed >> 8) % 6 == 0;
        if ((seed >> 16) % 3 == 0) {
            state.parameters.ltvBps = uint16(50_00 + ((seed >> 24) % 33_00));
            state.parameters.supplyCap = uint128(7 * (1 + ((seed >> 40) % 2_000)));
        }
        ADAPTER.setState(_asset(market), state);
    }

    /// @notice The DAO or the guardian closes and opens categories, and somebody has the steward look: who opens one and
    /// closes it again before that leaves no trace that it could read.
    function categories(uint248 seed) external {
        _othersSetEModes(seed % MARKETS, (seed >> 8) & (FOLLOWED | LEFT));
        _call(Call.Queue, 1 << 8);
    }

    /// @notice The brake drops a queue, or stops a market that the DAO then starts again.
    function brake(uint248 seed) external {
        uint256 market = seed % MARKETS;
        vm.prank(BRAKE);
        if (seed % 3 == 0) {
            steward.disable(_ids[market]);
            steward.setPolicy(_ids[market], _policy(market));
        } else {
            // Reverts where nothing is queued: that is an answer too.
            try steward.cancelLoosening(_ids[market]) {} catch {}
        }
        _forgetQueue(market);
    }

    /// @dev A batch with a duplicate, in which one market may be failing (H8).
    function _call(Call call, uint256 seed) private {
        uint256[PARAMETERS][MARKETS] memory before;
        uint256[MARKETS] memory closed;
        uint256 failing = (seed >> 8) % 5 == 0 ? (seed >> 16) % MARKETS : MARKETS;
        ICollateralSteward.Outlook[4] memory outlook;
        if (failing < MARKETS) (outlook, , ) = steward.preview(_ids[1 - failing]);
        for (uint256 i = 0; i < MARKETS; ++i) {
            before[i] = _values(i);
            closed[i] = ADAPTER.closedOf(_asset(i));
            if (i == failing) ADAPTER.setFault(_asset(i), _fault(seed >> 24));
        }
        _send(call, seed);
        for (uint256 i = 0; i < MARKETS; ++i) {
            ADAPTER.setFault(_asset(i), ScriptedCollateralAdapter.Fault.None);
            _checkMoves(i, call, before[i], i == failing);
            _checkEModes(i, call, closed[i]);
        }
        if (failing < MARKETS && call == Call.Tighten) _checkOutlook(1 - failing, outlook[0]);
        if (call == Call.Execute) _checkTakenBack(before);
    }

    /// @dev H8: beside a market that fails, the other one does what its preview said.
    function _checkOutlook(uint256 market, ICollateralSteward.Outlook memory outlook) private {
        if (outlook.move != ICollateralSteward.Move.Tighten) return;
        if (outlook.reason != ICollateralSteward.Reason.None) return;
        if (_values(market)[0] != outlook.next) ++broken[8];
    }

    /// @dev H2: in the block of a loosening, a breach would take back at least what was given.
    function _checkTakenBack(uint256[PARAMETERS][MARKETS] memory before) private {
        for (uint256 i = 0; i < MARKETS; ++i) {
            if (_values(i)[0] <= before[i][0]) continue;
            (IRiskOracle.ScoreRecord memory kept, IRiskOracle.Status status) = (_records[i], _status[i]);
            _report(i, 90_00, 0, IRiskOracle.Status.Fresh, 7);
            (ICollateralSteward.Outlook[4] memory outlook, , ) = steward.preview(_ids[i]);
            // Where somebody had moved the market below the drift, to the drift's end.
            uint256 most = before[i][0] < _anchorOf(0) - _driftOf(0) ? _anchorOf(0) - _driftOf(0) : before[i][0];
            if (outlook[0].next > most) ++broken[2];
            (_records[i], _status[i]) = (kept, status);
            ORACLE.set(_ids[i], kept, status);
        }
    }

    function _send(Call call, uint256 seed) private {
        MarketId[] memory ids = new MarketId[](MARKETS + 1);
        for (uint256 i = 0; i < ids.length; ++i) ids[i] = _ids[(i + seed) % MARKETS];
        if (call == Call.Tighten) steward.tighten(ids);
        else if (call == Call.Lower) steward.lowerThreshold(ids);
        else if (call == Call.Queue) steward.queueLoosening(ids);
        else steward.executeLoosening(ids);
    }

    function _fault(uint256 seed) private pure returns (ScriptedCollateralAdapter.Fault) {
        // Without those that burn the gas of a whole run, or let a smaller step through.
        uint8[8] memory faults = [1, 4, 5, 6, 7, 8, 9, 10];
        return ScriptedCollateralAdapter.Fault(faults[seed % 8]);
    }

    function _report(
        uint256 market,
        uint256 level,
        uint256 spread,
        IRiskOracle.Status status,
        uint256 contributors
    ) private {
        _status[market] = status;
        _records[market] = IRiskOracle.ScoreRecord({
            score: Bps.wrap(uint16(level)),
            spread: Bps.wrap(uint16(spread)),
            contributors: uint8(contributors),
            models: 3,
            outOfDistribution: false,
            degraded: status == IRiskOracle.Status.Degraded,
            round: uint64(_round),
            observedAt: uint64(block.timestamp),
            blockNumber: uint64(block.number)
        });
        ORACLE.set(_ids[market], _records[market], status);
    }
}
