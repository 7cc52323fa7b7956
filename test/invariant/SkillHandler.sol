// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {ISkillLedger} from "../../contracts/interfaces/ISkillLedger.sol";
import {vm} from "../mocks/Vm.sol";
import {SkillDesk} from "./SkillDesk.sol";

/// @notice Everything that can be done to the ledger, in any order: observations are witnessed in time, late or never,
/// windows settled from right and wrong rounds, whole or in pieces, cases brought in any order and again, epochs closed
/// at any moment, while feeds turn and fall silent and the governor changes everything.
abstract contract SkillHandler is SkillDesk {
    /// @notice Calls of any kind.
    uint256 public calls;

    modifier called() {
        ++calls;
        _;
    }

    /// @notice Some members observe, under the present digests or under earlier ones, and mostly somebody witnesses it.
    function observe(uint248 seed) external called {
        Case memory its = _fresh(seed);
        if (seed % 4 == 0) its.roster = uint32((seed >> 8) % _rosters.length);
        if (seed % 8 == 1) its.listing = uint32((seed >> 8) % _listings.length);
        its.members = uint32(1 + ((seed >> 16) % (2 ** _rosters[its.roster].chairs.length - 1)));
        if (seed % 3 != 0) _witness(its);
        _cases.push(its);
    }

    /// @notice Another batch of a round that was observed before: others, the same anew, another word, another second.
    function observeAgain(uint248 seed) external called {
        if (_cases.length == 0) return;
        Case memory its = _cases[seed % _cases.length];
        its.members = uint32(1 + ((seed >> 8) % (2 ** _rosters[its.roster].chairs.length - 1)));
        if ((seed >> 40) % 4 == 0) ++its.salt;
        if ((seed >> 48) % 4 == 0) ++its.observedAt;
        its.seenAt = 0;
        _witness(its);
        _cases.push(its);
    }

    /// @notice The first witness stands.
    function witness(uint248 seed) external called {
        if (_cases.length == 0) return;
        Case memory its = _cases[seed % _cases.length];
        _witness(its);
        _cases[seed % _cases.length] = its;
    }

    function pass(uint248 seed) external called {
        _pass(seed, 1 + (seed % 4));
    }

    /// @notice A feed is silent for a while, or turns to another aggregator.
    function disturb(uint248 seed) external called {
        uint256 feed = seed % FEEDS;
        if ((seed >> 8) % 3 == 0) _silence(feed, GRID * (12 + ((seed >> 16) % 24)));
        else _turn(feed, _price(seed >> 16));
    }

    /// @notice R12: from any round, and by any number of steps at a time.
    function settle(uint248 seed) external called {
        if (_cases.length == 0) return;
        Case memory its = _cases[seed % _cases.length];
        uint256 market = (seed >> 8) % FEEDS;
        if ((seed >> 16) % 2 == 0 && block.timestamp <= _endOf(its, market)) _pass(seed, 3);
        uint80 start = _verdictOf(its, market).start;
        if ((seed >> 24) % 2 == 0) start = _anyRound(market, start, seed >> 32);
        _settle(its, market, start, (seed >> 64) % 6);
    }

    /// @notice R12: what is ready counts to the last unit, and what is not is refused.
    function account(uint248 seed) external called {
        Case memory its = _chosen(seed);
        uint64 mask = _judgeable(its);
        if ((seed >> 64) % 8 == 0) mask = uint64((seed >> 72) % 4);
        _account(its, mask);
    }

    /// @notice First a quorum on one market, then everyone on all of them, those that were counted too.
    function accountInPieces(uint248 seed) external called {
        Case memory its = _chosen(seed);
        Case memory first = _quorumOf(its);
        _witness(first);
        uint64 mask = uint64(1 << ((seed >> 64) % FEEDS)) & _judgeable(its);
        if (mask != 0) _account(first, mask);
        _account(its, _judgeable(its));
    }

    /// @notice R2, R12: with one thing wrong it does not count; without it, it does.
    function accountSpoilt(uint248 seed) external called {
        Case memory its = _chosen(seed);
        uint64 mask = _judgeable(its);
        if (mask != 0 && _count(its.members) > 1) {
            IRiskOracle.Report memory report = _reportOf(its, mask);
            _sign(its, report);
            Flaw flaw = Flaw((seed >> 64) % FLAWS);
            _spoil(its, report, flaw, seed >> 72);
            // The others may have been witnessed by themselves: then they are a case of their own.
            bool stands = flaw == Flaw.OneLeftOut && ledger.witnessedAt(_hashOf(_withoutLast(its))) != 0;
            if (!stands && _send(its, report)) ++broken[LOSSES];
        }
        _account(its, mask);
    }

    /// @notice R12: weights follow when an epoch ends, and at no other moment.
    function closeEpoch(uint248 seed) external called {
        if (seed % 2 == 0) _pass(seed, 8);
        uint256 nextRound = block.timestamp - (block.timestamp % ROUND) + ROUND;
        if (seed % 4 == 0) vm.warp(nextRound + ROUND / 2 - ((seed >> 8) % 2));
        _close();
    }

    function reconfigure(uint248 seed) external called {
        // Rare, lest no epoch ever be long enough.
        if (seed % 3 == 0) _configure(seed >> 8);
        if (seed % 6 == 0) _close();
    }

    /// @notice Another digest, the same seats: what was signed under the last one still counts.
    function suspendOrReinstate(uint248 seed) external called {
        uint8 member = uint8(seed % _roster().chairs.length);
        (, bool suspended) = committee.memberAt(member);
        if (suspended) committee.reinstate(member);
        else committee.suspend(member);
        _renew(new uint16[](0));
    }

    function relist(uint248 seed) external called {
        _list(seed);
    }

    /// @notice What the ledger should say of a key, its epoch's part as of the present epoch.
    function recordOf(uint256 key) external view returns (Record memory record) {
        record = _records[key];
        if (record.epoch == _epoch.index) return record;
        (record.epochEvents, record.epochAttended, record.epochRegret) = (0, 0, 0);
    }

    function epoch() external view returns (ISkillLedger.Epoch memory) {
        return _epoch;
    }

    function weightAt(uint256 member) external view returns (uint256 members, uint256 weight) {
        return (_roster().chairs.length, _roster().chairs[member].weight);
    }

    function cases() external view returns (uint256) {
        return _cases.length;
    }

    /// @notice What the ledger should say of a case on a market.
    function caseAt(
        uint256 index,
        uint256 market
    ) external view returns (Case memory its, bytes32 marketsDigest, Window memory window, Tally memory tally) {
        its = _cases[index];
        return (its, _listings[its.listing].digest, _windowOf(its, market), _tallyOf(its, market));
    }

    function verdictAt(uint256 index, uint256 market) external view returns (Verdict memory) {
        return _verdictOf(_cases[index], market);
    }

    /// @dev Mostly a new case of a quorum or more, witnessed and over, with whatever stands in its way out of it; now and
    /// then any case there is, as it is.
    function _chosen(uint256 seed) private returns (Case memory its) {
        if (_cases.length > 0 && counted > 0 && seed % 4 == 0) return _cases[(seed >> 8) % _cases.length];
        if (_roster().version != _epoch.configuredVersion) _close();
        its = _fresh(seed);
        uint256 all = 2 ** _roster().chairs.length - 1;
        its.members = uint32((seed >> 16) & all);
        if (_count(its.members) < 2 * _roster().faults + 1) its.members = uint32(all);
        // Now and then nobody sees it before it is known how it turned out.
        bool late = counted > 0 && (seed >> 4) % 6 == 0;
        if (!late) {
            _witness(its);
            _witness(_quorumOf(its));
        }
        _cases.push(its);
        while (block.timestamp <= _endOf(its, FEEDS - 1) || _verdictOf(its, FEEDS - 1).isBehind) {
            _pass(seed = uint256(keccak256(abi.encode(seed))), 3);
        }
        if (late) _witness(its);
        for (uint256 market = 0; market < FEEDS; ++market) {
            _settle(its, market, _verdictOf(its, market).start, 1 + (seed % 3));
            _settle(its, market, _verdictOf(its, market).start, 100);
        }
    }

    function _fresh(uint256 seed) private view returns (Case memory its) {
        its.salt = uint256(keccak256(abi.encode(seed, calls)));
        its.observedAt = uint64(block.timestamp - ((seed >> 4) % 4) * GRID);
        if (its.observedAt < _epoch.termStartedAt && seed % 8 != 0) its.observedAt = uint64(block.timestamp);
        (its.roster, its.listing) = (uint32(_rosters.length - 1), uint32(_listings.length - 1));
    }

    /// @dev A round beside the right one, of an earlier phase, or none at all.
    function _anyRound(uint256 feed, uint80 right, uint256 seed) private view returns (uint80) {
        uint256 kind = seed % 5;
        if (kind == 0 && right > 0) return right - 1;
        if (kind == 1) return right + 1;
        if (kind == 2) return _inForce[feed][(seed >> 8) % _inForce[feed].length].id;
        if (kind == 3) return uint80((((seed >> 8) % 3) << 64) | ((seed >> 16) % 8));
        return uint80(uint256(right) + (1 << 64));
    }
}
