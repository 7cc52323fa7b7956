// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommittee} from "../../contracts/interfaces/ICommittee.sol";
import {vm} from "../mocks/Vm.sol";
import {ProofForge} from "./ProofForge.sol";

/// @notice Everything that can be done to bonds, in any order: stakes come and go, members sign once or twice, anyone
/// proves what is so and what is not, the governor seats and lifts, a stranger tries what is not his. It counts what
/// went otherwise than the books say.
abstract contract BondsHandler is ProofForge {
    /// @dev What was seen broken: a stake that moved or stayed when it should not, a punishment, a seat, the governor's.
    uint256 public constant STAKES = 1;
    uint256 public constant PUNISHMENT = 2;
    uint256 public constant COVER = 3;
    uint256 public constant GOVERNANCE = 4;
    address private constant STRANGER = address(0xBAD);

    mapping(uint256 what => uint256) public broken;
    /// @notice Proofs that were accepted, and calls of any kind.
    uint256 public proofs;
    uint256 public calls;

    modifier counted() {
        ++calls;
        _;
    }

    function deposit(uint248 seed) external counted {
        (address signer, address owner) = _pair(seed);
        uint128 amount = uint128((seed >> 16) % (2 * MINIMUM));
        bool due = amount > 0 && _stakes[signer][owner].exitAt == 0 && !_proven[signer];
        if (_deposit(signer, owner, amount) != due) ++broken[STAKES];
    }

    /// @notice An owner starts the way out of its stake, or turns back.
    function startOrCancelExit(uint248 seed) external counted {
        (address signer, address owner) = _pair(seed);
        Stake storage stake = _stakes[signer][owner];
        bool back = stake.exitAt != 0 && (seed >> 16) % 3 == 0;
        bytes memory data =
            back ? abi.encodeCall(bonds.cancelExit, (signer)) : abi.encodeCall(bonds.requestExit, (signer));
        bool due = stake.amount > 0 && (stake.exitAt != 0) == back;
        if (_try(owner, address(bonds), data) != due) ++broken[STAKES];
        if (due) stake.exitAt = back ? 0 : uint64(block.timestamp + EXIT_DELAY);
    }

    /// @notice R11: a second before its time nothing leaves, at its time exactly what was staked does.
    function withdraw(uint248 seed) external counted {
        (address signer, address owner) = _pair(seed);
        for (uint256 i = 1; i < KEYS * OWNERS && _stakes[signer][owner].exitAt == 0; ++i) {
            (signer, owner) = (_signers[1 + ((seed + i) % KEYS)], _owner((seed + i) / KEYS));
        }
        Stake memory stake = _stakes[signer][owner];
        if (stake.exitAt > block.timestamp && seed % 4 != 0) vm.warp(stake.exitAt - ((seed >> 16) % 2));
        bool due = stake.exitAt != 0 && block.timestamp >= stake.exitAt;
        if (_try(owner, address(bonds), abi.encodeCall(bonds.withdraw, (signer))) != due) ++broken[STAKES];
        if (!due) return;
        delete _stakes[signer][owner];
        _paid[owner] += stake.amount;
    }

    function collect(uint248 seed) external counted {
        (address account, uint256 owed, ) = accountAt(seed % (OWNERS + 1));
        if (_try(STRANGER, address(bonds), abi.encodeCall(bonds.collect, (account))) != (owed > 0)) ++broken[STAKES];
        _paid[account] += owed;
        _owed[account] = 0;
    }

    function wait(uint248 time) external counted {
        vm.warp(block.timestamp + (time % (RAISE_NOTICE + 1 days)));
    }

    /// @notice C1: within its bounds, and a raise after its notice only.
    function setMinimum(uint248 seed) external counted {
        uint128 newMinimum = uint128(seed % (MAXIMUM + 200));
        // Rare and low for the most part, lest nobody be bonded.
        if ((seed >> 16) % 3 != 0) newMinimum %= MINIMUM;
        bool due = newMinimum >= 1 && newMinimum <= MAXIMUM;
        if (_setMinimum(newMinimum) != due) ++broken[GOVERNANCE];
    }

    /// @notice A key signs; now and then twice for a round.
    function sign(uint248 seed) external counted {
        uint256 key = 1 + (seed % KEYS);
        uint256 round = (seed >> 8) % ROUNDS;
        _signHonestly(key, round);
        if ((seed >> 16) % 4 == 0 && _honest() > SEATS + 1) _signed[key][round] = 3;
        // The first one is caught at once, so that every run has one.
        if (proofs == 0) _proveSome(seed);
    }

    /// @notice R11: anyone proves what is so, at any time, and once.
    function prove(uint248 seed) external counted {
        _proveSome(seed);
    }

    /// @notice R11: what proves nothing punishes nobody, the guilty and the innocent alike.
    function proveNonsense(uint248 seed) external counted {
        uint256 key = 1 + (seed % KEYS);
        Nonsense kind = Nonsense((seed >> 8) % NONSENSE);
        (Exhibit memory a, Exhibit memory b, string[2] memory errors) = _nonsense(key, (seed >> 16) % ROUNDS, kind);
        vm.prank(_owner(seed >> 24));
        (bool done, bytes memory reason) = address(court).call(_proof(a, b));
        bool named =
            bytes4(reason) == bytes4(keccak256(bytes(errors[0]))) ||
                bytes4(reason) == bytes4(keccak256(bytes(errors[1])));
        if (done || !named) ++broken[PUNISHMENT];
        if ((seed >> 32) % 2 == 0 || proofs == 0) _proveSome(seed >> 40);
    }

    /// @notice R11: anyone takes out who is not covered, and nobody else.
    function suspendUnbonded(uint248 seed) external counted {
        uint256 seat = seed % SEATS;
        uint256 key = _seats[seat];
        bool due = !_suspended[key] && !_bonded(key);
        bytes memory data = abi.encodeCall(committee.suspendUnbonded, (uint8(seat)));
        if (_try(STRANGER, address(committee), data) != due) ++broken[COVER];
        if (due) _suspended[key] = true;
    }

    function reinstate(uint248 seed) external counted {
        uint256 seat = seed % SEATS;
        uint256 key = _seats[seat];
        bool due = _suspended[key] && _bonded(key);
        bytes memory data = abi.encodeCall(committee.reinstate, (uint8(seat)));
        if (_try(address(this), address(committee), data) != due) ++broken[COVER];
        if (due) _suspended[key] = false;
    }

    /// @notice R11: nobody sits without a bond, and a slashed signer never again.
    function reconfigure(uint248 seed) external counted {
        uint256[SEATS] memory keys;
        bool onlyBonded = seed % 2 == 0;
        uint256 found = 0;
        for (uint256 i = 0; i < KEYS && found < SEATS; ++i) {
            uint256 key = 1 + ((seed + i) % KEYS);
            if (!onlyBonded || _bonded(key)) keys[found++] = key;
        }
        if (found < SEATS) return;
        bool due = _bonded(keys[0]) && _bonded(keys[1]) && _bonded(keys[2]) && _bonded(keys[3]);
        if (_configure(keys) != due) ++broken[COVER];
    }

    /// @notice C1, R11: a stranger moves neither another's stake nor anything of the governor's.
    function trespass(uint248 seed) external counted {
        (address signer, ) = _pair(seed);
        ICommittee.MemberConfig[] memory none = new ICommittee.MemberConfig[](0);
        _refuse(address(bonds), abi.encodeCall(bonds.requestExit, (signer)), STAKES);
        _refuse(address(bonds), abi.encodeCall(bonds.cancelExit, (signer)), STAKES);
        _refuse(address(bonds), abi.encodeCall(bonds.withdraw, (signer)), STAKES);
        _refuse(address(bonds), abi.encodeCall(bonds.slash, (signer, STRANGER)), PUNISHMENT);
        _refuse(address(bonds), abi.encodeCall(bonds.setMinimumBond, (1)), GOVERNANCE);
        _refuse(address(committee), abi.encodeCall(committee.suspend, (uint8(seed % SEATS))), GOVERNANCE);
        _refuse(address(committee), abi.encodeCall(committee.reinstate, (uint8(seed % SEATS))), GOVERNANCE);
        _refuse(address(committee), abi.encodeCall(committee.configure, (none, 1, 1, 1)), GOVERNANCE);
    }

    /// @dev Someone who signed twice is proven to have; where nobody did, someone does first.
    function _proveSome(uint256 seed) private {
        uint256 key = 1 + (seed % KEYS);
        for (uint256 i = 0; i < KEYS && (!_isGuilty(key) || _proven[_signers[key]]); ++i) key = 1 + (key % KEYS);
        if (!_isGuilty(key) || _proven[_signers[key]]) {
            if (_honest() <= SEATS + 1) return;
            while (_proven[_signers[key]]) key = 1 + (key % KEYS);
            _signed[key][seed % ROUNDS] = 3;
        }
        (Exhibit memory a, Exhibit memory b) = _evidence(key, (seed >> 8) % 2 == 0);
        address reporter = _owner(seed >> 16);
        if (!_try(reporter, address(court), _proof(a, b))) ++broken[PUNISHMENT];
        ++proofs;
        _notePunishment(key, reporter);
        // R11: in that very call, and not again.
        if (!bonds.isSlashed(_signers[key]) || bonds.liableOf(_signers[key]) != 0) ++broken[PUNISHMENT];
        (bool sits, uint8 seat) = committee.indexOf(_signers[key]);
        if (sits) {
            (, bool suspended) = committee.memberAt(seat);
            if (!suspended) ++broken[PUNISHMENT];
        }
        if (_try(_owner(seed >> 24), address(court), _proof(b, a))) ++broken[PUNISHMENT];
    }

    /// @dev Everything that is staked for the signer is lost, on its way out or not: part of it to the reporter.
    function _notePunishment(uint256 key, address reporter) private {
        address signer = _signers[key];
        (uint256 lost, ) = sums(key);
        uint256 share = (lost * REPORTER_SHARE) / 100_00;
        _owed[reporter] += share;
        _owed[TREASURY] += lost - share;
        for (uint256 i = 0; i < OWNERS; ++i) delete _stakes[signer][_owner(i)];
        _proven[signer] = true;
        for (uint256 seat = 0; seat < SEATS; ++seat) if (_seats[seat] == key) _suspended[key] = true;
    }

    /// @dev Keys that may yet sit: enough of them are kept for a committee.
    function _honest() private view returns (uint256 count) {
        for (uint256 key = 1; key <= KEYS; ++key) if (!_isGuilty(key)) ++count;
    }

    function _proof(Exhibit memory a, Exhibit memory b) private view returns (bytes memory) {
        return abi.encodeCall(court.prove, (a.observation, a.r, a.vs, b.observation, b.r, b.vs));
    }

    function _pair(uint256 seed) private view returns (address signer, address owner) {
        return (_signers[1 + (seed % KEYS)], _owner(seed >> 8));
    }

    function _try(address caller, address target, bytes memory data) private returns (bool done) {
        vm.prank(caller);
        (done, ) = target.call(data);
    }

    function _refuse(address target, bytes memory data, uint256 what) private {
        if (_try(STRANGER, target, data)) ++broken[what];
    }
}
