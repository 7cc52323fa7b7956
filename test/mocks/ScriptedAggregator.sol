// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AggregatorV3Interface} from "../../contracts/interfaces/AggregatorV3Interface.sol";

/// @notice One phase of a feed: rounds as a test writes them, in any order of times and with any answer.
contract ScriptedAggregator is AggregatorV3Interface {
    /// @notice How a round that was never written answers.
    enum Missing {
        Reverts,
        Zeros
    }

    struct Round {
        int192 answer;
        uint64 updatedAt;
    }

    error NoDataPresent(uint80 roundId);

    uint8 public constant override decimals = 8;
    string public constant override description = "Scripted";
    uint256 public constant override version = 1;

    Missing public missing;
    mapping(uint80 roundId => Round) private _rounds;
    uint80 private _latest;

    function setMissing(Missing newMissing) external {
        missing = newMissing;
    }

    /// @notice Writes rounds behind the latest.
    function push(int192[] calldata answers, uint64[] calldata updatedAts) external {
        for (uint256 i = 0; i < answers.length; ++i) {
            _rounds[++_latest] = Round({answer: answers[i], updatedAt: updatedAts[i]});
        }
    }

    /// @notice Goes on with other numbers: the next round is `latest + 1`.
    function skipTo(uint80 latest) external {
        _latest = latest;
    }

    /// @notice Writes a round that stands anew; with a time of zero it is missing from then on.
    function rewrite(uint80 roundId, int192 answer, uint64 updatedAt) external {
        _rounds[roundId] = Round({answer: answer, updatedAt: updatedAt});
    }

    function getRoundData(uint80 roundId) public view override returns (uint80, int256, uint256, uint256, uint80) {
        Round memory round = _rounds[roundId];
        if (round.updatedAt == 0 && missing == Missing.Reverts) revert NoDataPresent(roundId);
        return (roundId, round.answer, round.updatedAt, round.updatedAt, roundId);
    }

    function latestRoundData() external view override returns (uint80, int256, uint256, uint256, uint80) {
        return getRoundData(_latest);
    }
}
