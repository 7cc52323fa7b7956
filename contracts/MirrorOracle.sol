// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMirrorCommittee} from "./interfaces/IMirrorCommittee.sol";
import {IMirrorOracle} from "./interfaces/IMirrorOracle.sol";
import {MarketSet} from "./libraries/MarketSet.sol";
import {ObservationHash} from "./libraries/ObservationHash.sol";
import {QuorumOracle} from "./libraries/QuorumOracle.sol";
import {QuorumReports} from "./libraries/QuorumReports.sol";
import {Duration} from "./types/Duration.sol";

/// @title MirrorOracle
/// @notice A home chain's scores on another chain: the bytes that the home oracle accepts, verified here once more, with
/// the same result. Nobody relays on trust: no bridge, no message, no second signature.
///
/// Time model: the home's. A round is a slot of `roundLength` seconds of signed time, which must be the home's length; a
/// report's observedAt is a home block's, and is compared with this chain's clock. Where a sequencer sets that clock, it
/// decides, within what its protocol allows, how fresh a report looks.
///
/// Guarantees
/// - R1 A report carries at least 2f + 1 observations of distinct active members, each signed by its member (EIP-712).
/// - R2 A signature binds the home's chain, oracle and config digest, round, observedAt, block, snapshot root, model
///   hash, explanation root and every score.
/// - R3 Per market, round and observedAt strictly increase here, and each accepted report advances at least one market:
///   nothing replays across market, home or configuration. A report is meant to be taken once by each mirror.
/// - R4 observedAt <= now + 60 s; now - observedAt <= maxAge; now is this chain's.
/// - R5 Zero recovery, high s, wrong length, duplicate or unordered members, trailing calldata are refused.
/// - R6 With at most f faulty members the score lies within the honest members' range; an abstention is never a zero.
/// - R7 A score is stored with spread, contributors, distinct models and flags.
/// - R8 One storage slot per market per round in steady state.
/// - R9 The getter returns a status, or reverts by choice.
/// - R10 `score` never reverts, and reads nothing but one slot of this contract.
///
/// Not checked, since this chain cannot: that the snapshot block exists on the home chain, has that hash, or lies in its
/// past. The quorum's signed word stands for it, as it does at home for blocks older than 256. A report that was signed
/// for a home fork which died is taken here.
///
/// Trusts: at most f members to be faulty; the configurators of this contract and of its committee (a timelock) to follow
/// the home, and with everything: they can name markets and members that never were. This chain's clock. Submitters are
/// trusted with nothing.
contract MirrorOracle is IMirrorOracle, QuorumOracle {
    /// @inheritdoc IMirrorOracle
    uint256 public immutable override homeChainId;
    /// @inheritdoc IMirrorOracle
    address public immutable override homeOracle;

    bytes32 private immutable _homeDomain;

    /// @param newCommittee Who may sign, and for which oracle on which chain.
    /// @param newRoundLength The home's; any other refuses the home's rounds.
    /// @param newMaxAge From one round length up to a week; need not be the home's.
    /// @param admin The timelock of the DAO that this chain's readers trust: configures the markets.
    constructor(
        IMirrorCommittee newCommittee,
        Duration newRoundLength,
        Duration newMaxAge,
        address admin
    ) QuorumOracle(newCommittee, newRoundLength, newMaxAge, admin) {
        (uint256 chainId, address oracle) = (newCommittee.homeChainId(), newCommittee.homeOracle());
        homeChainId = chainId;
        homeOracle = oracle;
        _homeDomain = ObservationHash.domainSeparator(chainId, oracle);
    }

    /// @inheritdoc IMirrorOracle
    function configureMarkets(
        uint32 homeVersion,
        bytes32 homeDigest,
        Market[] calldata newMarkets
    ) external override onlyRole(CONFIGURATOR_ROLE) {
        // Check:
        if (homeVersion <= marketsVersion()) revert MarketsVersionNotNewer(homeVersion, marketsVersion());
        bytes32 computed = MarketSet.digestOf(homeVersion, newMarkets);
        if (computed != homeDigest) revert WrongHomeMarkets(computed, homeDigest);

        // Effect:
        _replaceMarkets(homeChainId, homeVersion, newMarkets);
    }

    /// @inheritdoc QuorumReports
    function _domain() internal view override returns (bytes32) {
        return _homeDomain;
    }

    /// @dev Nothing of the home's blocks is known on this chain.
    function _checkBlock(Report calldata) internal pure override {}
}
