// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Seat} from "../types/Seat.sol";
import {IRoster} from "./IRoster.sol";

/// @notice Who may sign observations, with which model and which weight.
interface ICommittee is IRoster {
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
    error MinOperatorsOutOfRange(uint256 minOperators, uint256 distinctOperators);
    error ModelNotActive(bytes32 modelHash);
    error UnknownMember(uint256 member, uint256 members);
    error MemberSuspendedAlready(uint8 member);
    error MemberNotSuspended(uint8 member);
    /// @notice The bonds do not cover this signer: too little is staked for it, or it was slashed.
    error NotBonded(uint256 member, address signer);
    /// @notice The bonds cover this signer, or the committee asks for none.
    error MemberBonded(uint8 member, address signer);
    error WrongWeightCount(uint256 weights, uint256 members);
    /// @notice No configuration, present or past, has this digest.
    error UnknownDigest(bytes32 digest);
    /// @notice A report names suspended members: bit i of `suspendedNamed` is member i.
    error MembersSuspended(uint256 suspendedNamed);

    /// @notice The whole configuration. `version` counts every change alike.
    event CommitteeConfigured(
        uint32 indexed version,
        bytes32 digest,
        MemberConfig[] members,
        uint8 faults,
        uint8 minModels,
        uint8 minOperators
    );
    event MemberSuspended(uint32 indexed version, uint8 indexed member, bytes32 digest);
    event MemberReinstated(uint32 indexed version, uint8 indexed member, bytes32 digest);
    /// @notice The same members, by index, with other weights.
    event WeightsAdopted(uint32 indexed version, bytes32 digest, uint16[] weights);

    /// @notice Replaces the whole configuration; a key's suspension is carried over. Only through the timelock; an
    /// operator is added, a base weight moved or a model swapped in this way.
    ///
    /// Rotation without a gap: from the transaction of the change on, what was signed under the old digest is refused
    /// and what is signed under the new one is accepted, in the same block already. Members who know the change
    /// beforehand can sign for it beforehand.
    ///
    /// Every signer must be bonded when this is executed. One that is kept and leaves its bond while the change waits
    /// makes it revert: leave that signer out.
    /// @param members In the order of their member indices; at most 31.
    /// @param faults f: how many members may be faulty; members.length >= 3f + 1, f >= 1.
    /// @param minModels How many distinct models a report needs: 1 <= minModels <= distinct models. A report of
    /// 2f + 1 may miss any f + 1 or fewer members, so a value above what 2f + 1 members always hold costs liveness.
    /// @param minOperators How many distinct operators a report needs: 1 <= minOperators <= distinct operators. f counts
    /// members, and an operator may run several: this is what keeps one operator from filling a quorum. It costs
    /// liveness as minModels does.
    function configure(MemberConfig[] calldata members, uint8 faults, uint8 minModels, uint8 minOperators) external;

    /// @notice Takes a member out at once, below quorum too: then no report is accepted until the DAO acts.
    function suspend(uint8 member) external;

    /// @notice Takes a member out whose bond no longer covers it: too little staked, an exit requested, slashed.
    /// Anyone may call it; below the quorum too.
    function suspendUnbonded(uint8 member) external;

    /// @notice Lets a suspended member back in, if it is bonded. Only through the timelock; never one that was slashed.
    function reinstate(uint8 member) external;

    /// @notice Gives the present members other weights, one for each, by index. The rules for weights hold as at
    /// `configure`; suspensions and base weights stay. Only for WEIGHER_ROLE (the ledger of the members' skill).
    function adoptWeights(uint16[] calldata newWeights) external;

    /// @notice The members named in `memberBitmap` as they were under `digest`, present or past, ascending; suspended
    /// members included. Reverts for a digest that never was, and for an unknown member.
    /// @return faults f under that digest.
    /// @return seats One for each set bit, ascending.
    /// @return models That committee's distinct models: a seat's `modelIndex` points here.
    function rosterAt(
        bytes32 digest,
        uint256 memberBitmap
    ) external view returns (uint8 faults, Seat[] memory seats, bytes32[] memory models);

    /// @notice Counts every change: of configuration, suspensions and weights.
    function version() external view returns (uint32);

    /// @notice The version at the last `configure`; zero before the first.
    function configuredVersion() external view returns (uint32);

    /// @notice f.
    function faults() external view returns (uint8);

    /// @notice q = 2f + 1; zero before the first configuration, when nothing can be accepted.
    function quorum() external view returns (uint8);

    /// @notice How many distinct models a report needs.
    function minModels() external view returns (uint8);

    /// @notice How many distinct operators a report needs.
    function minOperators() external view returns (uint8);

    /// @notice n, suspended members included.
    function memberCount() external view returns (uint8);

    /// @notice One member and whether it is suspended.
    function memberAt(uint8 member) external view returns (MemberConfig memory config, bool suspended);

    /// @notice The whole present configuration, with the weights that count now.
    /// @return members By member index, suspended ones included.
    /// @return faults f.
    /// @return minModels How many distinct models a report needs.
    /// @return minOperators How many distinct operators a report needs.
    /// @return suspended Bit i: member i is suspended.
    function configuration()
        external
        view
        returns (MemberConfig[] memory members, uint8 faults, uint8 minModels, uint8 minOperators, uint256 suspended);

    /// @notice The member that signs with `signer`, suspended or not; not found is (false, 0).
    function indexOf(address signer) external view returns (bool found, uint8 member);

    /// @notice The weights that count now, by member index.
    function weights() external view returns (uint16[] memory);

    /// @notice The weights as last configured, by member index.
    function baseWeights() external view returns (uint16[] memory);
}
