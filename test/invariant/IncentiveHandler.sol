// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IIncentiveGate} from "../../contracts/interfaces/IIncentiveGate.sol";
import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {IStakingRewardsGate} from "../../contracts/interfaces/IStakingRewardsGate.sol";
import {FaultyOracle} from "../mocks/FaultyOracle.sol";
import {vm} from "../mocks/Vm.sol";
import {IncentiveWorld} from "./IncentiveWorld.sol";

/// @notice Scores rise and fall, the oracle breaks, rounds are followed or missed, periods are released, the DAO moves its
/// emissions and takes rewards back, and who earned claims; beside it whether each gate should be on.
abstract contract IncentiveHandler is IncentiveWorld {
    error ResumedAt(uint256 aave, uint256 staking);

    /// @dev A gate's books.
    struct Book {
        bool off;
        uint256 row;
        uint64 counted;
        uint256 emission;
    }

    Book[2] private _books;
    uint256 private _score = 1_00;
    uint256 private _observedAt;
    uint64 private _round;
    IRiskOracle.Status private _status;
    bool private _broken;
    bool private _otherEvent;

    uint256 public suspensions;
    uint256 public resumptions;
    uint256 public releases;
    /// @notice What should not have happened, by its kind.
    uint256 public wrongStates;
    uint256 public wrongReleases;
    uint256 public claimsFailed;

    constructor() {
        (_books[0].emission, _books[1].emission) = (EMISSION, EMISSION);
        reprice(0);
    }

    /// @notice The next round, mostly calm; some rounds are missed.
    function reprice(uint248 seed) public {
        _score = seed % 6 == 5 ? ENTER + ((seed >> 8) % (100_01 - ENTER)) : (seed >> 8) % (EXIT + 5_00);
        _status = (seed >> 64) % 8 == 7 ? IRiskOracle.Status((seed >> 72) % 4) : IRiskOracle.Status.Fresh;
        _round += (seed >> 80) % 10 == 9 ? 2 : 1;
        _observedAt = block.timestamp;
        _say(_score, _status, _round);
        if ((seed >> 96) % 4 != 0) {
            _follow(0);
            _follow(1);
        }
    }

    function follow(uint248 seed) external {
        _follow(seed % 2);
    }

    function breakOracle(uint248 seed) external {
        uint256 fault = seed % 12;
        _broken = fault > 0 && fault < 5;
        _oracle.setFault(FaultyOracle.Fault(_broken ? fault : 0));
    }

    function changeEvent(uint248 seed) external {
        _otherEvent = seed % 6 == 0;
        _scripted.list(_market(_otherEvent ? THRESHOLD + 1 : THRESHOLD));
    }

    function wait(uint248 time) external {
        vm.warp(block.timestamp + (time % 9 == 0 ? time % 8 days : time % MAX_SCORE_AGE));
    }

    function setEmission(uint248 seed) external {
        uint256 which = seed % 2;
        _books[which].emission = 1 + ((uint256(seed) >> 1) % EMISSION);
        (which == 0 ? aaveGate : stakingGate).setEmission(_books[which].emission);
    }

    /// @notice A period is handed on only where the gate is on, and never faster than the DAO set.
    function release() external {
        bool due = block.timestamp >= distributor.periodFinish();
        _expect(1);
        bool off = _books[1].off;
        try IStakingRewardsGate(address(stakingGate)).release() returns (uint256 amount) {
            if (off ? amount != 0 : !due) ++wrongReleases;
            if (amount == 0) return;
            ++releases;
            if (distributor.rewardRate() != _books[1].emission) ++wrongReleases;
        } catch {
            if (off || due) ++wrongReleases;
            // A call that reverts forgets what it noted; the books note it again.
            stakingGate.follow();
        }
        _compare(1);
    }

    function claim() external {
        try this.claimAll() {} catch {
            ++claimsFailed;
        }
    }

    function claimAll() external {
        if (msg.sender == address(this)) _claim();
    }

    /// @notice For the test alone: the oracle recovers, calm rounds follow each other, and what is emitted then is said by
    /// reverting with it.
    /// @param key The hash of this address, which no sequence of calls comes upon; a sender it might.
    function recover(bytes32 key) external {
        if (key != keccak256(abi.encode(this))) return;
        _oracle.setFault(FaultyOracle.Fault.None);
        _scripted.list(_market(THRESHOLD));
        for (uint256 i = 0; i < DWELL; ++i) {
            _say(1_00, IRiskOracle.Status.Fresh, ++_round);
            aaveGate.follow();
            stakingGate.follow();
        }
        vm.warp(block.timestamp + 8 days);
        _release();
        revert ResumedAt(emitted(), distributor.rewardRate());
    }

    /// @notice What a gate should emit, and whether it is on.
    function book(uint256 which) external view returns (Book memory) {
        return _books[which];
    }

    /// @notice Rewards that are neither with the gate, the distributor, nor here.
    function strayed() external view returns (uint256) {
        uint256 here = reward.balanceOf(address(this)) + reward.balanceOf(address(stakingGate));
        return reward.totalSupply() - here - reward.balanceOf(address(distributor));
    }

    function _follow(uint256 which) private {
        _expect(which);
        (which == 0 ? aaveGate : stakingGate).follow();
        _compare(which);
    }

    function _compare(uint256 which) private {
        IIncentiveGate gate = which == 0 ? aaveGate : stakingGate;
        Book memory expected = _books[which];
        bool same = gate.suspended() == expected.off && gate.emission() == expected.emission;
        if (!same || (expected.off && gate.calmRounds() != expected.row)) ++wrongStates;
    }

    function _expect(uint256 which) private {
        Book storage its = _books[which];
        bool silent = _broken || _otherEvent || _status == IRiskOracle.Status.Unknown;
        if (silent || block.timestamp - _observedAt > MAX_SCORE_AGE) return;
        if (!its.off) {
            if (_score < ENTER) return;
            (its.off, its.row, its.counted) = (true, 0, _round);
            ++suspensions;
        } else if (_round > its.counted) {
            bool calm = _score < EXIT && _status == IRiskOracle.Status.Fresh;
            its.row = !calm ? 0 : (_round - its.counted == 1 ? its.row + 1 : 1);
            its.counted = _round;
            if (its.row < DWELL) return;
            its.off = false;
            ++resumptions;
        }
    }
}
