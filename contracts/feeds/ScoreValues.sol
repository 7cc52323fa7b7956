// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC2362} from "../interfaces/IERC2362.sol";
import {IRiskOracle} from "../interfaces/IRiskOracle.sol";
import {MarketId} from "../types/MarketId.sol";

/// @title ScoreValues
/// @notice Every score of an oracle for whoever reads ERC-2362: the value is the probability in basis points.
///
/// Time model: the timestamp is the signed observedAt.
///
/// An id names one question: `keccak256(abi.encode(marketId, eventHash))`, with the market's threshold, horizon and
/// reference feed in the event's hash. The same market with another event is another question under another id.
///
/// Guarantees
/// - R9 The status is 200 for a fresh score and for nothing else; a stale or degraded one keeps its value and its true
///   timestamp under 400; 404 says that there is no score of this question.
/// - R10 `valueFor` never reverts, for an id never seen too.
///
/// Trusts: the oracle. Anyone may make a question known.
contract ScoreValues is IERC2362 {
    /// @notice The score is fresh.
    uint256 public constant OK = 200;
    /// @notice The score is stale, or its inputs were degraded or unfamiliar: a careful reader does not rely on it.
    uint256 public constant NOT_RELIABLE = 400;
    /// @notice There is no score of this question.
    uint256 public constant NOT_FOUND = 404;

    error ZeroOracle();

    event QuestionKnown(bytes32 indexed id, MarketId indexed marketId, bytes32 eventHash);

    /// @notice Where the scores are.
    IRiskOracle public immutable oracle;

    mapping(bytes32 id => MarketId) private _marketOf;

    /// @param newOracle Where the scores are.
    constructor(IRiskOracle newOracle) {
        if (address(newOracle) == address(0)) revert ZeroOracle();
        oracle = newOracle;
    }

    /// @notice Makes the present question of a listed market known; once is enough for as long as its event stands.
    /// Reverts with the oracle's MarketNotListed.
    function know(MarketId marketId) external returns (bytes32 id) {
        bytes32 eventHash = keccak256(abi.encode(oracle.marketOf(marketId)));
        id = idOf(marketId, eventHash);
        _marketOf[id] = marketId;
        emit QuestionKnown(id, marketId, eventHash);
    }

    /// @inheritdoc IERC2362
    function valueFor(bytes32 id) external view override returns (int256 value, uint256 timestamp, uint256 status) {
        MarketId marketId = _marketOf[id];
        (IRiskOracle.ScoreRecord memory record, IRiskOracle.Status scoreStatus) = oracle.score(marketId);
        if (scoreStatus == IRiskOracle.Status.Unknown) return (0, 0, NOT_FOUND);
        // A market with a score is listed: this does not revert.
        if (id != idOf(marketId, keccak256(abi.encode(oracle.marketOf(marketId))))) return (0, 0, NOT_FOUND);
        status = scoreStatus == IRiskOracle.Status.Fresh ? OK : NOT_RELIABLE;
        return (int256(record.score.toUint()), record.observedAt, status);
    }

    /// @notice The id of a market's question under one event.
    function idOf(MarketId marketId, bytes32 eventHash) public pure returns (bytes32) {
        return keccak256(abi.encode(marketId, eventHash));
    }
}
