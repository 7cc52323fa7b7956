// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AggregatorV3Interface} from "../../contracts/interfaces/AggregatorV3Interface.sol";
import {ScriptedAggregator} from "./ScriptedAggregator.sol";

/// @notice A feed's proxy: `phase << 64 | round`, each phase an aggregator of its own, the last one in force.
contract PhasedFeed is AggregatorV3Interface {
    uint8 public constant override decimals = 8;
    string public constant override description = "Phased";
    uint256 public constant override version = 1;

    uint16 public phase;
    mapping(uint16 phase => ScriptedAggregator) public aggregators;

    /// @notice Turns to a new aggregator.
    function turn(ScriptedAggregator aggregator) external {
        aggregators[++phase] = aggregator;
    }

    function getRoundData(uint80 roundId) external view override returns (uint80, int256, uint256, uint256, uint80) {
        uint16 its = uint16(roundId >> 64);
        (uint80 id, int256 answer, uint256 startedAt, uint256 updatedAt, ) = aggregators[its].getRoundData(
            uint64(roundId)
        );
        return _inPhase(its, id, answer, startedAt, updatedAt);
    }

    function latestRoundData() external view override returns (uint80, int256, uint256, uint256, uint80) {
        (uint80 id, int256 answer, uint256 startedAt, uint256 updatedAt, ) = aggregators[phase].latestRoundData();
        return _inPhase(phase, id, answer, startedAt, updatedAt);
    }

    function _inPhase(
        uint16 its,
        uint80 id,
        int256 answer,
        uint256 startedAt,
        uint256 updatedAt
    ) private pure returns (uint80, int256, uint256, uint256, uint80) {
        uint80 whole = (uint80(its) << 64) | id;
        return (whole, answer, startedAt, updatedAt, whole);
    }
}
