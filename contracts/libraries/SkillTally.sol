// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommittee} from "../interfaces/ICommittee.sol";
import {IRiskOracle} from "../interfaces/IRiskOracle.sol";
import {ISkillLedger} from "../interfaces/ISkillLedger.sol";
import {MarketId} from "../types/MarketId.sol";
import {PackedScore} from "../types/PackedScore.sol";
import {Seat} from "../types/Seat.sol";
import {Ballot} from "./Ballot.sol";
import {BrierLoss} from "./BrierLoss.sol";
import {ScoreVector} from "./ScoreVector.sol";
import {WeightRule} from "./WeightRule.sol";

/// @notice What members lost, epoch by epoch and for as long as their key lives.
///
/// Regret is against the peers who were awake on the same event, so that whoever sleeps through the hard ones gains
/// nothing by it (sleeping experts: Freund, Schapire, Singer, Warmuth 1997). A member brought later than others is
/// measured against everyone brought so far; those before it are not measured anew.
library SkillTally {
    using Ballot for Ballot.Box;

    /// @param rounds A round of one market, once however many batches bring it, by the committee's configured version.
    /// @param standings By signer.
    struct Book {
        mapping(uint32 version => mapping(MarketId => mapping(uint64 round => ISkillLedger.Attendance))) rounds;
        mapping(address signer => ISkillLedger.Standing) standings;
    }

    /// @notice Verified observations of one round, and what they add.
    /// @param pin What the round is of.
    /// @param bitmap All members of the batch.
    /// @param members Index of each, ascending.
    /// @param seats Signer and weight of each.
    /// @param vectors Where each one's scores start in the calldata.
    /// @param box Counts their median as the oracle does.
    /// @param standings Each one's, as the batch leaves it.
    /// @param isNew Whether any of it counted.
    struct Batch {
        uint64 round;
        uint160 pin;
        uint32 bitmap;
        uint256[] members;
        Seat[] seats;
        uint256[] vectors;
        Ballot.Box box;
        ISkillLedger.Standing[] standings;
        bool isNew;
    }

    function open(
        IRiskOracle.Report calldata report,
        Seat[] memory seats,
        uint8 faults,
        uint160 pin
    ) internal pure returns (Batch memory batch) {
        uint256 n = seats.length;
        (batch.round, batch.pin, batch.seats) = (report.round, pin, seats);
        (batch.members, batch.vectors) = (new uint256[](n), new uint256[](n));
        // How many models and operators a report needs is the oracle's affair.
        batch.box = Ballot.open({seats: seats, faults: faults, minModels: 0, minOperators: 0});
        for (uint256 i = 0; i < n; ++i) {
            bytes calldata scores = report.observations[i].scores;
            batch.box.add(i, seats[i], scores);
            batch.vectors[i] = ScoreVector.position(scores);
            batch.members[i] = report.observations[i].member;
            // Safe cast: a member's index is below 31.
            batch.bitmap |= uint32(1 << batch.members[i]);
        }
    }

    /// @notice Reads where the batch's members stand in an epoch.
    function load(Book storage book, Batch memory batch, uint16 epoch) internal view {
        batch.standings = new ISkillLedger.Standing[](batch.seats.length);
        for (uint256 i = 0; i < batch.seats.length; ++i) {
            batch.standings[i] = _standingIn(book, epoch, batch.seats[i].signer());
        }
    }

    /// @notice Counts a batch on one market.
    /// @return first Whether the round was not counted before.
    function count(
        Book storage book,
        ISkillLedger.Epoch memory epoch,
        Batch memory batch,
        MarketId marketId,
        uint256 market,
        ISkillLedger.Outcome outcome
    ) internal returns (bool first) {
        ISkillLedger.Attendance storage slot = book.rounds[epoch.configuredVersion][marketId][batch.round];
        ISkillLedger.Attendance memory attendance = slot;
        first = attendance.members == 0;
        if (first) {
            _begin(attendance, batch, marketId, market);
        } else if (attendance.pin != batch.pin) {
            revert ISkillLedger.OtherObservation(marketId, batch.round);
        }
        uint32 before = attendance.members;
        uint16[] memory scores = _judge(attendance, batch, market, outcome == ISkillLedger.Outcome.Yes);
        attendance.members = before | batch.bitmap;
        _store(slot, attendance);
        emit ISkillLedger.RoundAccounted({
            marketId: marketId,
            round: batch.round,
            epoch: epoch.index,
            outcome: outcome,
            counted: before,
            brought: batch.bitmap,
            scores: scores
        });
    }

    /// @notice Writes where the batch leaves its members.
    /// @return any Whether anything of it counted.
    function write(Book storage book, Batch memory batch) internal returns (bool any) {
        if (!batch.isNew) return false;
        for (uint256 i = 0; i < batch.seats.length; ++i) {
            book.standings[batch.seats[i].signer()] = batch.standings[i];
        }
        return true;
    }

    /// @notice What an epoch says of each member.
    function skills(
        Book storage book,
        uint16 epoch,
        ICommittee.MemberConfig[] memory members
    ) internal view returns (WeightRule.Skill[] memory all) {
        all = new WeightRule.Skill[](members.length);
        for (uint256 i = 0; i < members.length; ++i) {
            ISkillLedger.Standing memory standing = _standingIn(book, epoch, members[i].signer);
            all[i] = WeightRule.Skill({events: standing.epochEvents, regret: standing.epochRegret});
        }
    }

    /// @notice Notes what each member missed in an epoch. A round begun in one epoch and completed in the next counts in
    /// the first: whoever is brought late is noted as missing there, and has one more in the other.
    function noteMissed(
        Book storage book,
        ISkillLedger.Epoch memory epoch,
        ICommittee.MemberConfig[] memory members
    ) internal {
        for (uint256 i = 0; i < members.length; ++i) {
            uint24 attended = _standingIn(book, epoch.index, members[i].signer).epochAttended;
            if (attended < epoch.rounds) book.standings[members[i].signer].missed += epoch.rounds - attended;
        }
    }

    function _standingIn(
        Book storage book,
        uint16 epoch,
        address signer
    ) private view returns (ISkillLedger.Standing memory standing) {
        standing = book.standings[signer];
        if (standing.epoch == epoch) return standing;
        (standing.epoch, standing.epochEvents, standing.epochAttended, standing.epochRegret) = (epoch, 0, 0, 0);
    }

    /// @dev What no quorum observed is no round: nobody is absent from it, and no liar alone says what it was of.
    function _begin(
        ISkillLedger.Attendance memory attendance,
        Batch memory batch,
        MarketId marketId,
        uint256 market
    ) private pure {
        if (batch.members.length < batch.box.quorum) {
            revert ISkillLedger.TooFewObservations(marketId, batch.members.length, batch.box.quorum);
        }
        (PackedScore tally, ) = batch.box.count(market);
        attendance.pin = batch.pin;
        attendance.medianBps = tally.hasScore() ? tally.score() : uint16(ScoreVector.ABSTAIN);
    }

    /// @dev Adds each new member's forecast to the round, then its loss and regret to what the batch adds.
    /// @return scores What each said, abstentions included.
    function _judge(
        ISkillLedger.Attendance memory attendance,
        Batch memory batch,
        uint256 market,
        bool happened
    ) private pure returns (uint16[] memory scores) {
        uint256 n = batch.members.length;
        scores = new uint16[](n);
        for (uint256 i = 0; i < n; ++i) {
            // Safe cast: a value has 14 bits.
            scores[i] = uint16(ScoreVector.entry(batch.vectors[i], market) & ScoreVector.VALUE_MASK);
            if (!_isNew(attendance, batch.members[i]) || scores[i] == ScoreVector.ABSTAIN) continue;
            ++attendance.voters;
            // Safe cast: a loss is at most 1e8, and 31 of them have 32 bits.
            attendance.lossSum += uint32(BrierLoss.lossOf(scores[i], happened));
        }
        for (uint256 i = 0; i < n; ++i) {
            if (!_isNew(attendance, batch.members[i])) continue;
            batch.isNew = true;
            ISkillLedger.Standing memory standing = batch.standings[i];
            ++standing.epochAttended;
            ++standing.attended;
            if (scores[i] == ScoreVector.ABSTAIN) continue;
            _addEvent(standing, attendance, BrierLoss.lossOf(scores[i], happened));
        }
    }

    function _isNew(ISkillLedger.Attendance memory attendance, uint256 member) private pure returns (bool) {
        return (attendance.members >> member) & 1 == 0;
    }

    /// @dev An event on which nobody else voted has no peers to regret.
    function _addEvent(
        ISkillLedger.Standing memory standing,
        ISkillLedger.Attendance memory attendance,
        uint256 loss
    ) private pure {
        ++standing.epochEvents;
        ++standing.events;
        // Safe casts: a loss is at most 1e8, and so is a regret on either side of zero.
        standing.loss += uint64(loss);
        if (attendance.voters < 2) return;
        standing.epochRegret += int56(BrierLoss.regret(attendance.lossSum, attendance.voters, loss));
    }

    function _store(ISkillLedger.Attendance storage slot, ISkillLedger.Attendance memory attendance) private {
        slot.pin = attendance.pin;
        slot.members = attendance.members;
        slot.lossSum = attendance.lossSum;
        slot.voters = attendance.voters;
        slot.medianBps = attendance.medianBps;
    }
}
