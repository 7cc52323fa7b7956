// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {IRiskOracle} from "../interfaces/IRiskOracle.sol";
import {IRoster} from "../interfaces/IRoster.sol";
import {Duration} from "../types/Duration.sol";
import {MarketId} from "../types/MarketId.sol";
import {MarketSet} from "./MarketSet.sol";
import {ObservationHash} from "./ObservationHash.sol";
import {QuorumReports} from "./QuorumReports.sol";

/// @notice One risk score per market of a set, from a quorum of signed observations: what an oracle and its mirror share.
/// The two differ in the domain that members sign under and in what they can know of the snapshot's block, which the
/// functions left open in `QuorumReports` say; and in how markets are configured.
abstract contract QuorumOracle is IRiskOracle, QuorumReports {
    using MessageHashUtils for bytes32;
    using MarketSet for MarketSet.Set;
    using MarketSet for MarketSet.Table;

    MarketSet.Set private _markets;

    /// @param newCommittee Who may sign.
    /// @param newRoundLength Length of a round; above zero.
    /// @param newMaxAge From one round length, lest a score be stale before the next can come, up to a week.
    /// @param admin The DAO's timelock: configures the markets.
    constructor(
        IRoster newCommittee,
        Duration newRoundLength,
        Duration newMaxAge,
        address admin
    ) QuorumReports(newCommittee, newRoundLength, newMaxAge, admin, address(0)) {}

    /// @inheritdoc IRiskOracle
    function submit(Report calldata report) external override {
        _checkTime(report);
        _accept(report, _markets.present());
    }

    /// @inheritdoc IRiskOracle
    function score(MarketId marketId) external view override returns (ScoreRecord memory record, Status status) {
        return _latest(marketId);
    }

    /// @inheritdoc IRiskOracle
    function scoreNoOlderThan(MarketId marketId, Duration age) external view override returns (ScoreRecord memory) {
        return _latestNoOlderThan(marketId, age);
    }

    /// @inheritdoc IRiskOracle
    function marketIds() external view override returns (MarketId[] memory) {
        return _markets.present().ids();
    }

    /// @inheritdoc IRiskOracle
    function marketOf(MarketId marketId) external view override returns (Market memory) {
        return _markets.marketOf(marketId);
    }

    /// @inheritdoc IRiskOracle
    function marketsAt(bytes32 pastDigest) external view override returns (MarketId[] memory) {
        return _markets.past(pastDigest).ids();
    }

    /// @inheritdoc IRiskOracle
    function eventAt(bytes32 pastDigest, MarketId marketId) external view override returns (Market memory) {
        return _markets.marketAt(pastDigest, marketId);
    }

    /// @inheritdoc IRiskOracle
    function marketsDigest() external view override returns (bytes32) {
        return _markets.present().digest();
    }

    /// @inheritdoc IRiskOracle
    function marketsVersion() public view override returns (uint32) {
        return _markets.version;
    }

    /// @inheritdoc IRiskOracle
    function configDigest() external view override returns (bytes32) {
        return _configDigest(committee.digest(), _markets.present().digest());
    }

    /// @inheritdoc IRiskOracle
    function domainSeparator() external view override returns (bytes32) {
        return _domain();
    }

    /// @inheritdoc IRiskOracle
    function roundLength() external view override returns (Duration) {
        return ROUND_LENGTH;
    }

    /// @inheritdoc IRiskOracle
    function maxAge() external view override returns (Duration) {
        return MAX_AGE;
    }

    /// @notice The EIP-712 digest that a member signs.
    function observationDigest(Observation calldata observation) external view returns (bytes32) {
        return _domain().toTypedDataHash(ObservationHash.hash(observation));
    }

    /// @dev What was signed under the old set is void; a score of another event is Unknown from here on.
    /// @param chainId Chain on which the markets live.
    /// @param version Of the new set; greater than any before.
    function _replaceMarkets(uint256 chainId, uint32 version, Market[] calldata newMarkets) internal {
        (bytes32 digest, MarketId[] memory changed, uint256 changes) = _markets.replace(chainId, version, newMarkets);
        for (uint256 i = 0; i < changes; ++i) _forget(changed[i]);
        emit MarketsConfigured(digest, newMarkets);
    }
}
