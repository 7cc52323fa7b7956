// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MarketId} from "../types/MarketId.sol";
import {PackedScore} from "../types/PackedScore.sol";
import {IRiskOracle} from "./IRiskOracle.sol";

/// @notice The last rounds of each market's score, as the oracle held them.
interface IScoreHistory {
    /// @notice One recorded score.
    /// @param id Counts recordings over all markets, from 1.
    /// @param previousRound Round of the market's recording before this one; zero if there was none.
    /// @param eventHash `keccak256(abi.encode(market))` of the event that the score forecasts.
    /// @param record As the oracle returned it.
    struct Entry {
        uint256 id;
        uint64 previousRound;
        bytes32 eventHash;
        IRiskOracle.ScoreRecord record;
    }

    error ZeroOracle();
    error CapacityNotAPowerOfTwo(uint256 capacity, uint256 minimum, uint256 maximum);
    /// @notice Never recorded, or overwritten since.
    error RoundNotRecorded(MarketId marketId, uint256 round);
    error UpdateUnknown(uint256 id, uint256 updateCounter);
    /// @notice It was recorded, and a later round has taken its place.
    error UpdateForgotten(uint256 id, MarketId marketId, uint64 round);

    event ScoreRecorded(uint256 indexed id, MarketId indexed marketId, bytes32 eventHash, PackedScore packed);

    /// @notice Copies the oracle's present score of each market whose round is newer than what is recorded; passes
    /// over the others, and over markets without a score. Anyone may call: what is copied is the oracle's alone.
    /// @return recorded How many were copied.
    function record(MarketId[] calldata marketIds) external returns (uint256 recorded);

    /// @notice What was recorded of a round; reverts with RoundNotRecorded.
    function roundAt(MarketId marketId, uint256 round) external view returns (Entry memory);

    /// @notice Round of the market's latest recording; zero if there is none.
    function latestRound(MarketId marketId) external view returns (uint64);

    /// @notice A recording by its id; reverts with UpdateUnknown or UpdateForgotten.
    function updateById(uint256 id) external view returns (MarketId marketId, Entry memory);

    /// @notice Id of the latest recording.
    function updateCounter() external view returns (uint256);

    /// @notice Whose scores these are.
    function oracle() external view returns (IRiskOracle);

    /// @notice How many consecutive rounds of a market are kept.
    function capacity() external view returns (uint256);
}
