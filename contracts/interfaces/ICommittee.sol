// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Seat} from "../types/Seat.sol";

/// @notice Who may sign observations, with which model and which weight.
interface ICommittee {
    /// @param signer Address of the report key.
    /// @param operator Who runs the node; one operator may run several members.
    /// @param modelHash sha256 of the ONNX file that the member runs; active in the model registry.
    /// @param weightBps Share of the vote; all weights sum to 100_00, none exceeds 33_33.
    struct MemberConfig {
        address signer;
        address operator;
        bytes32 modelHash;
        uint16 weightBps;
    }

    error ZeroRegistry();
    error TooManyMembers(uint256 members, uint256 maximum);
    /// @notice n >= 3f + 1 and f >= 1.
    error TooFewMembers(uint256 members, uint256 faults);
    error FaultsZero();
    error ZeroSigner(uint256 member);
    error DuplicateSigner(uint256 member, address signer);
    error WeightTooLarge(uint256 member, uint256 weightBps, uint256 maximum);
    error WeightsDoNotSum(uint256 sum, uint256 expected);
    /// @notice The f heaviest members would not be outweighed by the f + 1 lightest.
    error WeightsUnbalanced(uint256 heaviest, uint256 lightest);
    error MinModelsOutOfRange(uint256 minModels, uint256 distinctModels);
    error ModelNotActive(bytes32 modelHash);
    error UnknownMember(uint256 member, uint256 members);
    error MemberSuspendedAlready(uint8 member);
    error MemberNotSuspended(uint8 member);
    /// @notice A report names suspended members: bit i of `suspendedNamed` is member i.
    error MembersSuspended(uint256 suspendedNamed);

    /// @notice The whole configuration. `version` counts configure, suspend and reinstate alike.
    event CommitteeConfigured(
        uint32 indexed version,
        bytes32 digest,
        MemberConfig[] members,
        uint8 faults,
        uint8 minModels
    );
    event MemberSuspended(uint32 indexed version, uint8 indexed member, bytes32 digest);
    event MemberReinstated(uint32 indexed version, uint8 indexed member, bytes32 digest);

    /// @notice Replaces the whole configuration and ends every suspension. Only through the timelock; an operator is
    /// added, a weight moved or a model swapped in this way.
    /// @param members In the order of their member indices; at most 31.
    /// @param faults f: how many members may be faulty; members.length >= 3f + 1, f >= 1.
    /// @param minModels How many distinct models a report needs: 1 <= minModels <= distinct models. A report of
    /// 2f + 1 may miss any f + 1 or fewer members, so a value above what 2f + 1 members always hold costs liveness.
    function configure(MemberConfig[] calldata members, uint8 faults, uint8 minModels) external;

    /// @notice Takes a member out at once, below quorum too: then no report is accepted until the DAO acts.
    function suspend(uint8 member) external;

    /// @notice Lets a suspended member back in. Only through the timelock.
    function reinstate(uint8 member) external;

    /// @notice The members named in `memberBitmap`, ascending; reverts if one is unknown, suspended, or its
    /// model is not active.
    /// @return digest Digest of the present configuration.
    /// @return faults f.
    /// @return minModels How many distinct models a report needs.
    /// @return seats One for each set bit, ascending.
    /// @return models The committee's distinct models, all of them: a seat's `modelIndex` points here.
    function roster(
        uint256 memberBitmap
    )
        external
        view
        returns (bytes32 digest, uint8 faults, uint8 minModels, Seat[] memory seats, bytes32[] memory models);

    /// @notice Digest of members, f, minModels and models: changes with any of them, and with each suspension and
    /// reinstatement, and never returns to an earlier value. Zero before the first configuration.
    function digest() external view returns (bytes32);

    /// @notice Counts configure, suspend and reinstate.
    function version() external view returns (uint32);

    /// @notice f.
    function faults() external view returns (uint8);

    /// @notice q = 2f + 1; zero before the first configuration, when nothing can be accepted.
    function quorum() external view returns (uint8);

    /// @notice How many distinct models a report needs.
    function minModels() external view returns (uint8);

    /// @notice n, suspended members included.
    function memberCount() external view returns (uint8);

    /// @notice One member and whether it is suspended.
    function memberAt(uint8 member) external view returns (MemberConfig memory config, bool suspended);
}
