// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {IProposalOracle} from "./interfaces/IProposalOracle.sol";
import {IRiskOracle} from "./interfaces/IRiskOracle.sol";
import {IRoster} from "./interfaces/IRoster.sol";
import {MarketSet} from "./libraries/MarketSet.sol";
import {ObservationHash} from "./libraries/ObservationHash.sol";
import {QuorumReports} from "./libraries/QuorumReports.sol";
import {SnapshotBlock} from "./libraries/SnapshotBlock.sol";
import {Bps} from "./types/Bps.sol";
import {Duration} from "./types/Duration.sol";
import {MarketId, MarketKind} from "./types/MarketId.sol";
import {PackedScore} from "./types/PackedScore.sol";

/// @title ProposalOracle
/// @notice One risk score per proposal. Proposals appear at any time and cannot wait for a timelock to list them, so what
/// is configured are governors: every proposal of a registered governor is a market of its own.
///
/// Time model: as `RiskOracle`'s. A round is a slot of `roundLength` seconds of signed time; a score ages from the signed
/// observedAt and is stale after `maxAge`.
///
/// Guarantees
/// - R1 A report carries at least 2f + 1 observations of distinct active members, each signed by its member (EIP-712).
/// - R2 A signature binds chain, contract, governor, proposal and event, the committee, round, observedAt, block,
///   snapshot root, model hash, explanation root and the score.
/// - R3 Per proposal, round and observedAt strictly increase: nothing replays across proposal, governor, chain, contract,
///   registration or fork.
/// - R4 observedAt <= now + 60 s; now - observedAt <= maxAge.
/// - R5 Zero recovery, high s, wrong length, duplicate or unordered members, trailing calldata are refused.
/// - R6 With at most f faulty members the score lies within the honest members' range; an abstention is never a zero.
/// - R7 A score is stored with spread, contributors, distinct models and flags.
/// - R8 One storage slot per proposal.
/// - R9 The getter returns a status, or reverts by choice.
/// - R10 `score` and `packedScore` never revert, and read nothing but one slot of this contract.
///
/// Not held here: R11 and R12. A member signs about several proposals in one round, so two observations of a round are no
/// equivocation, and no court may be deployed over this domain; and no ledger settles a proposal's event.
///
/// Trusts: at most f members to be faulty; the committee's and this contract's configurator (a timelock) with what is
/// scored and by whom; the revoker with silence. Whether a proposal exists is not asked: members sign for those that do.
contract ProposalOracle is IProposalOracle, QuorumReports, EIP712 {
    using MessageHashUtils for bytes32;

    /// @dev One slot.
    struct Registration {
        address referenceFeed;
        Duration horizon;
        Bps threshold;
        uint32 version;
        bool registered;
    }

    /// @notice Another than `RiskOracle`'s: a court that was deployed for that one finds no signature of this one.
    string public constant DOMAIN_NAME = "Breakwater ProposalOracle";

    mapping(address governor => Registration) private _registrations;

    /// @param newCommittee Who may sign.
    /// @param newRoundLength Length of a round; above zero.
    /// @param newMaxAge From one round length, lest a score be stale before the next can come, up to a week.
    /// @param admin The DAO's timelock: registers governors.
    /// @param revoker May retire a governor at once besides the admin; zero for none.
    constructor(
        IRoster newCommittee,
        Duration newRoundLength,
        Duration newMaxAge,
        address admin,
        address revoker
    )
        EIP712(DOMAIN_NAME, ObservationHash.DOMAIN_VERSION)
        QuorumReports(newCommittee, newRoundLength, newMaxAge, admin, revoker)
    {}

    /// @inheritdoc IProposalOracle
    function register(
        address governor,
        Bps threshold,
        Duration horizon,
        address referenceFeed
    ) external override onlyRole(CONFIGURATOR_ROLE) {
        // Check:
        Registration storage registration = _registrations[governor];
        if (registration.registered) revert GovernorRegisteredAlready(governor);
        Registration memory newRegistration = Registration({
            referenceFeed: referenceFeed,
            horizon: horizon,
            threshold: threshold,
            version: registration.version + 1,
            registered: true
        });
        // Of no proposal in particular: all of them have the same event.
        MarketSet.check(MarketId.wrap(0), _market(governor, 0, newRegistration));
        bool same =
            registration.referenceFeed == referenceFeed &&
                registration.horizon.toSeconds() == horizon.toSeconds() &&
                registration.threshold == threshold;
        if (registration.version != 0 && !same) revert EventFixed(governor);

        // Effect:
        _registrations[governor] = newRegistration;
        emit GovernorRegistered(governor, newRegistration.version, threshold, horizon, referenceFeed);
    }

    /// @inheritdoc IProposalOracle
    function retire(address governor) external override onlyRole(REVOKER_ROLE) {
        // Check:
        uint32 version = _registered(governor).version;

        // Effect:
        _registrations[governor].registered = false;
        emit GovernorRetired(governor, version);
    }

    /// @inheritdoc IProposalOracle
    function submit(address governor, uint256 proposalId, IRiskOracle.Report calldata report) external override {
        // Check:
        _checkTime(report);
        (MarketId marketId, bytes32 digest) = _marketAndDigest(governor, proposalId);
        uint256[] memory words = new uint256[](2);
        (words[0], words[1]) = (uint256(digest), uint256(MarketId.unwrap(marketId)));

        // Effect:
        _accept(report, MarketSet.Table({words: words}));
        emit ProposalScored(governor, proposalId, marketId);
    }

    /// @inheritdoc IProposalOracle
    function score(
        MarketId marketId
    ) external view override returns (IRiskOracle.ScoreRecord memory record, IRiskOracle.Status status) {
        return _latest(marketId);
    }

    /// @inheritdoc IProposalOracle
    function packedScore(
        MarketId marketId
    ) external view override returns (PackedScore packed, IRiskOracle.Status status) {
        return _latestPacked(marketId);
    }

    /// @inheritdoc IProposalOracle
    function scoreNoOlderThan(
        MarketId marketId,
        Duration age
    ) external view override returns (IRiskOracle.ScoreRecord memory) {
        return _latestNoOlderThan(marketId, age);
    }

    /// @inheritdoc IProposalOracle
    function proposalMarketOf(
        address governor,
        uint256 proposalId
    ) external view override returns (MarketId marketId, IRiskOracle.Market memory market) {
        market = _market(governor, proposalId, _registered(governor));
        return (MarketSet.idOf(block.chainid, market), market);
    }

    /// @inheritdoc IProposalOracle
    function marketsDigest(address governor, uint256 proposalId) external view override returns (bytes32 digest) {
        (, digest) = _marketAndDigest(governor, proposalId);
    }

    /// @inheritdoc IProposalOracle
    function configDigest(address governor, uint256 proposalId) external view override returns (bytes32) {
        (, bytes32 digest) = _marketAndDigest(governor, proposalId);
        return _configDigest(committee.digest(), digest);
    }

    /// @inheritdoc IProposalOracle
    function registrationOf(address governor) external view override returns (uint32 version, bool registered) {
        return (_registrations[governor].version, _registrations[governor].registered);
    }

    /// @inheritdoc IProposalOracle
    function domainSeparator() external view override returns (bytes32) {
        return _domain();
    }

    /// @inheritdoc IProposalOracle
    function observationDigest(IRiskOracle.Observation calldata observation) external view override returns (bytes32) {
        return _domain().toTypedDataHash(ObservationHash.hash(observation));
    }

    /// @inheritdoc IProposalOracle
    function roundLength() external view override returns (Duration) {
        return ROUND_LENGTH;
    }

    /// @inheritdoc IProposalOracle
    function maxAge() external view override returns (Duration) {
        return MAX_AGE;
    }

    /// @inheritdoc QuorumReports
    function _domain() internal view override returns (bytes32) {
        return _domainSeparatorV4();
    }

    /// @inheritdoc QuorumReports
    function _checkBlock(IRiskOracle.Report calldata report) internal view override {
        SnapshotBlock.check(report);
    }

    /// @dev Governor and proposal id.
    function _otherArguments() internal pure override returns (uint256) {
        return 64;
    }

    function _registered(address governor) private view returns (Registration memory registration) {
        registration = _registrations[governor];
        if (!registration.registered) revert GovernorNotRegistered(governor);
    }

    function _marketAndDigest(
        address governor,
        uint256 proposalId
    ) private view returns (MarketId marketId, bytes32 digest) {
        Registration memory registration = _registered(governor);
        IRiskOracle.Market[] memory markets = new IRiskOracle.Market[](1);
        markets[0] = _market(governor, proposalId, registration);
        marketId = MarketSet.idOf(block.chainid, markets[0]);
        digest = keccak256(abi.encode(registration.version, markets));
    }

    function _market(
        address governor,
        uint256 proposalId,
        Registration memory registration
    ) private pure returns (IRiskOracle.Market memory) {
        return
            IRiskOracle.Market({
                kind: MarketKind.Proposal,
                target: governor,
                subject: bytes32(proposalId),
                threshold: registration.threshold,
                horizon: registration.horizon,
                referenceFeed: registration.referenceFeed
            });
    }
}
