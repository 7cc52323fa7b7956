// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISkillLedger} from "../../contracts/interfaces/ISkillLedger.sol";
import {CaseForge} from "./CaseForge.sol";

/// @notice What a bookkeeper notes of outcomes, losses, regrets and rounds missed, by the definitions.
abstract contract SkillBook is CaseForge {
    struct Window {
        ISkillLedger.Outcome outcome;
        bool isBegun;
        uint256 walked;
    }

    /// @param losses One for each member that was counted and did not abstain.
    struct Tally {
        uint256 members;
        uint64 observedAt;
        uint32 listing;
        uint16 median;
        uint256[] losses;
    }

    /// @dev The first four are of the epoch named, the others of the key's life.
    struct Record {
        uint256 epoch;
        uint256 epochEvents;
        uint256 epochAttended;
        int256 epochRegret;
        uint256 events;
        uint256 attended;
        uint256 missed;
        uint256 loss;
    }

    mapping(bytes32 window => Window) internal _windows;
    mapping(bytes32 tally => Tally) internal _tallies;
    mapping(uint256 key => Record) internal _records;
    ISkillLedger.Epoch internal _epoch;

    function _windowOf(Case memory its, uint256 market) internal view returns (Window storage) {
        return _windows[keccak256(abi.encode(its.listing, market, its.observedAt))];
    }

    function _tallyOf(Case memory its, uint256 market) internal view returns (Tally storage) {
        return _tallies[keccak256(abi.encode(_epoch.configuredVersion, market, its.observedAt / ROUND))];
    }

    function _endOf(Case memory its, uint256 market) internal pure returns (uint256) {
        return its.observedAt + _horizon(market);
    }

    /// @dev Markets of the case whose outcome is known and lets anybody lose.
    function _judgeable(Case memory its) internal view returns (uint64 mask) {
        for (uint256 market = 0; market < FEEDS; ++market) {
            ISkillLedger.Outcome outcome = _windowOf(its, market).outcome;
            if (outcome == ISkillLedger.Outcome.No || outcome == ISkillLedger.Outcome.Yes) mask |= uint64(1 << market);
        }
    }

    /// @dev Whether the case must count on the markets named, all of them.
    function _countable(Case memory its, uint64 mask) internal view returns (bool isNew) {
        bool inTerm = _roster().version == _epoch.configuredVersion && its.observedAt >= _epoch.termStartedAt;
        bool inTime = its.seenAt != 0 && its.seenAt <= its.observedAt + MAX_AGE;
        if (!inTerm || !inTime || mask == 0 || mask & ~_judgeable(its) != 0 || !_sameSeats(its)) return false;
        for (uint256 market = 0; market < FEEDS; ++market) {
            if ((mask >> market) & 1 == 0) continue;
            if (block.timestamp > _endOf(its, market) + EPOCH) return false;
            Tally storage tally = _tallyOf(its, market);
            if (tally.members == 0 && _count(its.members) < 2 * _roster().faults + 1) return false;
            bool other = tally.observedAt != its.observedAt || tally.listing != its.listing;
            if (tally.members != 0 && other) return false;
            if (its.members & ~tally.members != 0) isNew = true;
        }
    }

    /// @dev Notes a case that was counted.
    function _note(Case memory its, uint64 mask) internal {
        for (uint256 market = 0; market < FEEDS; ++market) {
            if ((mask >> market) & 1 == 1) _noteOn(its, market);
        }
    }

    function _noteOn(Case memory its, uint256 market) private {
        Tally storage tally = _tallyOf(its, market);
        if (tally.members == 0) {
            ++_epoch.rounds;
            (tally.observedAt, tally.listing, tally.median) = (its.observedAt, its.listing, _median(its, market));
        }
        bool came = _windowOf(its, market).outcome == ISkillLedger.Outcome.Yes;
        uint256 fresh = its.members & ~tally.members;
        for (uint256 i = 0; fresh >> i != 0; ++i) {
            uint256 forecast = _forecastOf(its, i, market);
            if ((fresh >> i) & 1 == 1 && forecast != ABSTAIN) tally.losses.push(_loss(forecast, came));
        }
        for (uint256 i = 0; fresh >> i != 0; ++i) {
            if ((fresh >> i) & 1 == 0) continue;
            Record storage record = _recordNow(_roster().chairs[i].key);
            ++record.attended;
            ++record.epochAttended;
            uint256 forecast = _forecastOf(its, i, market);
            if (forecast == ABSTAIN) continue;
            ++record.events;
            ++record.epochEvents;
            record.loss += _loss(forecast, came);
            record.epochRegret += _regret(tally.losses, _loss(forecast, came));
        }
        tally.members |= its.members;
    }

    /// @dev A key's record with what it has of the present epoch.
    function _recordNow(uint256 key) internal returns (Record storage record) {
        record = _records[key];
        if (record.epoch == _epoch.index) return record;
        (record.epoch, record.epochEvents, record.epochAttended, record.epochRegret) = (_epoch.index, 0, 0, 0);
    }

    /// @dev Everyone who sits missed the rounds of the epoch in which it did not speak.
    function _noteMissed() internal {
        for (uint256 i = 0; i < _roster().chairs.length; ++i) {
            Record storage record = _recordNow(_roster().chairs[i].key);
            if (record.epochAttended < _epoch.rounds) record.missed += _epoch.rounds - record.epochAttended;
        }
    }

    /// @dev How much less one lost than the others did on average, toward zero; none where there are no others.
    function _regret(uint256[] storage losses, uint256 own) private view returns (int256) {
        if (losses.length < 2) return 0;
        uint256 others = 0;
        for (uint256 i = 0; i < losses.length; ++i) others += losses[i];
        return int256((others - own) / (losses.length - 1)) - int256(own);
    }

    function _loss(uint256 forecast, bool came) private pure returns (uint256) {
        return came ? (100_00 - forecast) ** 2 : forecast ** 2;
    }

    /// @dev Signed under another roster counts where the same keys sat in the same seats, with the same models.
    function _sameSeats(Case memory its) private view returns (bool) {
        Chair[] storage now_ = _roster().chairs;
        Chair[] storage then_ = _rosters[its.roster].chairs;
        for (uint256 i = 0; its.members >> i != 0; ++i) {
            if ((its.members >> i) & 1 == 0) continue;
            if (i >= now_.length || now_[i].key != then_[i].key || now_[i].model != then_[i].model) return false;
        }
        return true;
    }

    /// @dev The smallest forecast such that those no larger weigh more than half, if a quorum voted.
    function _median(Case memory its, uint256 market) private view returns (uint16 best) {
        // Weights of the roster that signed, unless it had another f.
        uint256 roster = _rosters[its.roster].faults == _roster().faults ? its.roster : _rosters.length - 1;
        best = ABSTAIN;
        uint256 voters = 0;
        for (uint256 i = 0; its.members >> i != 0; ++i) {
            uint16 forecast = _forecastOf(its, i, market);
            if ((its.members >> i) & 1 == 0 || forecast == ABSTAIN) continue;
            ++voters;
            if (forecast < best && _outweighs(its, market, forecast, roster)) best = forecast;
        }
        if (voters < 2 * _roster().faults + 1) return ABSTAIN;
    }

    function _outweighs(Case memory its, uint256 market, uint16 most, uint256 roster) private view returns (bool) {
        (uint256 within, uint256 whole) = (0, 0);
        for (uint256 i = 0; its.members >> i != 0; ++i) {
            uint16 forecast = _forecastOf(its, i, market);
            if ((its.members >> i) & 1 == 0 || forecast == ABSTAIN) continue;
            whole += _rosters[roster].chairs[i].weight;
            if (forecast <= most) within += _rosters[roster].chairs[i].weight;
        }
        return 2 * within > whole;
    }
}
