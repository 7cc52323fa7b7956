// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "../interfaces/IRiskOracle.sol";
import {IScoreCondition} from "../interfaces/IScoreCondition.sol";
import {Bps} from "../types/Bps.sol";
import {Duration} from "../types/Duration.sol";
import {MarketId} from "../types/MarketId.sol";

/// @title ScoreCondition
/// @notice Makes a proposal's execution depend on a score at that time. A proposal that raises a collateral ratio is
/// decided days before it is executed; its author puts a call to this contract before the others.
///
/// Time model: block timestamps, unix seconds, for the age of a score.
///
/// A score that is missing, stale or flagged reverts too. That blocks no proposal but the one whose author asked for it,
/// and that one for as long as the committee is silent: the operation stays ready in the timelock, which never expires it,
/// and the governor may cancel it or decide the same without the condition.
///
/// Holds nothing, may do nothing, and nobody governs it. Trusts: the oracle.
contract ScoreCondition is IScoreCondition {
    /// @inheritdoc IScoreCondition
    IRiskOracle public immutable override oracle;

    /// @param newOracle Whose scores it reads.
    constructor(IRiskOracle newOracle) {
        if (address(newOracle) == address(0)) revert ZeroOracle();
        oracle = newOracle;
    }

    /// @inheritdoc IScoreCondition
    function requireScoreBelow(MarketId marketId, Bps bound, Duration maxAge) external view override {
        (IRiskOracle.ScoreRecord memory record, IRiskOracle.Status status) = oracle.score(marketId);
        if (status != IRiskOracle.Status.Fresh) revert ScoreNotFresh(marketId, status);
        uint256 age = maxAge.toSeconds();
        uint256 earliest = block.timestamp > age ? block.timestamp - age : 0;
        if (record.observedAt < earliest) revert ScoreTooOld(marketId, record.observedAt, earliest);
        uint256 riskBps = record.score.toUint() + record.spread.toUint();
        if (riskBps >= bound.toUint()) revert ScoreNotBelow(marketId, riskBps, bound.toUint());
    }
}
