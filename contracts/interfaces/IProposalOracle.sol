// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bps} from "../types/Bps.sol";
import {Duration} from "../types/Duration.sol";
import {MarketId} from "../types/MarketId.sol";
import {PackedScore} from "../types/PackedScore.sol";
import {IRiskOracle} from "./IRiskOracle.sol";

/// @notice One risk score per proposal of the governors that a DAO has registered, from a quorum of signed observations.
///
/// A proposal's score forecasts this event, given that the proposal is executed as it was proposed: within `horizon`
/// seconds of its execution the reference feed's lowest answer is at least `threshold` below the answer in force at the
/// execution. The feed says what the governor has to lose: the value of the treasury, in any unit that does not fall with
/// the market by itself, published as AggregatorV3 rounds (a feed of reserves or of net asset value). What the DAO cannot
/// name a feed for it cannot have scored: a score without an event is not a score.
///
/// The event has a condition, and nothing on chain settles it: proposals that are never executed have no outcome, and no
/// ledger judges members by the others. What a member forecasts here moves no weight (R12 holds for `RiskOracle` alone).
///
/// The report is `IRiskOracle.Report` with one market, the proposal; members sign `IRiskOracle.Observation` in the domain
/// "Breakwater ProposalOracle", version "1".
interface IProposalOracle {
    /// @notice A governor is registered; another event would change what its scores mean.
    error EventFixed(address governor);
    error GovernorRegisteredAlready(address governor);
    error GovernorNotRegistered(address governor);

    /// @param version Counts the governor's registrations; what was signed under an earlier one is void.
    event GovernorRegistered(
        address indexed governor,
        uint32 version,
        Bps threshold,
        Duration horizon,
        address referenceFeed
    );
    /// @notice No report about the governor's proposals is accepted from here on; their scores age.
    event GovernorRetired(address indexed governor, uint32 version);
    /// @notice Says which proposal the `ScoreUpdated` of the same report is about.
    event ProposalScored(address indexed governor, uint256 indexed proposalId, MarketId indexed marketId);

    /// @notice Has a governor's proposals scored. Its event is fixed with the first registration: one that was retired
    /// comes back with the same event or not at all. Only through the timelock.
    /// @param threshold Fall of the feed in bps, in (0, 100_00): what the DAO calls a loss.
    /// @param horizon Seconds from the execution, above 0: how long a loss may take to show.
    /// @param referenceFeed Value of what the governor holds, as an AggregatorV3 feed.
    function register(address governor, Bps threshold, Duration horizon, address referenceFeed) external;

    /// @notice Stops reports about a governor's proposals at once. Only for REVOKER_ROLE.
    function retire(address governor) external;

    /// @notice Verifies a quorum and stores the proposal's score. Anyone may call; who sends it changes nothing.
    /// @param report With bit 0 of the market mask alone: its one market is the proposal.
    function submit(address governor, uint256 proposalId, IRiskOracle.Report calldata report) external;

    /// @notice The latest record and whether it may be relied on. Never reverts, for an id never seen too.
    function score(
        MarketId marketId
    ) external view returns (IRiskOracle.ScoreRecord memory record, IRiskOracle.Status status);

    /// @notice As `score`, with the record as the word that `IRiskOracle.ScoreUpdated` told of: less gas.
    function packedScore(MarketId marketId) external view returns (PackedScore packed, IRiskOracle.Status status);

    /// @notice The latest record; reverts unless there is one, at most `maxAge` old.
    function scoreNoOlderThan(
        MarketId marketId,
        Duration maxAge
    ) external view returns (IRiskOracle.ScoreRecord memory);

    /// @notice A proposal as a market, with its event; reverts unless the governor is registered.
    function proposalMarketOf(
        address governor,
        uint256 proposalId
    ) external view returns (MarketId marketId, IRiskOracle.Market memory market);

    /// @notice Digest of the one market that an observation of the proposal is about, as of a market set:
    /// `keccak256(abi.encode(version, markets))`, with the governor's version and an array of one.
    function marketsDigest(address governor, uint256 proposalId) external view returns (bytes32);

    /// @notice What an observation of the proposal must bind: `keccak256(abi.encode(committeeDigest, marketsDigest))`.
    function configDigest(address governor, uint256 proposalId) external view returns (bytes32);

    /// @notice A governor's registrations so far, and whether it is scored now; zero if it never was.
    function registrationOf(address governor) external view returns (uint32 version, bool registered);

    /// @notice The EIP-712 domain under which members sign.
    function domainSeparator() external view returns (bytes32);

    /// @notice The EIP-712 digest that a member signs.
    function observationDigest(IRiskOracle.Observation calldata observation) external view returns (bytes32);

    /// @notice Length of a round.
    function roundLength() external view returns (Duration);

    /// @notice Age past which a report is refused and a score is stale.
    function maxAge() external view returns (Duration);
}
