// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {IRiskOracle} from "../interfaces/IRiskOracle.sol";
import {IRiskParameterFeed} from "../interfaces/IRiskParameterFeed.sol";
import {IScoreHistory} from "../interfaces/IScoreHistory.sol";
import {Governed} from "../libraries/Governed.sol";
import {MarketId} from "../types/MarketId.sol";

/// @title RiskParameterFeed
/// @notice Recorded scores for consumers of today's risk oracles: they ask by update type and market address, compare
/// ids, and refuse what has expired.
///
/// Time model: an update's timestamp is the signed observedAt, so that a consumer's expiry period counts from when the
/// score was true. Updates are the history's recordings: a consumer, or its keeper, records before it reads.
///
/// Guarantees
/// - R9 No update is younger than it says; once a market has another event than it was bound with, its updates stop:
///   the getters revert.
/// - C1 Binding needs CONFIGURATOR_ROLE (a timelock); unbinding needs REVOKER_ROLE and is immediate.
///
/// Trusts: the history, hence the oracle; the configurator with the names. A score is a probability and no parameter:
/// which parameter follows from it is the consumer's policy.
contract RiskParameterFeed is IRiskParameterFeed, Governed {
    using Strings for uint256;

    /// @param eventHash The event that the market had when it was bound.
    struct Binding {
        string updateType;
        address market;
        bytes32 eventHash;
    }

    error ZeroHistory();
    error EmptyUpdateType();
    error ZeroMarket();
    error BoundAlready(MarketId marketId);
    error PairTaken(string updateType, address market, MarketId marketId);
    error NotBound(MarketId marketId);
    error NoUpdate(string updateType, address market);
    error EventChanged(MarketId marketId, bytes32 eventHash, bytes32 expected);

    event Bound(MarketId indexed marketId, string updateType, address market, bytes32 eventHash);
    event Unbound(MarketId indexed marketId);

    /// @notice Where the recordings are.
    IScoreHistory public immutable history;

    string[] private _updateTypes;
    mapping(bytes32 typeHash => bool) private _isKnownType;
    mapping(bytes32 pair => MarketId) private _marketOf;
    mapping(MarketId marketId => Binding) private _bindings;

    /// @param newHistory Where the recordings are.
    /// @param admin The DAO's timelock.
    /// @param revoker May unbind at once, besides the admin; zero for none.
    constructor(IScoreHistory newHistory, address admin, address revoker) Governed(admin, revoker) {
        if (address(newHistory) == address(0)) revert ZeroHistory();
        history = newHistory;
    }

    /// @notice Gives a listed market a type and an address to be asked by. Only through the timelock.
    function bind(MarketId marketId, string calldata updateType, address market) external onlyRole(CONFIGURATOR_ROLE) {
        // Check:
        if (bytes(updateType).length == 0) revert EmptyUpdateType();
        if (market == address(0)) revert ZeroMarket();
        if (_bindings[marketId].market != address(0)) revert BoundAlready(marketId);
        bytes32 pair = _pair(updateType, market);
        MarketId taken = _marketOf[pair];
        if (_bindings[taken].market != address(0)) revert PairTaken(updateType, market, taken);
        bytes32 eventHash = keccak256(abi.encode(history.oracle().marketOf(marketId)));

        // Effect:
        bytes32 typeHash = keccak256(bytes(updateType));
        if (!_isKnownType[typeHash]) {
            _isKnownType[typeHash] = true;
            _updateTypes.push(updateType);
        }
        _marketOf[pair] = marketId;
        _bindings[marketId] = Binding({updateType: updateType, market: market, eventHash: eventHash});
        emit Bound(marketId, updateType, market, eventHash);
    }

    /// @notice Ends a market's updates here at once. A bound market whose event has changed is bound anew after it.
    function unbind(MarketId marketId) external onlyRole(REVOKER_ROLE) {
        // Check:
        Binding storage binding = _bindings[marketId];
        if (binding.market == address(0)) revert NotBound(marketId);

        // Effect:
        _marketOf[_pair(binding.updateType, binding.market)] = MarketId.wrap(0);
        delete _bindings[marketId];
        emit Unbound(marketId);
    }

    /// @inheritdoc IRiskParameterFeed
    function getLatestUpdateByParameterAndMarket(
        string calldata updateType,
        address market
    ) external view override returns (RiskParameterUpdate memory) {
        MarketId marketId = _marketOf[_pair(updateType, market)];
        uint64 round = history.latestRound(marketId);
        if (_bindings[marketId].market == address(0) || round == 0) revert NoUpdate(updateType, market);
        return _update(marketId, history.roundAt(marketId, round));
    }

    /// @inheritdoc IRiskParameterFeed
    function getUpdateById(uint256 updateId) external view override returns (RiskParameterUpdate memory) {
        (MarketId marketId, IScoreHistory.Entry memory entry) = history.updateById(updateId);
        if (_bindings[marketId].market == address(0)) revert NotBound(marketId);
        return _update(marketId, entry);
    }

    /// @inheritdoc IRiskParameterFeed
    function updateCounter() external view override returns (uint256) {
        return history.updateCounter();
    }

    /// @inheritdoc IRiskParameterFeed
    function getAllUpdateTypes() external view override returns (string[] memory) {
        return _updateTypes;
    }

    /// @inheritdoc IRiskParameterFeed
    /// @dev What a quorum signed is published by the oracle, and by nobody else.
    function isAuthorized(address account) external view override returns (bool) {
        return account == address(history.oracle());
    }

    function _update(
        MarketId marketId,
        IScoreHistory.Entry memory entry
    ) private view returns (RiskParameterUpdate memory) {
        Binding memory binding = _bindings[marketId];
        _checkEvent(marketId, keccak256(abi.encode(history.oracle().marketOf(marketId))), binding.eventHash);
        _checkEvent(marketId, entry.eventHash, binding.eventHash);
        IRiskOracle.ScoreRecord memory record = entry.record;
        return
            RiskParameterUpdate({
                timestamp: record.observedAt,
                newValue: _value(record),
                referenceId: _reference(record),
                previousValue: _previousValue(marketId, entry),
                updateType: binding.updateType,
                updateId: entry.id,
                market: binding.market,
                additionalData: abi.encode(
                    record.spread,
                    record.contributors,
                    record.models,
                    record.outOfDistribution,
                    record.degraded
                )
            });
    }

    /// @dev Of the same market and event, hence of the same type.
    function _previousValue(MarketId marketId, IScoreHistory.Entry memory entry) private view returns (bytes memory) {
        if (entry.previousRound == 0) return "";
        try history.roundAt(marketId, entry.previousRound) returns (IScoreHistory.Entry memory previous) {
            return previous.eventHash == entry.eventHash ? _value(previous.record) : bytes("");
        } catch {
            return "";
        }
    }

    function _checkEvent(MarketId marketId, bytes32 eventHash, bytes32 expected) private pure {
        if (eventHash != expected) revert EventChanged(marketId, eventHash, expected);
    }

    function _value(IRiskOracle.ScoreRecord memory record) private pure returns (bytes memory) {
        return abi.encode(record.score.toUint());
    }

    function _reference(IRiskOracle.ScoreRecord memory record) private pure returns (string memory) {
        return
            string.concat(
                "round ",
                uint256(record.round).toString(),
                ", block ",
                uint256(record.blockNumber).toString()
            );
    }

    function _pair(string memory updateType, address market) private pure returns (bytes32) {
        return keccak256(abi.encode(updateType, market));
    }
}
