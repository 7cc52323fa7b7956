// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommittee} from "../../contracts/interfaces/ICommittee.sol";
import {IMirrorCommittee} from "../../contracts/interfaces/IMirrorCommittee.sol";
import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {vm} from "../mocks/Vm.sol";
import {MirrorWorld} from "./MirrorWorld.sol";
import {signCompact, typedHash} from "./signObservation.sol";

/// @notice A home that changes under a mirror which follows sooner or later, reports that are relayed at once, late and
/// again, and whoever tries what is not so. It counts what ought not to have happened, by guarantee.
abstract contract MirrorHandler is MirrorWorld {
    uint256 internal constant C1 = 101;
    uint256 private constant REMEMBERED = 4;
    address private constant STRANGER = address(0xBAD);

    /// @dev A report that the home took, and what it left there.
    struct Packet {
        bytes data;
        uint256 contributors;
        uint64 round;
        uint64 observedAt;
        uint32 version;
        uint32 marketsVersion;
        uint256[] markets;
        IRiskOracle.ScoreRecord[] records;
    }

    /// @notice Reports that the mirror took.
    uint256 public accepted;
    uint256 private _made;
    Packet[REMEMBERED] private _packets;

    /// @notice R1, R2: what the home takes, the mirror takes too while it follows it, and with the same result.
    function report(uint248 seed) external {
        if (seed % 4 == 0 || accepted == 0) _fallInStep(seed);
        if (_report(seed) && (seed % 8 < 6 || accepted == 0)) _relay(_made - 1);
    }

    /// @notice R3: what was relayed before does not count again, and what comes late counts as long as it is due.
    function relay(uint248 which) external {
        if (_made > 0 && accepted > 0) return _relay(which);
        _fallInStep(which);
        if (_report(which)) _relay(_made - 1);
    }

    /// @notice The same report with one thing wrong, or signed for the mirror's own domain, is refused; and then comes
    /// as it should be.
    function spoiltReport(uint248 seed, uint256 kind) external {
        Draft memory draft = _draft(seed, _contributors(seed));
        Fault fault = Fault(1 + (kind % FAULTS));
        // The mirror knows no blocks of the home's, and has rounds of its own.
        if (fault == Fault.OtherFork || fault == Fault.SpentRound) _signForMirror(draft, kind);
        else {
            _spoil(draft, fault, seed);
            _sign(draft);
        }
        bytes memory data = abi.encodeCall(IRiskOracle.submit, (draft.report));
        if (fault == Fault.TrailingByte) data = bytes.concat(data, hex"00");
        if (_there(STRANGER, address(mirror), data)) ++broken[guaranteeOf(fault)];
        if (accepted == 0) _fallInStep(seed);
        if (_report(seed)) _relay(_made - 1);
    }

    function wait(uint256 time) external {
        vm.warp(block.timestamp + (time % MAX_AGE));
        vm.roll(block.number + 1 + (time % 400));
    }

    /// @notice R3: the mirror follows what is newer, and nothing else.
    function follow(uint248 seed) external {
        if (seed % 2 == 0) return _followAll();
        // What stood there once, or another committee than the digest stands for.
        if (_spent.length > 0) {
            bytes memory again = _spent[(seed >> 8) % _spent.length];
            bool isMarkets = bytes4(again) == mirror.configureMarkets.selector;
            if (_there(address(this), isMarkets ? address(mirror) : address(mirrorCommittee), again)) ++broken[3];
        }
        (IMirrorCommittee.HomeConfiguration memory home, bytes32 digest) = _homeNow();
        if (seed % 3 == 0) home.version += 1;
        else if (seed % 3 == 1) home.suspended ^= 1;
        else home.members[0].operator = address(uint160(seed));
        bytes memory data = abi.encodeCall(mirrorCommittee.configure, (home, digest));
        if (_there(address(this), address(mirrorCommittee), data)) ++broken[2];
    }

    /// @notice Another committee, other markets, or somebody suspended or lifted.
    function changeHome(uint248 seed) external {
        if (seed % 4 == 0) {
            _configure(((seed >> 2) / 3) * 3);
            for (uint8 i = 0; i < _members.length; ++i) {
                (ICommittee.MemberConfig memory config, bool suspended) = committee.memberAt(i);
                _suspended[config.signer] = suspended;
            }
        } else if (seed % 4 == 1) _list(seed >> 2);
        else {
            uint8 member = uint8((seed >> 2) % _members.length);
            address signer = _members[member].signer;
            if (_suspended[signer]) committee.reinstate(member);
            else committee.suspend(member);
            _suspended[signer] = !_suspended[signer];
        }
    }

    /// @notice C1: whoever is suspended there is out at once, until the governor there lifts it.
    function suspendThere(uint248 seed) external {
        if (_seats.length == 0) return;
        uint8 member = uint8(seed % _seats.length);
        bool before = _suspendedThere[_seats[member]];
        if (before || seed % 3 == 0) {
            address caller = before ? address(this) : REVOKER;
            bytes memory data =
                before
                    ? abi.encodeCall(mirrorCommittee.reinstate, (member))
                    : abi.encodeCall(mirrorCommittee.suspend, (member));
            if (!_there(caller, address(mirrorCommittee), data)) ++broken[C1];
            _suspendedThere[_seats[member]] = !before;
        }
    }

    /// @notice R11: who signed two observations for the home is suspended there by anyone's proof; what was signed for
    /// another oracle, or by nobody who sits there, proves nothing.
    function prove(uint248 seed) external {
        uint256 key = 1 + (seed % KEYS);
        address signer = vm.addr(key);
        bool forHome = (seed >> 8) % 3 != 0;
        bool differs = (seed >> 16) % 4 != 0;
        bytes memory data = _proof(key, forHome, differs);
        bool sits = false;
        for (uint256 i = 0; i < _seats.length; ++i) if (_seats[i] == signer) sits = true;
        bool due = sits && forHome && differs && !_suspendedThere[signer];
        if (_there(STRANGER, address(mirrorCommittee), data) != due) ++broken[11];
        if (due) _suspendedThere[signer] = true;
    }

    /// @notice C1: neither a stranger nor the revoker makes the mirror follow or lifts anyone.
    function trespass(uint248 seed) external {
        address caller = seed % 2 == 0 ? STRANGER : REVOKER;
        (IMirrorCommittee.HomeConfiguration memory home, bytes32 digest) = _homeNow();
        IRiskOracle.Market[] memory none = new IRiskOracle.Market[](0);
        bytes32 empty = keccak256(abi.encode(type(uint32).max, none));
        _refuse(caller, address(mirrorCommittee), abi.encodeCall(mirrorCommittee.configure, (home, digest)));
        _refuse(caller, address(mirrorCommittee), abi.encodeCall(mirrorCommittee.reinstate, (0)));
        _refuse(STRANGER, address(mirrorCommittee), abi.encodeCall(mirrorCommittee.suspend, (0)));
        _refuse(caller, address(mirror), abi.encodeCall(mirror.configureMarkets, (type(uint32).max, empty, none)));
    }

    /// @dev R3: where the home is newer it is followed, and only there.
    function _followAll() private {
        bool newer = committee.version() > _followed;
        if (_follow() != newer) ++broken[3];
        newer = oracle.marketsVersion() > _followedMarkets;
        if (_followMarkets() != newer) ++broken[3];
    }

    /// @dev The mirror follows, and its governor lifts everyone: the next report is good on both.
    function _fallInStep(uint256 seed) private {
        // Whoever has to be lifted at home is lifted before the mirror follows.
        _contributors(seed);
        _followAll();
        for (uint8 i = 0; i < _seats.length; ++i) {
            if (!_suspendedThere[_seats[i]]) continue;
            bytes memory data = abi.encodeCall(mirrorCommittee.reinstate, (i));
            if (!_there(address(this), address(mirrorCommittee), data)) ++broken[C1];
            _suspendedThere[_seats[i]] = false;
        }
    }

    /// @return taken Whether the home took it: where everyone abstains there is nothing to take.
    function _report(uint256 seed) private returns (bool taken) {
        Draft memory draft = _draft(seed, _contributors(seed));
        _sign(draft);
        bytes memory data = abi.encodeCall(IRiskOracle.submit, (draft.report));
        (taken, ) = address(oracle).call(data);
        if (!taken) return false;
        Packet storage packet = _packets[_made++ % REMEMBERED];
        (packet.data, packet.contributors, packet.observedAt) = (data, draft.contributors, draft.report.observedAt);
        packet.round = draft.report.round;
        (packet.version, packet.marketsVersion) = (committee.version(), oracle.marketsVersion());
        delete packet.markets;
        delete packet.records;
        for (uint256 i = 0; i < _listed.length; ++i) {
            if ((draft.report.marketMask >> i) & 1 == 0) continue;
            IRiskOracle.ScoreRecord memory record = _tally(draft.report, i);
            packet.markets.push(_listed[i]);
            packet.records.push(record);
            if (record.contributors != 0) _expected[_listed[i]] = record;
        }
    }

    function _relay(uint256 which) private {
        Packet storage packet = _packets[which % (_made < REMEMBERED ? _made : REMEMBERED)];
        bool due = _isDue(packet);
        if (_there(STRANGER, address(mirror), packet.data) != due) ++broken[7];
        if (!due) return;
        ++accepted;
        for (uint256 i = 0; i < packet.markets.length; ++i) {
            if (packet.records[i].contributors != 0) _keepThere(packet.markets[i], packet.records[i]);
        }
    }

    /// @dev Signed under what the mirror follows, in time, by nobody who is suspended there, and new on every market.
    function _isDue(Packet storage packet) private view returns (bool) {
        if (packet.version != _followed || packet.marketsVersion != _followedMarkets) return false;
        if (packet.observedAt + MAX_AGE < block.timestamp) return false;
        for (uint256 i = 0; i < packet.markets.length; ++i) {
            if (packet.round <= _roundThere(packet.markets[i])) return false;
        }
        for (uint256 i = 0; packet.contributors >> i != 0; ++i) {
            if ((packet.contributors >> i) & 1 == 1 && _suspendedThere[_seats[i]]) return false;
        }
        return true;
    }

    /// @dev Those who may sign at home, mostly without those who may not there; everyone is lifted where they are too few.
    function _contributors(uint256 seed) private returns (uint256 bitmap) {
        uint256 both = 0;
        for (uint256 i = 0; i < _members.length; ++i) {
            if (_suspended[_members[i].signer]) continue;
            bitmap |= 1 << i;
            if (!_suspendedThere[_members[i].signer]) both |= 1 << i;
        }
        if (seed % 3 != 0 && _isQuorum(both)) return both;
        if (_isQuorum(bitmap)) return bitmap;
        for (uint8 i = 0; i < _members.length; ++i) {
            if (!_suspended[_members[i].signer]) continue;
            committee.reinstate(i);
            _suspended[_members[i].signer] = false;
        }
        return (1 << _members.length) - 1;
    }

    function _isQuorum(uint256 bitmap) private view returns (bool) {
        bool diverse = _distinct(bitmap) >= _minModels && _distinctOperators(bitmap) >= _minOperators;
        return diverse && _count(bitmap) >= 2 * _faults + 1;
    }

    /// @dev Signed by everyone, for the mirror's oracle or for the mirror's chain.
    function _signForMirror(Draft memory draft, uint256 kind) private view {
        bytes32 digest = oracle.configDigest();
        (uint256 chainId, address verifier) = kind % 2 == 0 ? (_away, address(mirror)) : (_home, address(mirror));
        for (uint256 i = 0; i < draft.report.observations.length; ++i) {
            IRiskOracle.SignedObservation memory its = draft.report.observations[i];
            bytes32 hash = typedHash(_observation(draft.report, i, digest), chainId, verifier);
            (its.r, its.vs) = signCompact(_members[its.member].key, hash);
        }
    }

    function _proof(uint256 key, bool forHome, bool differs) private view returns (bytes memory) {
        IRiskOracle.Observation memory a;
        IRiskOracle.Observation memory b;
        (a.round, b.round, a.scores, b.scores) = (7, 7, hex"0001", differs ? bytes(hex"0002") : bytes(hex"0001"));
        (uint256 chainId, address verifier) = forHome ? (_home, address(oracle)) : (_away, address(mirror));
        (bytes32 ra, bytes32 vsa) = signCompact(key, typedHash(a, chainId, verifier));
        (bytes32 rb, bytes32 vsb) = signCompact(key, typedHash(b, chainId, verifier));
        return abi.encodeCall(mirrorCommittee.suspendEquivocator, (a, ra, vsa, b, rb, vsb));
    }

    function _refuse(address caller, address target, bytes memory data) private {
        if (_there(caller, target, data)) ++broken[C1];
    }
}
