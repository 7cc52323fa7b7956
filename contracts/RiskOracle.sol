// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IRoster} from "./interfaces/IRoster.sol";
import {ObservationHash} from "./libraries/ObservationHash.sol";
import {QuorumOracle} from "./libraries/QuorumOracle.sol";
import {QuorumReports} from "./libraries/QuorumReports.sol";
import {SnapshotBlock} from "./libraries/SnapshotBlock.sol";
import {Duration} from "./types/Duration.sol";

/// @title RiskOracle
/// @notice One risk score per market, from a quorum of signed observations.
///
/// Time model: a round is a slot of `roundLength` seconds; `round = observedAt / roundLength`, and observedAt is the
/// timestamp of the block that the members read, signed by each of them. A score ages from observedAt, never from
/// the transaction that brought it, and is stale after `maxAge`.
///
/// Guarantees
/// - R1 A report carries at least 2f + 1 observations of distinct active members, each signed by its member (EIP-712).
/// - R2 A signature binds chain, contract, config digest, round, observedAt, block, snapshot root, model hash,
///   explanation root and every score.
/// - R3 Per market, round and observedAt strictly increase, and each accepted report advances at least one market:
///   nothing replays across market, chain, contract, configuration or fork.
/// - R4 observedAt <= now + 60 s; now - observedAt <= maxAge.
/// - R5 Zero recovery, high s, wrong length, duplicate or unordered members, trailing calldata are refused.
/// - R6 With at most f faulty members the score lies within the honest members' range; an abstention is never a zero.
/// - R7 A score is stored with spread, contributors, distinct models and flags.
/// - R8 One storage slot per market per round in steady state.
/// - R9 The getter returns a status, or reverts by choice.
/// - R10 `score` never reverts, and reads nothing but one slot of this contract.
///
/// Trusts: at most f members to be faulty; the committee's and this contract's configurator (a timelock) with what is
/// scored and by whom. Submitters are trusted with nothing: anyone may submit, and a report's bytes decide.
contract RiskOracle is QuorumOracle, EIP712 {
    /// @param newCommittee Who may sign.
    /// @param newRoundLength Length of a round; above zero.
    /// @param newMaxAge From one round length, lest a score be stale before the next can come, up to a week.
    /// @param admin The DAO's timelock: configures the markets.
    constructor(
        IRoster newCommittee,
        Duration newRoundLength,
        Duration newMaxAge,
        address admin
    )
        EIP712(ObservationHash.DOMAIN_NAME, ObservationHash.DOMAIN_VERSION)
        QuorumOracle(newCommittee, newRoundLength, newMaxAge, admin)
    {}

    /// @notice Replaces the market set: at most 64, none twice, threshold in (0, 100_00), horizon above 0. Only through
    /// the timelock. Every observation signed before it is void. An empty set stops the oracle.
    function configureMarkets(Market[] calldata newMarkets) external onlyRole(CONFIGURATOR_ROLE) {
        // Effect:
        _replaceMarkets(block.chainid, marketsVersion() + 1, newMarkets);
    }

    /// @inheritdoc QuorumReports
    function _domain() internal view override returns (bytes32) {
        return _domainSeparatorV4();
    }

    /// @inheritdoc QuorumReports
    function _checkBlock(Report calldata report) internal view override {
        SnapshotBlock.check(report);
    }
}
