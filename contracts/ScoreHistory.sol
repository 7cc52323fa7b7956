// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "./interfaces/IRiskOracle.sol";
import {IScoreHistory} from "./interfaces/IScoreHistory.sol";
import {ScoreRecords} from "./libraries/ScoreRecords.sol";
import {ScoreRing} from "./libraries/ScoreRing.sol";
import {MarketId} from "./types/MarketId.sol";

/// @title ScoreHistory
/// @notice The last rounds of each market's score, copied from the oracle by whoever wants them kept.
///
/// Time model: a round is the oracle's; nothing here has a time of its own. A round that nobody recorded while it was
/// the oracle's latest is not in the history, and its absence says nothing about it.
///
/// Guarantees
/// - R3 Per market the recorded rounds strictly increase.
/// - R8 The oracle's report writes nothing here: history is paid for by who records it.
/// - R9 An entry keeps the signed observedAt and the hash of the event that it forecasts.
///
/// Trusts: the oracle. Nobody else: a caller chooses when to record, and neither what nor under which round.
contract ScoreHistory is IScoreHistory {
    using ScoreRing for ScoreRing.Ring;

    /// @dev Where a recording stands.
    struct Location {
        uint64 round;
        uint32 index;
    }

    /// @notice One round has no predecessor to speak of.
    uint256 public constant CAPACITY_MIN = 2;
    /// @notice Seven years of hourly rounds.
    uint256 public constant CAPACITY_MAX = 1 << 16;

    /// @inheritdoc IScoreHistory
    IRiskOracle public immutable override oracle;
    /// @inheritdoc IScoreHistory
    uint256 public immutable override capacity;

    /// @inheritdoc IScoreHistory
    uint256 public override updateCounter;
    MarketId[] private _recorded;
    mapping(MarketId marketId => ScoreRing.Ring) private _rings;
    mapping(uint256 id => Location) private _locations;

    /// @param newOracle Whose scores are kept.
    /// @param newCapacity Rounds kept per market: a power of two from 2 to 65,536.
    constructor(IRiskOracle newOracle, uint256 newCapacity) {
        if (address(newOracle) == address(0)) revert ZeroOracle();
        bool outside = newCapacity < CAPACITY_MIN || newCapacity > CAPACITY_MAX;
        if (outside || newCapacity & (newCapacity - 1) != 0) {
            revert CapacityNotAPowerOfTwo(newCapacity, CAPACITY_MIN, CAPACITY_MAX);
        }
        oracle = newOracle;
        capacity = newCapacity;
    }

    /// @inheritdoc IScoreHistory
    function record(MarketId[] calldata marketIds) external override returns (uint256 recorded) {
        for (uint256 i = 0; i < marketIds.length; ++i) {
            if (_record(marketIds[i])) ++recorded;
        }
    }

    /// @inheritdoc IScoreHistory
    function roundAt(MarketId marketId, uint256 round) external view override returns (Entry memory) {
        ScoreRing.Ring storage ring = _rings[marketId];
        (ScoreRing.Place memory place, bool found) = ring.find(capacity - 1, round);
        if (!found) revert RoundNotRecorded(marketId, round);
        return _entry(ring, place);
    }

    /// @inheritdoc IScoreHistory
    function latestRound(MarketId marketId) external view override returns (uint64) {
        return _rings[marketId].latestRound;
    }

    /// @inheritdoc IScoreHistory
    function updateById(uint256 id) external view override returns (MarketId marketId, Entry memory) {
        if (id == 0 || id > updateCounter) revert UpdateUnknown(id, updateCounter);
        Location memory location = _locations[id];
        marketId = _recorded[location.index - 1];
        ScoreRing.Ring storage ring = _rings[marketId];
        (ScoreRing.Place memory place, bool found) = ring.find(capacity - 1, location.round);
        if (!found) revert UpdateForgotten(id, marketId, location.round);
        return (marketId, _entry(ring, place));
    }

    /// @return Whether there was something newer to record.
    function _record(MarketId marketId) private returns (bool) {
        // Check:
        (IRiskOracle.ScoreRecord memory score, IRiskOracle.Status status) = oracle.score(marketId);
        ScoreRing.Ring storage ring = _rings[marketId];
        if (status == IRiskOracle.Status.Unknown || score.round <= ring.latestRound) return false;
        // A market with a score is listed: this does not revert.
        bytes32 eventHash = keccak256(abi.encode(oracle.marketOf(marketId)));

        // Effect:
        if (ring.index == 0) {
            _recorded.push(marketId);
            ring.index = uint32(_recorded.length);
        }
        uint64 id = uint64(++updateCounter);
        ring.push({mask: capacity - 1, packed: ScoreRecords.pack(score), id: id, eventHash: eventHash});
        _locations[id] = Location({round: score.round, index: ring.index});
        emit ScoreRecorded(id, marketId, eventHash, ScoreRecords.pack(score));
        return true;
    }

    function _entry(ScoreRing.Ring storage ring, ScoreRing.Place memory place) private view returns (Entry memory) {
        return
            Entry({
                id: place.id,
                previousRound: place.previousRound,
                eventHash: ring.events[place.eventIndex],
                record: ScoreRecords.unpack(place.packed)
            });
    }
}
