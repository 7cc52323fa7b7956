// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommittee} from "./ICommittee.sol";
import {IRiskOracle} from "./IRiskOracle.sol";
import {IRoster} from "./IRoster.sol";

/// @notice A home chain's committee, as another chain knows it.
interface IMirrorCommittee is IRoster {
    /// @param members As `ICommittee.configuration` returns them at home, in its order.
    /// @param faults f.
    /// @param minModels How many distinct models a report needs.
    /// @param minOperators How many distinct operators a report needs.
    /// @param suspended Bit i: member i is suspended at home.
    /// @param version `ICommittee.version` at home.
    struct HomeConfiguration {
        ICommittee.MemberConfig[] members;
        uint8 faults;
        uint8 minModels;
        uint8 minOperators;
        uint32 suspended;
        uint32 version;
    }

    error ZeroHomeCommittee();
    error ZeroHomeOracle();
    error HomeChainIsThisChain(uint256 chainId);
    /// @notice The configuration given is not the one that the home digest stands for.
    error WrongHomeDigest(bytes32 computed, bytes32 expected);
    /// @notice A home configuration that is as old as the present one, or older.
    error HomeVersionNotNewer(uint32 version, uint32 present);
    error NoMemberSigns(address signer);

    /// @notice The home configuration that counts here from now on. `version` is the home's.
    event HomeConfigured(uint32 indexed version, bytes32 homeDigest, HomeConfiguration home);
    event MemberSuspended(uint32 indexed version, uint8 indexed member);
    /// @notice Why a member was suspended: it signed both, for one round.
    event EquivocationProven(uint8 indexed member, uint64 indexed round, bytes32 firstDigest, bytes32 secondDigest);
    event MemberReinstated(uint32 indexed version, uint8 indexed member);

    /// @notice Follows the home committee: members, weights, f, minimums and suspensions must be, to the last bit, what
    /// `homeDigest` stands for at home, and newer than what stands here. A key that is suspended here stays so. Only
    /// through the timelock.
    /// @param homeDigest `ICommittee.digest` at home, which its members sign under.
    function configure(HomeConfiguration calldata home, bytes32 homeDigest) external;

    /// @notice Takes a member out here, at once, below quorum too. The home committee is not told.
    function suspend(uint8 member) external;

    /// @notice Takes a member out here who signed two different observations for one round. Anyone may prove it, as at
    /// home, and again should the key ever come back.
    /// @param ra First half of the EIP-2098 signature of `a`.
    /// @param vsa Second half.
    /// @param rb First half of the signature of `b`.
    /// @param vsb Second half.
    function suspendEquivocator(
        IRiskOracle.Observation calldata a,
        bytes32 ra,
        bytes32 vsa,
        IRiskOracle.Observation calldata b,
        bytes32 rb,
        bytes32 vsb
    ) external;

    /// @notice Ends a suspension made here; one made at home ends with the home's next configuration. Only through the
    /// timelock.
    function reinstate(uint8 member) external;

    /// @notice Chain of the home committee.
    function homeChainId() external view returns (uint256);

    /// @notice The home committee.
    function homeCommittee() external view returns (address);

    /// @notice The oracle that its members sign for.
    function homeOracle() external view returns (address);

    /// @notice The home's version that stands here; zero before the first configuration.
    function version() external view returns (uint32);

    /// @notice n, suspended members included.
    function memberCount() external view returns (uint8);

    /// @notice One member, and whether it is suspended at home or here.
    function memberAt(
        uint8 member
    ) external view returns (ICommittee.MemberConfig memory config, bool suspendedAtHome, bool suspendedHere);
}
