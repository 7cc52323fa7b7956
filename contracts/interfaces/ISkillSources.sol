// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Duration} from "../types/Duration.sol";
import {MarketId} from "../types/MarketId.sol";
import {Seat} from "../types/Seat.sol";
import {ICommittee} from "./ICommittee.sol";
import {IRiskOracle} from "./IRiskOracle.sol";

/// @notice What a skill ledger needs of the committee whose members it judges.
interface ISkillCommittee {
    /// @notice The members named in `memberBitmap` of a past or present configuration, suspended ones included.
    /// @return faults f.
    /// @return seats One for each set bit, ascending.
    /// @return models The configuration's distinct models: a seat's `modelIndex` points here.
    function rosterAt(
        bytes32 digest,
        uint256 memberBitmap
    ) external view returns (uint8 faults, Seat[] memory seats, bytes32[] memory models);

    /// @notice Digest of the present configuration.
    function digest() external view returns (bytes32);

    /// @notice The present configuration, with the weights that count now.
    function configuration()
        external
        view
        returns (ICommittee.MemberConfig[] memory members, uint8 faults, uint8 minModels, uint256 suspended);

    /// @notice The weights that the DAO configured, by member index.
    function baseWeights() external view returns (uint16[] memory);

    /// @notice The version that the DAO's last configuration made; adopted weights leave it alone.
    function configuredVersion() external view returns (uint32);

    /// @notice The member that signs with a key.
    function indexOf(address signer) external view returns (bool found, uint8 member);

    /// @notice Gives the same members other weights. Only for the ledger.
    function adoptWeights(uint16[] calldata newWeights) external;
}

/// @notice What a skill ledger needs of the oracle whose markets it settles.
interface ISkillOracle {
    /// @notice The markets of a past or present set, in the order of the signed vectors.
    function marketsAt(bytes32 marketsDigest) external view returns (MarketId[] memory);

    /// @notice The event that a market had in that set.
    function eventAt(bytes32 marketsDigest, MarketId marketId) external view returns (IRiskOracle.Market memory);

    /// @notice Length of a round.
    function roundLength() external view returns (Duration);

    /// @notice Age past which a report is refused.
    function maxAge() external view returns (Duration);

    /// @notice The EIP-712 domain under which members sign observations.
    function domainSeparator() external view returns (bytes32);
}
