// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommittee} from "./interfaces/ICommittee.sol";
import {IMemberBonds} from "./interfaces/IMemberBonds.sol";
import {IModelRegistry} from "./interfaces/IModelRegistry.sol";
import {IRoster} from "./interfaces/IRoster.sol";
import {CodeStore} from "./libraries/CodeStore.sol";
import {CommitteeRules} from "./libraries/CommitteeRules.sol";
import {Governed} from "./libraries/Governed.sol";
import {RosterHistory} from "./libraries/RosterHistory.sol";
import {RosterState} from "./libraries/RosterState.sol";
import {RosterTable} from "./libraries/RosterTable.sol";
import {Seat} from "./types/Seat.sol";

/// @title Committee
/// @notice Who may sign observations, with which model and which weight.
///
/// Time model: none; each step takes effect in its own transaction, the waiting is the timelock's. An observation
/// signed under an earlier digest is worth nothing from that transaction on; who signed it stays readable for ever.
///
/// Guarantees
/// - R1 n <= 31, 1 <= f, n >= 3f + 1; no zero signer, no signer twice; the quorum is 2f + 1.
/// - R2 The digest binds chain, contract, members, weights, f, both minimums and models, and never recurs.
/// - R6 Any f members weigh less than half of any 2f + 1 contributors (`CommitteeRules`).
/// - R11 A signer is configured or reinstated only while its bond covers it, and a slashed one never again.
/// - R12 No weight exceeds one third, whoever moved it; moving weights changes nothing else.
/// - C1 Configuring and reinstating need CONFIGURATOR_ROLE (a timelock). Suspending needs REVOKER_ROLE, or a lost bond,
///   and is immediate; only `reinstate` ends it. Below the quorum it fails closed, and the configurator recovers.
/// - C2 Every model was active when configured, and a retired one stops its members at once.
///
/// Trusts: the configurator with everything, the revoker with silence only, the weigher with weights within the rules,
/// the bonds with who is bonded; at most f members may be faulty.
contract Committee is ICommittee, Governed {
    using RosterHistory for RosterHistory.History;
    using RosterState for RosterState.State;
    using RosterTable for uint256[];

    /// @notice Held by the ledger of the members' skill: moves weights, within the rules.
    bytes32 public constant WEIGHER_ROLE = keccak256("WEIGHER_ROLE");

    /// @notice Says which models count.
    IModelRegistry public immutable registry;
    /// @notice Says whose bond covers it; zero where no bond is asked for.
    IMemberBonds public immutable bonds;

    RosterState.State private _state;
    /// @dev What the DAO configured last, one slot; a report does not read it.
    address private _baseTable;
    uint32 private _configuredVersion;
    RosterHistory.History private _history;

    /// @param newRegistry Says which models count.
    /// @param newBonds Says whose bond covers it; zero to ask for none.
    /// @param admin The DAO's timelock.
    /// @param revoker May suspend members at once, besides the admin; zero for none.
    constructor(
        IModelRegistry newRegistry,
        IMemberBonds newBonds,
        address admin,
        address revoker
    ) Governed(admin, revoker) {
        if (address(newRegistry) == address(0)) revert ZeroRegistry();
        registry = newRegistry;
        bonds = newBonds;
    }

    /// @inheritdoc ICommittee
    function configure(
        MemberConfig[] calldata members,
        uint8 newFaults,
        uint8 newMinModels,
        uint8 newMinOperators
    ) external override onlyRole(CONFIGURATOR_ROLE) {
        // Check:
        CommitteeRules.check(members, newFaults);
        for (uint256 i = 0; i < members.length; ++i) {
            _checkActive(members[i].modelHash);
            _checkBonded(i, members[i].signer);
        }
        uint256[] memory words = RosterTable.encode({
            faults: newFaults,
            minModels: newMinModels,
            minOperators: newMinOperators,
            newRetirements: registry.retirements(),
            members: members
        });
        // A configuration that was queued before a suspension must not end it: anyone may execute what is queued.
        uint32 suspended = CodeStore.read(_state.table).carriedSuspensions(_state.suspended, members);

        // Effect:
        _state = RosterState.State({
            table: CodeStore.write(words),
            version: _state.version,
            suspended: suspended,
            members: uint8(members.length),
            faults: newFaults,
            minModels: newMinModels,
            minOperators: newMinOperators
        });
        bytes32 newDigest = _renew();
        (_baseTable, _configuredVersion) = (_state.table, _state.version);
        emit CommitteeConfigured(_state.version, newDigest, members, newFaults, newMinModels, newMinOperators);
        for (uint8 i = 0; i < members.length; ++i) {
            if ((suspended >> i) & 1 == 1) emit MemberSuspended(_state.version, i, newDigest);
        }
    }

    /// @inheritdoc ICommittee
    function suspend(uint8 member) external override onlyRole(REVOKER_ROLE) {
        _suspend(member);
    }

    /// @inheritdoc ICommittee
    function suspendUnbonded(uint8 member) external override {
        // Check:
        address signer = _signerOf(member);
        if (_isBonded(signer)) revert MemberBonded(member, signer);
        _suspend(member);
    }

    /// @inheritdoc ICommittee
    function reinstate(uint8 member) external override onlyRole(CONFIGURATOR_ROLE) {
        // Check:
        if (!_isSuspended(member)) revert MemberNotSuspended(member);
        _checkBonded(member, _signerOf(member));

        // Effect:
        _state.suspended &= ~uint32(1 << member);
        bytes32 newDigest = _renew();
        emit MemberReinstated(_state.version, member, newDigest);
    }

    /// @inheritdoc ICommittee
    function adoptWeights(uint16[] calldata newWeights) external override onlyRole(WEIGHER_ROLE) {
        // Check:
        RosterState.State memory state = _state;
        if (newWeights.length != state.members) revert WrongWeightCount(newWeights.length, state.members);
        CommitteeRules.checkWeights(newWeights, state.faults);

        // Effect:
        uint256[] memory words = state.words();
        words.reweigh({
            newWeights: newWeights,
            faults: state.faults,
            minModels: state.minModels,
            minOperators: state.minOperators
        });
        _state.table = CodeStore.write(words);
        bytes32 newDigest = _renew();
        emit WeightsAdopted(_state.version, newDigest, newWeights);
    }

    /// @inheritdoc IRoster
    function roster(
        uint256 memberBitmap
    ) external view override returns (bytes32, uint8, uint8, uint8, Seat[] memory seats, bytes32[] memory models) {
        RosterState.State memory state = _state;
        RosterTable.checkKnown(memberBitmap, state.members);
        if (memberBitmap & state.suspended != 0) revert MembersSuspended(memberBitmap & state.suspended);
        uint256[] memory words = state.words();
        seats = words.seats(memberBitmap);
        models = words.models(state.members);
        // Every model was active when configured, and activity ends by retirement only: no retirement since, no doubt.
        if (registry.retirements() != words.retirements()) {
            for (uint256 i = 0; i < seats.length; ++i) _checkActive(models[seats[i].modelIndex()]);
        }
        bytes32 present = state.digest(words, block.chainid, address(this));
        return (present, state.faults, state.minModels, state.minOperators, seats, models);
    }

    /// @inheritdoc ICommittee
    function rosterAt(
        bytes32 pastDigest,
        uint256 memberBitmap
    ) external view override returns (uint8, Seat[] memory, bytes32[] memory) {
        return _history.rosterAt(pastDigest, memberBitmap);
    }

    /// @inheritdoc ICommittee
    function memberAt(uint8 member) external view override returns (MemberConfig memory config, bool suspended) {
        suspended = _isSuspended(member);
        config = CodeStore.read(_state.table).memberConfig(_state.members, member);
    }

    /// @inheritdoc ICommittee
    function configuration()
        external
        view
        override
        returns (MemberConfig[] memory members, uint8, uint8, uint8, uint256 suspended)
    {
        RosterState.State memory state = _state;
        members = state.words().memberConfigs(state.members);
        return (members, state.faults, state.minModels, state.minOperators, state.suspended);
    }

    /// @inheritdoc ICommittee
    function indexOf(address signer) external view override returns (bool found, uint8 member) {
        RosterState.State memory state = _state;
        return state.find(signer);
    }

    /// @inheritdoc ICommittee
    function weights() external view override returns (uint16[] memory) {
        return CodeStore.read(_state.table).weights(_state.members);
    }

    /// @inheritdoc ICommittee
    function baseWeights() external view override returns (uint16[] memory) {
        return CodeStore.read(_baseTable).weights(_state.members);
    }

    /// @inheritdoc ICommittee
    function faults() external view override returns (uint8) {
        return _state.faults;
    }

    /// @inheritdoc ICommittee
    function quorum() external view override returns (uint8) {
        return _state.members == 0 ? 0 : 2 * _state.faults + 1;
    }

    /// @inheritdoc ICommittee
    function minModels() external view override returns (uint8) {
        return _state.minModels;
    }

    /// @inheritdoc ICommittee
    function minOperators() external view override returns (uint8) {
        return _state.minOperators;
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
    function configuredVersion() external view override returns (uint32) {
        return _configuredVersion;
    }

    /// @inheritdoc IRoster
    function digest() public view override returns (bytes32) {
        RosterState.State memory state = _state;
        return state.digest(state.words(), block.chainid, address(this));
    }

    /// @dev Every change ends here: the next version, and what now stands kept under its digest.
    function _renew() private returns (bytes32 newDigest) {
        ++_state.version;
        newDigest = digest();
        _history.keep({digest: newDigest, table: _state.table, members: _state.members, faults: _state.faults});
    }

    function _suspend(uint8 member) private {
        // Check:
        if (_isSuspended(member)) revert MemberSuspendedAlready(member);

        // Effect:
        _state.suspended |= uint32(1 << member);
        bytes32 newDigest = _renew();
        emit MemberSuspended(_state.version, member, newDigest);
    }

    function _checkActive(bytes32 modelHash) private view {
        if (!registry.isActive(modelHash)) revert ModelNotActive(modelHash);
    }

    function _checkBonded(uint256 member, address signer) private view {
        if (!_isBonded(signer)) revert NotBonded(member, signer);
    }

    function _isBonded(address signer) private view returns (bool) {
        return address(bonds) == address(0) || bonds.isBonded(signer);
    }

    function _signerOf(uint8 member) private view returns (address) {
        return CodeStore.read(_stateWith(member).table).seat(member).signer();
    }

    function _isSuspended(uint8 member) private view returns (bool) {
        return (_stateWith(member).suspended >> member) & 1 == 1;
    }

    /// @dev Reverts unless `member` is one.
    function _stateWith(uint8 member) private view returns (RosterState.State memory state) {
        state = _state;
        if (member >= state.members) revert UnknownMember(member, state.members);
    }
}
