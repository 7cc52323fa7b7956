// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {Rung} from "../../contracts/interfaces/IPauseAdapter.sol";
import {IPauseGuardian} from "../../contracts/interfaces/IPauseGuardian.sol";
import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {Bps} from "../../contracts/types/Bps.sol";
import {MarketId} from "../../contracts/types/MarketId.sol";
import {vm} from "../mocks/Vm.sol";
import {OrderForge} from "./OrderForge.sol";

/// @notice Everything that can be done to a guardian and around it, in any order: rounds, triggers, orders good and bad,
/// the DAO's resets, the brake, time. It counts what ought not to have happened, by guarantee.
abstract contract GuardianHandler is OrderForge {
    uint256 internal constant C1 = 101;
    uint256 private constant REMEMBERED = 3;

    /// @notice Rounds that were counted, raises on a score, emergency raises; orders refused though nothing was wrong.
    uint256 public counted;
    uint256 public raises;
    uint256 public ordered;
    uint256 public refused;

    /// @dev Drafts, encoded: what was signed and is not submitted yet, or was.
    bytes[REMEMBERED] private _pending;

    /// @notice An hour passes, or two; new scores stand, high ones more often than not.
    function round(uint256 seed) external {
        uint64 gap = seed % 8 == 0 ? 2 : 1;
        _round += gap;
        vm.warp(block.timestamp + gap * 1 hours);
        for (uint256 i = 0; i < MARKETS; ++i) {
            uint256 its = uint256(keccak256(abi.encode(seed, i)));
            uint256 score = its % 3 == 0 ? (its >> 8) % 40_00 : 35_00 + ((its >> 8) % 65_01);
            _records[i].score = Bps.wrap(uint16(score));
            _records[i].contributors = uint8(THICK - 1 + ((its >> 40) % 4));
            _records[i].round = _round;
            _records[i].observedAt = uint64(block.timestamp - ((its >> 48) % 30 minutes));
            _stale[i] = (its >> 60) % 10 == 0;
            IRiskOracle.Status status = (its >> 70) % 4 == 0 ? IRiskOracle.Status.Degraded : IRiskOracle.Status.Fresh;
            _oracle.set(idOf(i), _records[i], _stale[i] ? IRiskOracle.Status.Stale : status);
        }
    }

    /// @notice Anyone triggers both markets, one of them twice; then once more, which must change nothing.
    function trigger(uint256 seed) public {
        Rung[MARKETS] memory wanted;
        for (uint256 i = 0; i < MARKETS; ++i) wanted[i] = _expect(i);
        _trigger(seed);
        for (uint256 i = 0; i < MARKETS; ++i) {
            if (rungOf(i) != wanted[i]) ++broken[rungOf(i) < wanted[i] ? 1 : 2];
        }
        bytes32 before = _state();
        _trigger(seed);
        if (_state() != before) ++broken[3];
    }

    /// @notice Members sign an order now; it may be submitted whenever.
    function sign(uint256 seed) external {
        Draft memory draft = _draft(seed, seed % MARKETS);
        _sign(draft);
        _pending[(seed >> 4) % REMEMBERED] = abi.encode(draft);
    }

    /// @notice Anyone submits what was signed some time ago: it is used where nothing has come between, and only there.
    function submit(uint256 seed) external {
        bytes memory signed = _pending[seed % REMEMBERED];
        if (signed.length != 0) _submit(abi.decode(signed, (Draft)));
    }

    /// @notice G4: members sign, a score raises, the DAO undoes that raise, and then comes the order.
    function outlive(uint256 seed) external {
        uint256 market = seed % MARKETS;
        Draft memory draft = _draft(seed, market);
        draft.order.validUntil = uint64(block.timestamp + VALIDITY);
        _sign(draft);
        for (uint256 i = 0; i < DWELL; ++i) {
            vm.warp(block.timestamp + 1 hours);
            _records[market].round = ++_round;
            (_records[market].score, _records[market].contributors) = (Bps.wrap(95_00), THICK);
            _records[market].observedAt = uint64(block.timestamp);
            _stale[market] = false;
            _oracle.set(idOf(market), _records[market], IRiskOracle.Status.Fresh);
            trigger(seed);
        }
        if (rungOf(market) > draft.order.from) {
            _adapter.setRung(_asset(market), draft.order.from);
            ++_books[market].resets;
        }
        _submit(draft);
    }

    /// @notice An order with one thing wrong is refused, and used without it.
    function spoiltOrder(uint256 seed, uint256 kind) external {
        Fault fault = Fault(1 + (kind % FAULTS));
        Draft memory draft = _draft(seed, seed % MARKETS);
        Draft memory bad = abi.decode(abi.encode(draft), (Draft));
        _spoil(bad, fault);
        bool applies = fault != Fault.Suspended || _suspended != 0;
        _sign(bad);
        Rung before = rungOf(bad.market);
        if (applies && before < bad.order.rung && _send(bad)) ++broken[6];
        if (rungOf(bad.market) < before) ++broken[1];
        if (applies && rungOf(bad.market) != before) ++broken[6];
        if (!applies) return;
        _sign(draft);
        _submit(draft);
    }

    /// @notice The DAO lowers a ladder. Where somebody else had raised it, it voids orders in the same batch.
    function lower(uint256 seed) external {
        uint256 market = seed % MARKETS;
        Rung rung = rungOf(market);
        if (rung == Rung.None) return;
        _adapter.setRung(_asset(market), Rung((seed >> 8) % uint256(rung)));
        ++_books[market].resets;
        if (_books[market].byHand) _void(market);
        _books[market].byHand = false;
    }

    /// @notice Somebody else raises a ladder: another emergency admin, or the DAO.
    function raiseByHand(uint256 seed) external {
        uint256 market = seed % MARKETS;
        Rung rung = rungOf(market);
        if (seed % 4 != 0 || rung == Rung.Pause) return;
        _adapter.setRung(_asset(market), Rung(uint256(rung) + 1));
        _books[market].byHand = true;
    }

    function brake(uint256 seed) external {
        uint256 market = seed % MARKETS;
        // Seldom, as what kills every order hides what kills one.
        if ((seed >> 16) % 4 != 0) return;
        if ((seed >> 8) % 3 != 0) return _void(market);
        vm.prank(BRAKE);
        guardian.disable(idOf(market));
        _books[market].enabled = false;
    }

    function setPolicy(uint256 seed) external {
        uint256 market = seed % MARKETS;
        bool acts = _books[market].enabled && block.timestamp <= _books[market].heardAt + SILENCE;
        if (!acts || (seed >> 8) % 4 == 0) _setPolicy(market);
    }

    function suspend(uint256 seed) external {
        if ((seed >> 16) % 4 != 0) return;
        uint8 member = uint8(seed % MEMBERS);
        bool is_ = (_suspended >> member) & 1 == 1;
        // One at most, lest no order be possible.
        if (!is_ && _suspended != 0) return;
        ++_committeeEpoch;
        _suspended ^= 1 << member;
        if (is_) return _committee.reinstate(member);
        vm.prank(BRAKE);
        _committee.suspend(member);
    }

    /// @notice Mostly minutes, now and then days, seldom long enough to be a silence.
    function wait(uint256 seed) external {
        uint256 longest =
            seed % 16 == 0
                ? SILENCE + 1 days
                : seed % 4 == 0
                    ? PERIOD
                    : 40 minutes;
        vm.warp(block.timestamp + ((seed >> 8) % longest));
    }

    /// @notice C1: neither a stranger nor the brake sets a policy, takes a role, or calls what is the guardian's own.
    function trespass(uint256 seed) external {
        MarketId id = idOf(seed % MARKETS);
        address caller = seed % 2 == 0 ? STRANGER : BRAKE;
        _refuse(caller, abi.encodeCall(guardian.setPolicy, (id, _policy(seed % MARKETS))));
        _refuse(caller, abi.encodeCall(guardian.raiseOne, (id)));
        _refuse(caller, abi.encodeCall(IAccessControl.grantRole, (keccak256("CONFIGURATOR_ROLE"), caller)));
        _refuse(STRANGER, abi.encodeCall(guardian.disable, (id)));
        _refuse(STRANGER, abi.encodeCall(guardian.voidOrders, (id)));
    }

    /// @dev The rung on which a trigger should leave a market, and the book as it should be after it.
    function _expect(uint256 market) private returns (Rung) {
        Book storage its = _books[market];
        Rung from = rungOf(market);
        bool dead = !its.enabled || block.timestamp > its.heardAt + SILENCE;
        if (dead || _records[market].round == 0 || _stale[market]) return from;
        if (_records[market].round > its.lastRound) _countRound(market);
        uint256 due = 0;
        for (uint256 rung = 1; rung <= 4; ++rung) if (its.rows[rung] >= DWELL && !its.spent[rung]) due = rung;
        if (due == 0) return from;
        bool stands = uint256(from) >= due;
        if (!stands && _recent(its.raisedAt) >= BUDGET) return from;
        for (uint256 rung = 1; rung <= due; ++rung) its.spent[rung] = true;
        if (stands) return from;
        its.raisedAt.push(block.timestamp);
        ++its.epoch;
        ++raises;
        return Rung(due);
    }

    function _countRound(uint256 market) private {
        Book storage its = _books[market];
        IRiskOracle.ScoreRecord memory record = _records[market];
        ++counted;
        bool next = record.round == its.lastRound + 1;
        for (uint256 rung = 2; rung <= 4; ++rung) {
            bool thick = record.contributors >= THICK;
            bool high = record.score.toUint() >= _enter(rung);
            its.rows[rung] = thick && high ? (next ? its.rows[rung] : 0) + 1 : 0;
            if (thick && record.score.toUint() < _exit(rung)) its.spent[rung] = false;
        }
        its.lastRound = record.round;
        if (record.observedAt > its.heardAt) its.heardAt = record.observedAt;
    }

    /// @dev Submits an order and holds what comes of it against the book.
    function _submit(Draft memory draft) private {
        Book storage its = _books[draft.market];
        Rung from = rungOf(draft.market);
        if (from >= draft.order.rung) {
            bytes32 before = _state();
            if (!_send(draft) || _state() != before) ++broken[3];
            return;
        }
        (bool alive, bool timely) = (_isAlive(draft), block.timestamp <= its.heardAt + SILENCE);
        bool within = _recent(its.orderedAt) < EMERGENCY_BUDGET;
        bool used = _send(draft);
        if (used && !alive) ++broken[4];
        if (used && draft.resets != its.resets) ++broken[4];
        if (used && (!timely || !within)) ++broken[5];
        if (rungOf(draft.market) != (used ? draft.order.rung : from)) ++broken[1];
        if (!used && alive && timely && within) ++refused;
        if (!used) return;
        its.orderedAt.push(block.timestamp);
        for (uint256 rung = 1; rung <= uint256(draft.order.rung); ++rung) its.spent[rung] = true;
        ++its.epoch;
        ++ordered;
    }

    /// @dev Whether nothing has killed the order since it was signed.
    function _isAlive(Draft memory draft) private view returns (bool) {
        Book storage its = _books[draft.market];
        if (!its.enabled || draft.epoch != its.epoch || draft.committeeEpoch != _committeeEpoch) return false;
        return draft.order.from == rungOf(draft.market) && block.timestamp <= draft.order.validUntil;
    }

    function _void(uint256 market) private {
        vm.prank(BRAKE);
        guardian.voidOrders(idOf(market));
        ++_books[market].epoch;
    }

    function _trigger(uint256 seed) private {
        MarketId[] memory ids = new MarketId[](3);
        (ids[0], ids[1], ids[2]) = (idOf(seed % 2), idOf(1 - (seed % 2)), idOf(seed % 2));
        vm.prank(STRANGER);
        guardian.trigger(ids);
    }

    function _send(Draft memory draft) private returns (bool done) {
        vm.prank(STRANGER);
        (done, ) = address(guardian).call(
            abi.encodeCall(IPauseGuardian.emergencyRaise, (draft.order, draft.signatures))
        );
    }

    function _refuse(address caller, bytes memory data) private {
        vm.prank(caller);
        (bool done, ) = address(guardian).call(data);
        if (done) ++broken[C1];
    }

    /// @dev All that a repeat could have changed, as the guardian and the protocol answer.
    function _state() private view returns (bytes32 state) {
        for (uint256 i = 0; i < MARKETS; ++i) {
            state = keccak256(abi.encode(state, rungOf(i), _adapter.raises(_asset(i))));
            state = _and(state, abi.encodeCall(IPauseGuardian.stateOf, (idOf(i))));
            state = _and(state, abi.encodeCall(IPauseGuardian.emergencyStateOf, (idOf(i))));
            state = _and(state, abi.encodeCall(IPauseGuardian.authorityUntil, (idOf(i))));
        }
    }

    function _and(bytes32 state, bytes memory question) private view returns (bytes32) {
        (, bytes memory answer) = address(guardian).staticcall(question);
        return keccak256(abi.encode(state, answer));
    }
}
