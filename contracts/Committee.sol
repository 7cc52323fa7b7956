// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommittee} from "./interfaces/ICommittee.sol";
import {IModelRegistry} from "./interfaces/IModelRegistry.sol";
import {CodeStore} from "./libraries/CodeStore.sol";
import {CommitteeRules} from "./libraries/CommitteeRules.sol";
import {Governed} from "./libraries/Governed.sol";
import {RosterTable} from "./libraries/RosterTable.sol";
import {Seat} from "./types/Seat.sol";

/// @title Committee
/// @notice Who may sign observations, with which model and which weight.
///
/// Time model: none; each step takes effect in its own transaction, the waiting is the timelock's. An observation
/// signed under an earlier digest is worth nothing from that transaction on.
///
/// Guarantees
/// - R1 n <= 31, 1 <= f, n >= 3f + 1; no zero signer, no signer twice; the quorum is 2f + 1.
/// - R2 The digest binds chain, contract, members, weights, f, minModels and models, and never recurs.
/// - R6 Any f members weigh less than half of any 2f + 1 contributors (`CommitteeRules`).
/// - R12 No weight exceeds one third.
/// - C1 Configuring and reinstating need CONFIGURATOR_ROLE (a timelock); suspending needs REVOKER_ROLE and is
///   immediate, and a new configuration carries a key's suspension over: only `reinstate` ends it. Suspension below the quorum fails closed, and the configurator recovers.
/// - C2 Every model was active when configured, and a retired one stops its members at once.
///
/// Trusts: the configurator with everything, the revoker with silence only; at most f members may be faulty.
contract Committee is ICommittee, Governed {
    using RosterTable for uint256[];

    /// @dev One slot: a report reads it once.
    struct State {
        address table;
        uint32 version;
        uint32 suspended;
        uint8 members;
        uint8 faults;
        uint8 minModels;
    }

    /// @notice Says which models count.
    IModelRegistry public immutable registry;

    State private _state;

    /// @param newRegistry Says which models count.
    /// @param admin The DAO's timelock.
    /// @param revoker May suspend members at once, besides the admin; zero for none.
    constructor(IModelRegistry newRegistry, address admin, address revoker) Governed(admin, revoker) {
        if (address(newRegistry) == address(0)) revert ZeroRegistry();
        registry = newRegistry;
    }

    /// @inheritdoc ICommittee
    function configure(
        MemberConfig[] calldata members,
        uint8 newFaults,
        uint8 newMinModels
    ) external override onlyRole(CONFIGURATOR_ROLE) {
        // Check:
        CommitteeRules.check(members, newFaults);
        for (uint256 i = 0; i < members.length; ++i) _checkActive(members[i].modelHash);
        (uint256[] memory words, uint256 models) = RosterTable.encode({
            newConfigHash: keccak256(abi.encode(members, newFaults, newMinModels)),
            newRetirements: registry.retirements(),
            members: members
        });
        if (newMinModels == 0 || newMinModels > models) revert MinModelsOutOfRange(newMinModels, models);

        uint32 suspended = _carriedSuspensions(members);

        // Effect:
        _state = State({
            table: CodeStore.write(words),
            version: _state.version + 1,
            suspended: suspended,
            members: uint8(members.length),
            faults: newFaults,
            minModels: newMinModels
        });
        bytes32 newDigest = digest();
        emit CommitteeConfigured(_state.version, newDigest, members, newFaults, newMinModels);
        for (uint8 i = 0; i < members.length; ++i) {
            if ((suspended >> i) & 1 == 1) emit MemberSuspended(_state.version, i, newDigest);
        }
    }

    /// @inheritdoc ICommittee
    function suspend(uint8 member) external override onlyRole(REVOKER_ROLE) {
        // Check:
        if (_isSuspended(member)) revert MemberSuspendedAlready(member);

        // Effect:
        _state.suspended |= uint32(1 << member);
        ++_state.version;
        emit MemberSuspended(_state.version, member, digest());
    }

    /// @inheritdoc ICommittee
    function reinstate(uint8 member) external override onlyRole(CONFIGURATOR_ROLE) {
        // Check:
        if (!_isSuspended(member)) revert MemberNotSuspended(member);

        // Effect:
        _state.suspended &= ~uint32(1 << member);
        ++_state.version;
        emit MemberReinstated(_state.version, member, digest());
    }

    /// @inheritdoc ICommittee
    function roster(
        uint256 memberBitmap
    ) external view override returns (bytes32, uint8, uint8, Seat[] memory seats, bytes32[] memory models) {
        State memory state = _state;
        if (memberBitmap >> state.members != 0) revert UnknownMember(_highestBit(memberBitmap), state.members);
        if (memberBitmap & state.suspended != 0) revert MembersSuspended(memberBitmap & state.suspended);

        uint256[] memory words = CodeStore.read(state.table);
        seats = _seats(words, memberBitmap);
        models = words.models(state.members);
        // Every model was active when configured, and activity ends by retirement only: no retirement since, no doubt.
        if (state.members != 0 && registry.retirements() != words.retirements()) {
            for (uint256 i = 0; i < seats.length; ++i) _checkActive(models[seats[i].modelIndex()]);
        }
        return (_digest(state, words), state.faults, state.minModels, seats, models);
    }

    /// @inheritdoc ICommittee
    function memberAt(uint8 member) external view override returns (MemberConfig memory config, bool suspended) {
        suspended = _isSuspended(member);
        uint256[] memory words = CodeStore.read(_state.table);
        Seat seat = words.seat(member);
        config = MemberConfig({
            signer: seat.signer(),
            operator: words.operator(_state.members, member),
            modelHash: words.models(_state.members)[seat.modelIndex()],
            weightBps: seat.weightBps()
        });
    }

    /// @inheritdoc ICommittee
    function faults() external view override returns (uint8) {
        return _state.faults;
    }

    /// @inheritdoc ICommittee
    function quorum() external view override returns (uint8) {
        State memory state = _state;
        return state.members == 0 ? 0 : 2 * state.faults + 1;
    }

    /// @inheritdoc ICommittee
    function minModels() external view override returns (uint8) {
        return _state.minModels;
    }

    /// @inheritdoc ICommittee
    function memberCount() external view override returns (uint8) {
        return _state.members;
    }

    /// @inheritdoc ICommittee
    function version() external view override returns (uint32) {
        return _state.version;
    }

    /// @inheritdoc ICommittee
    function digest() public view override returns (bytes32) {
        State memory state = _state;
        return _digest(state, CodeStore.read(state.table));
    }

    /// @dev The new members whose key is suspended now: a configuration that was queued before a suspension must not
    /// end it, and anyone may execute what is queued.
    function _carriedSuspensions(MemberConfig[] calldata members) private view returns (uint32 carried) {
        State memory state = _state;
        if (state.suspended == 0) return 0;
        uint256[] memory words = CodeStore.read(state.table);
        for (uint256 old = 0; old < state.members; ++old) {
            if ((state.suspended >> old) & 1 == 0) continue;
            address signer = words.seat(old).signer();
            for (uint256 i = 0; i < members.length; ++i) {
                if (members[i].signer == signer) carried |= uint32(1 << i);
            }
        }
    }

    function _checkActive(bytes32 modelHash) private view {
        if (!registry.isActive(modelHash)) revert ModelNotActive(modelHash);
    }

    function _isSuspended(uint8 member) private view returns (bool) {
        State memory state = _state;
        if (member >= state.members) revert UnknownMember(member, state.members);
        return (state.suspended >> member) & 1 == 1;
    }

    /// @dev One entry for each set bit, ascending; the caller has checked that all are members.
    function _seats(uint256[] memory words, uint256 memberBitmap) private pure returns (Seat[] memory seats) {
        // Safe: a bitmap has at most 31 members.
        unchecked {
            uint256 count = 0;
            for (uint256 bits = memberBitmap; bits != 0; bits &= bits - 1) ++count;
            seats = new Seat[](count);
            uint256 filled = 0;
            for (uint256 member = 0; filled < count; ++member) {
                if ((memberBitmap >> member) & 1 == 1) seats[filled++] = words.seat(member);
            }
        }
    }

    function _digest(State memory state, uint256[] memory words) private view returns (bytes32) {
        if (state.members == 0) return 0;
        return keccak256(abi.encode(block.chainid, address(this), state.version, state.suspended, words.configHash()));
    }

    function _highestBit(uint256 bitmap) private pure returns (uint256 bit) {
        while (bitmap > 1) {
            bitmap >>= 1;
            ++bit;
        }
    }
}
