// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bps} from "../types/Bps.sol";
import {Duration} from "../types/Duration.sol";
import {MarketId} from "../types/MarketId.sol";
import {IRiskOracle} from "./IRiskOracle.sol";

/// @notice A condition that a proposal carries as one of its own calls: "apply only if the score is still below x".
interface IScoreCondition {
    error ZeroOracle();
    /// @notice The score, as far as there is one, may not be relied on to loosen anything.
    error ScoreNotFresh(MarketId marketId, IRiskOracle.Status status);
    error ScoreTooOld(MarketId marketId, uint64 observedAt, uint256 earliest);
    /// @notice Score + spread, since doubt counts against what waits for calm.
    error ScoreNotBelow(MarketId marketId, uint256 riskBps, uint256 boundBps);

    /// @notice Reverts unless the market has a fresh score, observed at most `maxAge` ago, and score + spread is below
    /// `bound`. A timelock executes a proposal's calls all or none, so with this among them none is made while it does not
    /// hold; whoever executes may try again.
    function requireScoreBelow(MarketId marketId, Bps bound, Duration maxAge) external view;

    /// @notice Whose scores it reads.
    function oracle() external view returns (IRiskOracle);
}
