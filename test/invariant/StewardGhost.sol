// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICollateralAdapter, UNLIMITED} from "../../contracts/interfaces/ICollateralAdapter.sol";
import {ICollateralSteward} from "../../contracts/interfaces/ICollateralSteward.sol";
import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {StewardWorld} from "./StewardWorld.sol";

/// @notice Books of its own about what the steward did, kept from what the protocol holds before and after each call. What
/// ought not to have happened is counted by the number of its guarantee.
abstract contract StewardGhost is StewardWorld {
    enum Call {
        Tighten,
        Lower,
        Queue,
        Execute
    }

    struct Taken {
        uint256 at;
        uint256 amount;
    }

    /// @param queuedAt When a loosening was announced; 0 for none. `queuedTo` up to where.
    struct Ghost {
        uint256 lastTightenAt;
        uint256 lastChangeAt;
        uint256 queuedAt;
        uint256 queuedTo;
    }

    /// @notice How often a guarantee was seen broken.
    mapping(uint256 guarantee => uint256) public broken;
    /// @notice How often a parameter moved, down and up: what the invariants rest on.
    uint256[PARAMETERS] public tightened;
    uint256[PARAMETERS] public loosened;
    uint256 public eModesOpened;

    mapping(uint256 market => mapping(uint256 parameter => Ghost)) private _ghosts;
    mapping(uint256 market => mapping(uint256 parameter => Taken[])) private _taken;
    mapping(uint256 market => uint256) private _rampAnnouncedAt;
    mapping(uint256 market => uint256) private _rampTo;
    mapping(uint256 market => uint256) private _closedBySteward;

    /// @dev What the protocol holds now.
    function _values(uint256 market) internal view returns (uint256[PARAMETERS] memory) {
        ICollateralAdapter.Parameters memory p = ADAPTER.collateralState(POOL, _asset(market)).parameters;
        return [uint256(p.ltvBps), p.liquidationThresholdBps, p.supplyCap, p.borrowCap];
    }

    /// @dev After a call: each parameter that moved is held against the bounds.
    function _checkMoves(uint256 market, Call call, uint256[PARAMETERS] memory before, bool faulty) internal {
        uint256[PARAMETERS] memory now_ = _values(market);
        bool moved = false;
        for (uint256 p = 0; p < PARAMETERS; ++p) {
            if (now_[p] == before[p]) continue;
            moved = true;
            if (now_[p] < before[p]) _checkTightening(market, p, call, before[p], now_[p]);
            else _checkLoosening(market, p, call, before[p], now_[p]);
            if (p > 1) _checkCap(now_[p]);
        }
        // H4, H8: a write that the protocol did not carry out as validated leaves nothing behind.
        if (moved && faulty) ++broken[4];
        if (moved && ADAPTER.collateralState(POOL, _asset(market)).held) ++broken[6];
        bool ratios = now_[0] != before[0] || now_[1] != before[1];
        if (ratios && (now_[0] + GAP > now_[1] || now_[1] * 105_00 > 100_00 * 100_00)) ++broken[4];
        _readRamp(market);
        _readQueue(market);
    }

    /// @dev Somebody else moved or held the market, or dropped what was queued: bounds are measured anew, the queue read.
    function _forgetQueue(uint256 market) internal {
        _readQueue(market);
        _readRamp(market);
    }

    /// @dev Categories that opened in a call were the steward's own, opened by an execution without doubt.
    function _checkEModes(uint256 market, Call call, uint256 before) internal {
        uint256 now_ = ADAPTER.closedOf(_asset(market));
        uint256 opened = before & ~now_;
        uint256 closed = now_ & ~before;
        if (opened & ~_closedBySteward[market] != 0) ++broken[6];
        if (opened != 0 && (call != Call.Execute || _doubtful(market))) ++broken[3];
        if (closed != 0 && (call != Call.Tighten || closed & ~FOLLOWED != 0)) ++broken[1];
        if (opened != 0) ++eModesOpened;
        _closedBySteward[market] = (_closedBySteward[market] | closed) & ~opened;
    }

    /// @dev Somebody else changed the categories: what they closed, or opened, is not the steward's.
    function _othersSetEModes(uint256 market, uint256 closed) internal {
        uint256 before = ADAPTER.closedOf(_asset(market));
        ADAPTER.setEModes(_asset(market), FOLLOWED | LEFT, closed);
        _closedBySteward[market] &= before & closed;
    }

    function _doubtful(uint256 market) internal view returns (bool) {
        IRiskOracle.ScoreRecord memory r = _records[market];
        return
            _status[market] != IRiskOracle.Status.Fresh ||
            r.degraded ||
            r.outOfDistribution ||
            r.spread.toUint() > MAX_SPREAD ||
            r.contributors < MIN_CONTRIBUTORS;
    }

    function _checkTightening(uint256 market, uint256 p, Call call, uint256 from, uint256 to) private {
        Ghost storage ghost = _ghosts[market][p];
        if (call != (p == 1 ? Call.Lower : Call.Tighten)) ++broken[p == 1 ? 7 : 1];
        if (_status[market] < IRiskOracle.Status.Degraded) ++broken[3];
        if (from - to > _tightenStepOf(p)) ++broken[1];
        if (block.timestamp < ghost.lastTightenAt + _tightenDelayOf(p)) ++broken[1];
        _checkDrift(p, to);
        _checkBudget(_taken[market][p], p, from - to);
        if (p == 1) _checkRamp(market, to);
        (ghost.lastTightenAt, ghost.lastChangeAt, ghost.queuedAt) = (block.timestamp, block.timestamp, 0);
        ++tightened[p];
    }

    function _checkLoosening(uint256 market, uint256 p, Call call, uint256 from, uint256 to) private {
        Ghost storage ghost = _ghosts[market][p];
        if (call != Call.Execute) ++broken[2];
        if (_doubtful(market)) ++broken[3];
        if (to - from > _loosenStepOf(p) || to > _anchorOf(p)) ++broken[1];
        if (block.timestamp < ghost.lastChangeAt + _loosenDelayOf(p)) ++broken[1];
        _checkDrift(p, to);
        // H2: announced, waited for, not expired, and used once.
        if (ghost.queuedAt == 0 || to > ghost.queuedTo) ++broken[2];
        uint256 executableAt = ghost.queuedAt + _loosenDelayOf(p);
        if (block.timestamp < executableAt || block.timestamp >= executableAt + EXPIRY) ++broken[2];
        (ghost.lastChangeAt, ghost.queuedAt) = (block.timestamp, 0);
        ++loosened[p];
    }

    function _checkDrift(uint256 p, uint256 to) private {
        uint256 anchor = _anchorOf(p);
        if ((to > anchor ? to - anchor : anchor - to) > _driftOf(p)) ++broken[1];
    }

    /// @dev Over any window that ends now: what was full, and what the window recharged.
    function _checkBudget(Taken[] storage taken, uint256 p, uint256 amount) private {
        taken.push(Taken(block.timestamp, amount));
        uint256 sum = 0;
        for (uint256 i = taken.length; i > 0; --i) {
            sum += taken[i - 1].amount;
            uint256 window = block.timestamp - taken[i - 1].at;
            if (sum > _budgetOf(p) + (_budgetOf(p) * window) / 1 days) ++broken[1];
            if (window > 3 days) return;
        }
    }

    /// @dev H5: a limit stays a limit, of whole units and never 0.
    function _checkCap(uint256 cap) private {
        if (cap == UNLIMITED || cap == 0 || cap % CAP_UNIT != 0) ++broken[5];
    }

    /// @dev H7: announced long enough ago, not below what was announced, with a grace period.
    function _checkRamp(uint256 market, uint256 to) private {
        uint256 at = _rampAnnouncedAt[market];
        if (at == 0 || block.timestamp < at + NOTICE || block.timestamp >= at + NOTICE + RAMP_EXPIRY) ++broken[7];
        if (to < _rampTo[market]) ++broken[7];
        if (ADAPTER.graceOf(_asset(market)) != GRACE) ++broken[7];
    }

    /// @dev A ramp that appears was announced now; one that is gone is gone.
    function _readRamp(uint256 market) private {
        ICollateralSteward.MarketState memory state = steward.stateOf(_ids[market]);
        uint256 to = state.rampTo.toUint();
        if (to == 0) _rampAnnouncedAt[market] = 0;
        else if (_rampAnnouncedAt[market] == 0 || state.rampStartsAt == block.timestamp + NOTICE) {
            _rampAnnouncedAt[market] = block.timestamp;
        } else if (to != _rampTo[market] || state.rampStartsAt != _rampAnnouncedAt[market] + NOTICE) {
            ++broken[7];
        }
        _rampTo[market] = to;
    }

    /// @dev A loosening that appears was announced now, and no earlier.
    function _readQueue(uint256 market) private {
        ICollateralSteward.MarketState memory state = steward.stateOf(_ids[market]);
        for (uint256 p = 0; p < PARAMETERS; ++p) {
            Ghost storage ghost = _ghosts[market][p];
            uint256 executableAt = state.parameters[p].executableAt;
            if (executableAt == 0) ghost.queuedAt = 0;
            else if (executableAt == block.timestamp + _loosenDelayOf(p)) ghost.queuedAt = block.timestamp;
            else if (ghost.queuedAt == 0 || executableAt != ghost.queuedAt + _loosenDelayOf(p)) ++broken[2];
            ghost.queuedTo = state.parameters[p].queued;
        }
    }
}
