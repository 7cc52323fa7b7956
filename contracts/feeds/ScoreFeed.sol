// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {AggregatorV3Interface} from "../interfaces/AggregatorV3Interface.sol";
import {IRiskOracle} from "../interfaces/IRiskOracle.sol";
import {IScoreHistory} from "../interfaces/IScoreHistory.sol";
import {MarketId, MarketKind} from "../types/MarketId.sol";

/// @title ScoreFeed
/// @notice One market's score for whoever reads AggregatorV3: 1.0000 is a probability of one.
///
/// Time model: roundId is the oracle's round; startedAt and updatedAt are the signed observedAt; answeredInRound is the
/// round itself. The latest round is the oracle's own; earlier ones are those that the history holds.
///
/// Guarantees
/// - R9 A stale score is reported with its true, old `updatedAt`; no score at all reverts. The caller checks the age.
/// - The feed answers for the event it was deployed for and for no other: once the market's event changes, or the
///   market is delisted, it reverts for as long as that stands.
///
/// Trusts: the oracle. This is a probability, never a price: do not register it as a price source. AggregatorV3 has
/// no place for spread and flags; whoever needs them reads the oracle.
contract ScoreFeed is AggregatorV3Interface {
    error NoScore(MarketId marketId);
    /// @notice Neither the latest round nor one of this event that the history holds.
    error RoundUnknown(uint80 roundId, uint80 latestRoundId);
    error EventChanged(MarketId marketId, bytes32 eventHash, bytes32 expected);
    error ForeignHistory(IRiskOracle oracle, IRiskOracle expected);

    /// @inheritdoc AggregatorV3Interface
    uint8 public constant override decimals = 4;
    /// @inheritdoc AggregatorV3Interface
    uint256 public constant override version = 1;

    /// @notice Where the scores are.
    IRiskOracle public immutable oracle;
    /// @notice Where earlier rounds are; zero if nowhere.
    IScoreHistory public immutable history;
    /// @notice Whose scores these are.
    MarketId public immutable marketId;
    /// @notice Hash of the market and event that this feed answers for.
    bytes32 public immutable eventHash;

    /// @inheritdoc AggregatorV3Interface
    string public override description;

    /// @param newOracle Where the scores are.
    /// @param newMarketId A listed market; the event it has now is the event of this feed.
    /// @param newHistory Where earlier rounds of that oracle are; zero if nowhere.
    constructor(IRiskOracle newOracle, MarketId newMarketId, IScoreHistory newHistory) {
        IRiskOracle.Market memory market = newOracle.marketOf(newMarketId);
        if (address(newHistory) != address(0)) _checkHistory(newHistory.oracle(), newOracle);
        oracle = newOracle;
        history = newHistory;
        marketId = newMarketId;
        eventHash = keccak256(abi.encode(market));
        description = _describe(market);
    }

    /// @inheritdoc AggregatorV3Interface
    function getRoundData(
        uint80 roundId
    )
        external
        view
        override
        returns (uint80 id, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)
    {
        (id, answer, startedAt, updatedAt, answeredInRound) = latestRoundData();
        if (roundId == id) return (id, answer, startedAt, updatedAt, answeredInRound);
        if (address(history) == address(0)) revert RoundUnknown(roundId, id);
        // Reverts with the history's RoundNotRecorded where it holds none.
        IScoreHistory.Entry memory entry = history.roundAt(marketId, roundId);
        if (entry.eventHash != eventHash) revert RoundUnknown(roundId, id);
        return _round(entry.record);
    }

    /// @inheritdoc AggregatorV3Interface
    function latestRoundData()
        public
        view
        override
        returns (uint80 id, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)
    {
        bytes32 present = keccak256(abi.encode(oracle.marketOf(marketId)));
        if (present != eventHash) revert EventChanged(marketId, present, eventHash);
        (IRiskOracle.ScoreRecord memory record, IRiskOracle.Status status) = oracle.score(marketId);
        if (status == IRiskOracle.Status.Unknown) revert NoScore(marketId);
        return _round(record);
    }

    function _checkHistory(IRiskOracle recorded, IRiskOracle expected) private pure {
        if (address(recorded) != address(expected)) revert ForeignHistory(recorded, expected);
    }

    function _round(
        IRiskOracle.ScoreRecord memory record
    ) private pure returns (uint80, int256, uint256, uint256, uint80) {
        return (record.round, int256(record.score.toUint()), record.observedAt, record.observedAt, record.round);
    }

    function _describe(IRiskOracle.Market memory market) private pure returns (string memory) {
        return
            string.concat(
                "Breakwater P(fall >= ",
                Strings.toString(market.threshold.toUint()),
                " bps within ",
                Strings.toString(market.horizon.toSeconds()),
                " s), ",
                _kind(market.kind),
                " ",
                Strings.toHexString(uint256(market.subject), 32),
                " at ",
                Strings.toChecksumHexString(market.target)
            );
    }

    function _kind(MarketKind kind) private pure returns (string memory) {
        if (kind == MarketKind.Collateral) return "collateral";
        if (kind == MarketKind.Peg) return "peg";
        if (kind == MarketKind.Liquidity) return "liquidity";
        return "proposal";
    }
}
