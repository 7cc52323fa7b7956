// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommittee} from "./interfaces/ICommittee.sol";
import {IMirrorCommittee} from "./interfaces/IMirrorCommittee.sol";
import {IRiskOracle} from "./interfaces/IRiskOracle.sol";
import {IRoster} from "./interfaces/IRoster.sol";
import {CodeStore} from "./libraries/CodeStore.sol";
import {CommitteeRules} from "./libraries/CommitteeRules.sol";
import {EquivocationProof} from "./libraries/EquivocationProof.sol";
import {Governed} from "./libraries/Governed.sol";
import {ObservationHash} from "./libraries/ObservationHash.sol";
import {RosterState} from "./libraries/RosterState.sol";
import {RosterTable} from "./libraries/RosterTable.sol";
import {Seat} from "./types/Seat.sol";

/// @title MirrorCommittee
/// @notice A home chain's committee, as another chain knows it: whose signatures a mirror takes.
///
/// Time model: none; each step takes effect in its own transaction, the waiting is the timelock's. Nothing arrives from
/// the home chain by itself. After a change at home the members sign under a new digest, which the mirror refuses until
/// it is configured; what is signed under the old digest it goes on taking until then.
///
/// Guarantees
/// - R1 n <= 31, 1 <= f, n >= 3f + 1; no zero signer, no signer twice; the quorum is 2f + 1; suspended members, be it at
///   home or here, do not count.
/// - R2 The digest is the home's, computed from what is configured: other members, weights, models, f, minimums or
///   suspensions have another digest and are refused here or fit no signature.
/// - R3 The home's version strictly increases: a digest that was left never comes back.
/// - R6 Any f members weigh less than half of any 2f + 1 contributors (`CommitteeRules`).
/// - R11 Anyone can prove that a member signed two different observations for one round, which suspends it here.
/// - C1 Configuring and reinstating need CONFIGURATOR_ROLE (a timelock); suspending needs REVOKER_ROLE or a proof, and is
///   immediate, and a new configuration carries a key's suspension over: only `reinstate` ends it.
///
/// Trusts: the configurator to follow the home in time, and with everything: it may name a committee that never was. The
/// revoker with silence only. The home's old members, from a change at home until it is followed here: they could sign
/// for the mirror alone. Not known here: that a model was retired at home (the revoker suspends its members), or that a
/// bond is gone.
contract MirrorCommittee is IMirrorCommittee, Governed {
    using EquivocationProof for EquivocationProof.Signed;
    using RosterState for RosterState.State;
    using RosterTable for uint256[];

    /// @inheritdoc IMirrorCommittee
    uint256 public immutable override homeChainId;
    /// @inheritdoc IMirrorCommittee
    address public immutable override homeCommittee;
    /// @inheritdoc IMirrorCommittee
    address public immutable override homeOracle;

    RosterState.State private _state;
    uint32 private _suspendedHere;

    /// @param newHomeChainId Chain of the home committee; not this one.
    /// @param newHomeCommittee The home committee.
    /// @param newHomeOracle The oracle that its members sign for.
    /// @param admin The timelock of the DAO that this chain's readers trust.
    /// @param revoker May suspend members at once, besides the admin; zero for none.
    constructor(
        uint256 newHomeChainId,
        address newHomeCommittee,
        address newHomeOracle,
        address admin,
        address revoker
    ) Governed(admin, revoker) {
        if (newHomeChainId == block.chainid) revert HomeChainIsThisChain(newHomeChainId);
        if (newHomeCommittee == address(0)) revert ZeroHomeCommittee();
        if (newHomeOracle == address(0)) revert ZeroHomeOracle();
        homeChainId = newHomeChainId;
        homeCommittee = newHomeCommittee;
        homeOracle = newHomeOracle;
    }

    /// @inheritdoc IMirrorCommittee
    function configure(
        HomeConfiguration calldata home,
        bytes32 homeDigest
    ) external override onlyRole(CONFIGURATOR_ROLE) {
        // Check:
        RosterState.State memory old = _state;
        if (home.version <= old.version) revert HomeVersionNotNewer(home.version, old.version);
        CommitteeRules.check(home.members, home.faults);
        uint256[] memory words = RosterTable.encode({
            faults: home.faults,
            minModels: home.minModels,
            minOperators: home.minOperators,
            newRetirements: 0,
            members: home.members
        });
        bytes32 computed = words.digest(homeChainId, homeCommittee, home.version, home.suspended);
        if (computed != homeDigest) revert WrongHomeDigest(computed, homeDigest);

        // Effect:
        _suspendedHere = old.words().carriedSuspensions(_suspendedHere, home.members);
        _state = RosterState.State({
            table: CodeStore.write(words),
            version: home.version,
            suspended: home.suspended,
            members: uint8(home.members.length),
            faults: home.faults,
            minModels: home.minModels,
            minOperators: home.minOperators
        });
        emit HomeConfigured(home.version, homeDigest, home);
        for (uint8 i = 0; i < home.members.length; ++i) {
            if (_isSuspendedHere(i)) emit MemberSuspended(home.version, i);
        }
    }

    /// @inheritdoc IMirrorCommittee
    function suspend(uint8 member) external override onlyRole(REVOKER_ROLE) {
        _suspend(member);
    }

    /// @inheritdoc IMirrorCommittee
    function suspendEquivocator(
        IRiskOracle.Observation calldata a,
        bytes32 ra,
        bytes32 vsa,
        IRiskOracle.Observation calldata b,
        bytes32 rb,
        bytes32 vsb
    ) external override {
        // Check:
        bytes32 domain = ObservationHash.domainSeparator(homeChainId, homeOracle);
        EquivocationProof.Signed memory first = EquivocationProof.recover(domain, a, ra, vsa);
        EquivocationProof.Signed memory second = EquivocationProof.recover(domain, b, rb, vsb);
        first.check(second);
        uint8 member = _indexOf(first.signer);

        _suspend(member);
        emit EquivocationProven(member, first.round, first.digest, second.digest);
    }

    /// @inheritdoc IMirrorCommittee
    function reinstate(uint8 member) external override onlyRole(CONFIGURATOR_ROLE) {
        // Check:
        if (!_isSuspendedHere(member)) revert ICommittee.MemberNotSuspended(member);

        // Effect:
        _suspendedHere &= ~uint32(1 << member);
        emit MemberReinstated(_state.version, member);
    }

    /// @inheritdoc IRoster
    function roster(
        uint256 memberBitmap
    ) external view override returns (bytes32, uint8, uint8, uint8, Seat[] memory, bytes32[] memory) {
        RosterState.State memory state = _state;
        RosterTable.checkKnown(memberBitmap, state.members);
        uint256 suspended = memberBitmap & (state.suspended | _suspendedHere);
        if (suspended != 0) revert ICommittee.MembersSuspended(suspended);
        uint256[] memory words = state.words();
        return (
            state.digest(words, homeChainId, homeCommittee),
            state.faults,
            state.minModels,
            state.minOperators,
            words.seats(memberBitmap),
            words.models(state.members)
        );
    }

    /// @inheritdoc IMirrorCommittee
    function memberAt(
        uint8 member
    ) external view override returns (ICommittee.MemberConfig memory config, bool suspendedAtHome, bool suspendedHere) {
        RosterState.State memory state = _state;
        RosterTable.checkKnown(1 << member, state.members);
        config = state.words().memberConfig(state.members, member);
        return (config, (state.suspended >> member) & 1 == 1, _isSuspendedHere(member));
    }

    /// @inheritdoc IMirrorCommittee
    function memberCount() external view override returns (uint8) {
        return _state.members;
    }

    /// @inheritdoc IMirrorCommittee
    function version() external view override returns (uint32) {
        return _state.version;
    }

    /// @inheritdoc IRoster
    function digest() external view override returns (bytes32) {
        RosterState.State memory state = _state;
        return state.digest(state.words(), homeChainId, homeCommittee);
    }

    function _suspend(uint8 member) private {
        // Check:
        RosterTable.checkKnown(1 << member, _state.members);
        if (_isSuspendedHere(member)) revert ICommittee.MemberSuspendedAlready(member);

        // Effect:
        _suspendedHere |= uint32(1 << member);
        emit MemberSuspended(_state.version, member);
    }

    function _indexOf(address signer) private view returns (uint8) {
        RosterState.State memory state = _state;
        (bool found, uint8 member) = state.find(signer);
        if (!found) revert NoMemberSigns(signer);
        return member;
    }

    function _isSuspendedHere(uint8 member) private view returns (bool) {
        return (uint256(_suspendedHere) >> member) & 1 == 1;
    }
}
