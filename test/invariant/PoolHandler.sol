// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {FaultyOracle} from "../mocks/FaultyOracle.sol";
import {Log, vm} from "../mocks/Vm.sol";
import {PoolWorld} from "./PoolWorld.sol";

/// @notice People trade, add, remove and donate while the oracle reprices, falls silent, breaks and changes the market's
/// event; beside it what the fee and the gate should be, worked out on their own.
abstract contract PoolHandler is PoolWorld {
    bytes32 private constant SWAP_TOPIC = keccak256("Swap(bytes32,address,int128,int128,uint160,uint128,int24,uint24)");
    uint256 private constant MOST = 1e21;

    error Left();

    /// @dev What is said last, whether or not it is answered.
    uint256 private _score = 1_00;
    uint256 private _spread;
    uint256 private _observedAt = START;
    uint64 private _round = 1;
    IRiskOracle.Status private _status = IRiskOracle.Status.Fresh;
    bool private _broken;
    bool private _otherEvent;
    bool private _noted;
    bool private _changeNoted;

    int256 public added = LIQUIDITY;
    uint256 public swaps;
    uint256 public additions;
    uint256 public removals;
    uint256 public refusals;
    /// @notice What should not have happened, by its kind.
    uint256 public swapsFailed;
    uint256 public exitsFailed;
    uint256 public wrongFees;
    uint256 public wrongGates;
    uint256 public wrongNotes;

    function reprice(uint248 seed) external {
        _score = (seed >> 8) % 3 == 0 ? (seed >> 16) % 100_01 : (seed >> 16) % (2 * EXIT);
        _spread = (seed >> 64) % 4 == 0 ? (seed >> 80) % 100_01 : (seed >> 80) % 1_00;
        _status = seed % 4 == 0 ? IRiskOracle.Status((seed >> 4) % 4) : IRiskOracle.Status.Fresh;
        _observedAt = block.timestamp;
        _say(_score, _spread, _status, ++_round);
    }

    function breakOracle(uint248 seed) external {
        uint256 fault = seed % 10;
        _broken = fault > 0 && fault < 5;
        _oracle.setFault(FaultyOracle.Fault(_broken ? fault : 0));
    }

    function changeEvent(uint248 seed) external {
        _otherEvent = seed % 5 == 0;
        _scripted.list(_market(_otherEvent ? THRESHOLD + 1 : THRESHOLD));
    }

    function wait(uint248 time) external {
        vm.warp(block.timestamp + (time % MAX_SCORE_AGE));
    }

    function note() external {
        hook.note();
        _expectNote();
    }

    /// @notice R10: whatever the oracle does, a swap goes through, at the fee that its score is due.
    function swap(uint248 seed) external {
        int256 amount = int256(1e6 + ((uint256(seed) >> 8) % MOST));
        vm.recordLogs();
        try desk.swap(_key, _swapParams(seed % 2 == 0, seed % 3 == 0 ? amount : -amount)) {
            ++swaps;
        } catch {
            ++swapsFailed;
            return;
        }
        uint24 paid = _feeOf(vm.getRecordedLogs());
        if (paid != hook.fee() || !_isDue(paid)) ++wrongFees;
    }

    function add(uint248 seed) external {
        int256 delta = int256(1 + (uint256(seed) % uint256(LIQUIDITY)));
        bool open = _isOpen();
        try desk.modifyLiquidity(_key, _range(delta)) {
            if (!open) ++wrongGates;
            added += delta;
            ++additions;
            _expectNote();
        } catch {
            if (open) ++wrongGates;
            ++refusals;
        }
    }

    /// @notice R10: whoever put liquidity in takes it out; the last tenth stays for the swaps.
    function remove(uint248 seed) external {
        int256 delta = int256(uint256(seed) % uint256(added - LIQUIDITY / 10 + 1));
        try desk.modifyLiquidity(_key, _range(-delta)) {
            added -= delta;
            ++removals;
        } catch {
            ++exitsFailed;
        }
    }

    function donate(uint248 seed) external {
        try desk.donate(_key, uint256(seed) % MOST, (uint256(seed) >> 100) % MOST) {} catch {
            ++exitsFailed;
        }
    }

    /// @notice For the test alone: takes out everything that is in, and undoes it by reverting with `Left`.
    /// @param key The hash of this address, which no sequence of calls comes upon; a sender it might.
    function leaveAll(bytes32 key) external {
        if (key != keccak256(abi.encode(this))) return;
        desk.modifyLiquidity(_key, _range(-added));
        revert Left();
    }

    function _expectNote() private {
        if (!_broken) {
            _changeNoted = _otherEvent;
            bool judged = !_otherEvent && _status != IRiskOracle.Status.Unknown && !_isOld();
            if (judged && _score >= ENTER) _noted = true;
            else if (judged && _score < EXIT && _status == IRiskOracle.Status.Fresh) _noted = false;
        }
        if (hook.breachNoted() != _noted || hook.eventChanged() != _changeNoted) ++wrongNotes;
    }

    function _isOpen() private view returns (bool) {
        if (_broken || _otherEvent || _status == IRiskOracle.Status.Unknown || _isOld()) return false;
        if (_score >= ENTER) return false;
        return !_noted || (_score < EXIT && _status == IRiskOracle.Status.Fresh);
    }

    function _isOld() private view returns (bool) {
        return block.timestamp - _observedAt > MAX_SCORE_AGE;
    }

    /// @dev The line without a division: a fee is due if it is the least that is not below it.
    function _isDue(uint24 paid) private view returns (bool) {
        bool blind = _broken || _changeNoted || _status == IRiskOracle.Status.Unknown;
        if (blind || _status == IRiskOracle.Status.Stale) return paid == BLIND_FEE;
        if (paid < MIN_FEE || paid > MAX_FEE) return false;
        if (_status == IRiskOracle.Status.Degraded && paid == BLIND_FEE) return !_isBelowLine(BLIND_FEE);
        if (_status == IRiskOracle.Status.Degraded && paid < BLIND_FEE) return false;
        return !_isBelowLine(paid) && (paid == MIN_FEE || _isBelowLine(paid - 1));
    }

    function _isBelowLine(uint24 paid) private view returns (bool) {
        uint256 doubted = _score + _spread;
        if (doubted <= LOW) return paid < MIN_FEE;
        if (doubted > HIGH) doubted = HIGH;
        return (uint256(paid) - MIN_FEE) * (HIGH - LOW) < uint256(MAX_FEE - MIN_FEE) * (doubted - LOW);
    }

    function _feeOf(Log[] memory logs) private pure returns (uint24 paid) {
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] != SWAP_TOPIC) continue;
            (, , , , , paid) = abi.decode(logs[i].data, (int128, int128, uint160, uint128, int24, uint24));
        }
    }
}
