// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {ICommittee} from "../../contracts/interfaces/ICommittee.sol";
import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {vm} from "../mocks/Vm.sol";
import {IMarketsConfigurable} from "./OracleWorld.sol";
import {ReferenceTally} from "./ReferenceTally.sol";

/// @notice Everything that can be done to the oracle, in any order: reports good and bad, replays, time, and what the
/// governor, the revoker and a stranger may try. It counts what ought not to have happened, by guarantee.
abstract contract OracleHandler is ReferenceTally {
    uint256 internal constant C1 = 101;
    uint256 internal constant C2 = 102;
    uint256 private constant REMEMBERED = 4;
    address private constant STRANGER = address(0xBAD);

    /// @notice Reports that were accepted, and reports that were refused though nothing was wrong with them.
    uint256 public accepted;
    uint256 public refused;

    bytes[REMEMBERED] private _sent;

    /// @notice A good report is accepted and leaves what the reference says.
    function report(uint248 seed) external {
        uint256 contributors = _someEligible(seed);
        if (contributors == 0) return _silent(seed);
        Draft memory draft = _draft(seed, contributors);
        _sign(draft);
        _submitGood(draft);
    }

    /// @notice The same report with one thing wrong is refused, and accepted without it.
    function spoiltReport(uint248 seed, uint256 kind) external {
        uint256 contributors = _someEligible(seed);
        if (contributors == 0) return _silent(seed);
        Fault fault = Fault(1 + (kind % FAULTS));
        Draft memory draft = _draft(seed, contributors);
        Draft memory bad = abi.decode(abi.encode(draft), (Draft));
        _spoil(bad, fault, seed);
        _sign(bad);
        bytes memory data = abi.encodeCall(IRiskOracle.submit, (bad.report));
        if (fault == Fault.TrailingByte) data = bytes.concat(data, hex"00");
        if (_send(data)) ++broken[guaranteeOf(fault)];
        _sign(draft);
        _submitGood(draft);
    }

    /// @notice R3: whatever was accepted once is never accepted again.
    function replay(uint256 which) external {
        bytes memory data = _sent[which % REMEMBERED];
        if (data.length > 0 && _send(data)) ++broken[3];
    }

    function wait(uint256 time) external {
        vm.warp(block.timestamp + (time % (3 * MAX_AGE)));
        vm.roll(block.number + 1 + (time % 400));
    }

    /// @notice C1: suspending is immediate; the governor alone takes it back.
    function suspend(uint248 seed, bool back) external {
        uint8 member = uint8(seed % _members.length);
        address signer = _members[member].signer;
        if (_suspended[signer] != back) return;
        _suspended[signer] = !back;
        if (back) committee.reinstate(member);
        else {
            vm.prank(REVOKER);
            committee.suspend(member);
        }
        _checkDigest();
    }

    /// @notice C2: a retired model stops its members at once.
    function retire(uint248 seed) external {
        // Rare, lest every committee be short of models.
        if (seed % 4 != 0) return;
        bytes32 model = _members[(seed >> 8) % _members.length].model;
        if (!_active[model]) return;
        _active[model] = false;
        vm.prank(REVOKER);
        registry.retire(model);
    }

    function reconfigure(uint248 seed) external {
        _configure(seed);
        for (uint8 i = 0; i < _members.length; ++i) {
            (ICommittee.MemberConfig memory config, bool suspended) = committee.memberAt(i);
            // C1: a new configuration must not end a suspension.
            if (suspended != _suspended[config.signer]) ++broken[C1];
        }
        _liftOld(seed);
    }

    function relist(uint248 seed) external {
        _list(seed);
    }

    /// @notice C1: neither a stranger nor the revoker loosens anything.
    function trespass(uint248 seed) external {
        address caller = seed % 2 == 0 ? STRANGER : REVOKER;
        ICommittee.MemberConfig[] memory none = new ICommittee.MemberConfig[](0);
        IRiskOracle.Market[] memory nothing = new IRiskOracle.Market[](0);
        bytes32 model = _models[(seed >> 8) % _models.length];
        _refuse(caller, address(committee), abi.encodeCall(committee.configure, (none, 1, 1, 1)));
        _refuse(caller, address(committee), abi.encodeCall(committee.reinstate, (0)));
        _refuse(caller, address(oracle), abi.encodeCall(IMarketsConfigurable.configureMarkets, (nothing)));
        _refuse(caller, address(registry), abi.encodeCall(registry.startShadow, (keccak256("new"), model, "")));
        _refuse(caller, address(registry), abi.encodeCall(registry.activate, (model)));
        _refuse(
            caller,
            address(oracle),
            abi.encodeCall(IAccessControl.grantRole, (keccak256("CONFIGURATOR_ROLE"), caller))
        );
        _refuse(STRANGER, address(committee), abi.encodeCall(committee.suspend, (0)));
        _refuse(STRANGER, address(registry), abi.encodeCall(registry.retire, (model)));
    }

    /// @dev R1, C1, C2: too few members are left, so nothing that they could sign is accepted.
    function _silent(uint256 seed) private {
        uint256 eligible = _allEligible();
        uint256 all = (1 << _members.length) - 1;
        uint256 guarantee = _count(eligible) < 2 * _faults + 1 ? C1 : C2;
        for (uint256 i = 0; i < 2; ++i) {
            uint256 contributors = i == 0 ? eligible : all;
            if (contributors == 0) continue;
            Draft memory draft = _draft(seed, contributors);
            _sign(draft);
            if (_send(abi.encodeCall(IRiskOracle.submit, (draft.report)))) ++broken[guarantee];
        }
    }

    function _submitGood(Draft memory draft) private {
        IRiskOracle.Report memory good = draft.report;
        uint256 stores = _expect(good, false);
        bytes memory data = abi.encodeCall(IRiskOracle.submit, (good));
        vm.record();
        bool taken = _send(data);
        (, bytes32[] memory writes) = vm.accesses(address(oracle));
        if (!taken) {
            // R3: a report that stores nothing is refused, or it could come again and again.
            if (stores != 0) ++refused;
            return;
        }
        if (stores == 0) ++broken[3];
        if (writes.length != stores) ++broken[8];
        _expect(good, true);
        _sent[accepted++ % REMEMBERED] = data;
        _checkBounds(good);
    }

    /// @dev How many markets the report stores; with `keep`, from now on they are expected to hold it.
    function _expect(IRiskOracle.Report memory good, bool keep) private returns (uint256 stores) {
        for (uint256 i = 0; i < _listed.length; ++i) {
            if ((good.marketMask >> i) & 1 == 0) continue;
            IRiskOracle.ScoreRecord memory record = _tally(good, i);
            if (record.contributors == 0) continue;
            ++stores;
            if (keep) _keep(good, i, record);
        }
    }

    function _keep(IRiskOracle.Report memory good, uint256 i, IRiskOracle.ScoreRecord memory record) private {
        IRiskOracle.ScoreRecord memory before = _expected[_listed[i]];
        if (good.round <= before.round || good.observedAt <= before.observedAt) ++broken[3];
        (IRiskOracle.ScoreRecord memory stored, ) = oracle.score(idOf(_listed[i]));
        if (!_withinEveryHonestRange(good, i, stored.score.toUint())) ++broken[6];
        _expected[_listed[i]] = record;
    }

    /// @dev R1 and R4 on what was accepted, in the words of the guarantee.
    function _checkBounds(IRiskOracle.Report memory good) private {
        if (good.observations.length < 2 * _faults + 1 || _members.length < 3 * _faults + 1) ++broken[1];
        if (good.observedAt > block.timestamp + TOLERANCE) ++broken[4];
        if (good.observedAt + MAX_AGE < block.timestamp) ++broken[4];
    }

    function _send(bytes memory data) private returns (bool taken) {
        vm.prank(STRANGER);
        (taken, ) = address(oracle).call(data);
    }

    function _refuse(address caller, address target, bytes memory data) private {
        vm.prank(caller);
        (bool done, ) = target.call(data);
        if (done) ++broken[C1];
    }

    /// @dev Keys outside the present committee are forgiven: the committee remembers its own members only.
    function _liftOld(uint256 seed) private {
        for (uint256 key = 1; key <= KEYS; ++key) {
            address signer = vm.addr(key);
            if (!_isMember(signer)) _suspended[signer] = false;
        }
        // Now and then the governor lifts all the others too, lest the committee stay silent for ever.
        if (seed % 2 == 0) return;
        for (uint8 i = 0; i < _members.length; ++i) {
            if (!_suspended[_members[i].signer]) continue;
            _suspended[_members[i].signer] = false;
            committee.reinstate(i);
        }
    }

    function _isMember(address signer) private view returns (bool) {
        for (uint256 i = 0; i < _members.length; ++i) if (_members[i].signer == signer) return true;
        return false;
    }

    function _allEligible() private view returns (uint256 bitmap) {
        for (uint256 i = 0; i < _members.length; ++i) if (_eligible(i)) bitmap |= 1 << i;
    }

    /// @dev A quorum or more of the members who may sign; zero where there is none.
    function _someEligible(uint256 seed) private view returns (uint256 bitmap) {
        bitmap = _allEligible();
        for (uint256 i = 0; i < _members.length; ++i) {
            uint256 without = bitmap & ~(1 << ((i + seed) % _members.length));
            if ((seed >> i) & 1 == 1 && _isQuorum(without)) bitmap = without;
        }
        if (!_isQuorum(bitmap)) return 0;
    }

    function _isQuorum(uint256 bitmap) private view returns (bool) {
        bool diverse = _distinct(bitmap) >= _minModels && _distinctOperators(bitmap) >= _minOperators;
        return diverse && _count(bitmap) >= 2 * _faults + 1;
    }
}
