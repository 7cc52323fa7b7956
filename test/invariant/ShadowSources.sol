// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommittee} from "../../contracts/interfaces/ICommittee.sol";
import {ISkillLedger} from "../../contracts/interfaces/ISkillLedger.sol";
import {Duration} from "../../contracts/types/Duration.sol";
import {MarketId} from "../../contracts/types/MarketId.sol";

/// @notice What a shadow ledger asks the skill ledger and the oracle, answered as a handler says. The ledger itself has an
/// invariant of its own.
contract ShadowSources {
    ICommittee public immutable committee;
    Duration public immutable maxAge;
    address private immutable _teller;

    uint32 private _configuredVersion = 1;
    mapping(bytes32 marketsDigest => MarketId[]) private _markets;
    mapping(bytes32 batch => uint40) public witnessedAt;
    mapping(bytes32 window => ISkillLedger.Outcome) private _outcomes;
    mapping(bytes32 tally => ISkillLedger.Attendance) private _attendances;

    error OnlyTeller(address caller);

    modifier told() {
        if (msg.sender != _teller) revert OnlyTeller(msg.sender);
        _;
    }

    constructor(ICommittee newCommittee, Duration newMaxAge) {
        (committee, maxAge, _teller) = (newCommittee, newMaxAge, msg.sender);
    }

    function oracle() external view returns (address) {
        return address(this);
    }

    function list(bytes32 marketsDigest, MarketId[] calldata ids) external told {
        _markets[marketsDigest] = ids;
    }

    function witness(bytes32 batch) external told {
        if (witnessedAt[batch] == 0) witnessedAt[batch] = uint40(block.timestamp);
    }

    function turnOut(bytes32 digest, MarketId id, uint64 observedAt, ISkillLedger.Outcome outcome) external told {
        _outcomes[keccak256(abi.encode(digest, id, observedAt))] = outcome;
    }

    function attend(MarketId id, uint64 round, ISkillLedger.Attendance calldata attendance) external told {
        _attendances[keccak256(abi.encode(_configuredVersion, id, round))] = attendance;
    }

    /// @notice A new configuration's rounds are others.
    function configure() external told {
        ++_configuredVersion;
    }

    function epoch() external view returns (ISkillLedger.Epoch memory its) {
        its.configuredVersion = _configuredVersion;
    }

    function marketsAt(bytes32 marketsDigest) external view returns (MarketId[] memory) {
        return _markets[marketsDigest];
    }

    function outcomeOf(
        bytes32 digest,
        MarketId id,
        uint64 observedAt
    ) external view returns (ISkillLedger.Outcome outcome, uint40 end) {
        return (_outcomes[keccak256(abi.encode(digest, id, observedAt))], uint40(observedAt));
    }

    function attendanceOf(
        uint32 version,
        MarketId id,
        uint64 round
    ) external view returns (ISkillLedger.Attendance memory) {
        return _attendances[keccak256(abi.encode(version, id, round))];
    }
}
