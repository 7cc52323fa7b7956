// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

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

    /// @notice What an oracle needs of one member to verify its observation.
    struct RosterEntry {
        address signer;
        uint16 weightBps;
        uint8 modelIndex;
        bytes32 modelHash;
    }

    /// @notice Replaces the whole configuration. Only through the timelock.
    /// @param members In the order of their member indices; at most 31.
    /// @param faults f: how many members may be faulty; members.length >= 3f + 1, f >= 1.
    /// @param minModels How many distinct models a report needs.
    function configure(MemberConfig[] calldata members, uint8 faults, uint8 minModels) external;

    /// @notice Takes a member out at once.
    function suspend(uint8 member) external;

    /// @notice Lets a suspended member back in. Only through the timelock.
    function reinstate(uint8 member) external;

    /// @notice The members named in `memberBitmap`, ascending; reverts if one is unknown, suspended, or its
    /// model is not active.
    /// @return digest Digest of the present configuration.
    /// @return faults f.
    /// @return minModels How many distinct models a report needs.
    /// @return entries One for each set bit, ascending.
    function roster(
        uint256 memberBitmap
    ) external view returns (bytes32 digest, uint8 faults, uint8 minModels, RosterEntry[] memory entries);

    /// @notice Digest of members, f, minModels and models: changes with any of them.
    function digest() external view returns (bytes32);

    /// @notice f.
    function faults() external view returns (uint8);

    /// @notice q = 2f + 1.
    function quorum() external view returns (uint8);

    /// @notice How many distinct models a report needs.
    function minModels() external view returns (uint8);

    /// @notice n, suspended members included.
    function memberCount() external view returns (uint8);

    /// @notice One member and whether it is suspended.
    function memberAt(uint8 member) external view returns (MemberConfig memory config, bool suspended);
}
