// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {ScoreRecords} from "../../contracts/libraries/ScoreRecords.sol";
import {Bps} from "../../contracts/types/Bps.sol";
import {MarketId, toMarketId} from "../../contracts/types/MarketId.sol";
import {PackedScore} from "../../contracts/types/PackedScore.sol";

/// @notice An oracle that says what a test tells it to: the part of IRiskOracle, and of IProposalOracle, that the hooks read.
contract ScriptedOracle {
    /// @notice Whose observations it would take; zero for nobody's.
    address public committee;

    error MarketNotListed(MarketId marketId);

    mapping(MarketId marketId => IRiskOracle.Market) private _markets;
    mapping(MarketId marketId => IRiskOracle.ScoreRecord) private _records;
    mapping(MarketId marketId => IRiskOracle.Status) private _status;

    function setCommittee(address newCommittee) external {
        committee = newCommittee;
    }

    function list(IRiskOracle.Market calldata market) external returns (MarketId marketId) {
        marketId = toMarketId(block.chainid, market.kind, market.target, market.subject);
        _markets[marketId] = market;
    }

    function set(MarketId marketId, IRiskOracle.ScoreRecord calldata record, IRiskOracle.Status status) external {
        _records[marketId] = record;
        _status[marketId] = status;
    }

    function score(MarketId marketId) external view returns (IRiskOracle.ScoreRecord memory, IRiskOracle.Status) {
        return (_records[marketId], _status[marketId]);
    }

    function packedScore(MarketId marketId) external view returns (PackedScore, IRiskOracle.Status) {
        return (ScoreRecords.pack(_records[marketId]), _status[marketId]);
    }

    function marketOf(MarketId marketId) external view returns (IRiskOracle.Market memory market) {
        market = _markets[marketId];
        if (Bps.unwrap(market.threshold) == 0) revert MarketNotListed(marketId);
    }
}
