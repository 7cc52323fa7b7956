// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AggregatorV3Interface} from "../../contracts/interfaces/AggregatorV3Interface.sol";

/// @notice A price feed whose rounds are written by its owner: the history that warms the models up, then one
/// round an hour. Reads like a Chainlink aggregator, Aave's oracle included.
contract ReplayFeed is AggregatorV3Interface {
    struct Round {
        int192 answer;
        uint64 updatedAt;
    }

    error OnlyOwner(address caller, address owner);
    error LengthMismatch(uint256 answers, uint256 updatedAts);
    error RoundNotInOrder(uint64 updatedAt, uint64 latest);
    error NoDataPresent(uint80 roundId);

    address public immutable owner;
    uint8 public immutable override decimals;
    string public override description;
    uint256 public constant override version = 1;

    mapping(uint80 roundId => Round) private _rounds;
    uint80 private _latest;

    constructor(string memory newDescription, uint8 newDecimals, address newOwner) {
        description = newDescription;
        decimals = newDecimals;
        owner = newOwner;
    }

    function push(int192[] calldata answers, uint64[] calldata updatedAts) external {
        if (msg.sender != owner) revert OnlyOwner(msg.sender, owner);
        if (answers.length != updatedAts.length) revert LengthMismatch(answers.length, updatedAts.length);
        uint80 latest = _latest;
        uint64 last = _rounds[latest].updatedAt;
        for (uint256 i = 0; i < answers.length; ++i) {
            if (updatedAts[i] <= last) revert RoundNotInOrder(updatedAts[i], last);
            last = updatedAts[i];
            _rounds[++latest] = Round({answer: answers[i], updatedAt: last});
        }
        _latest = latest;
    }

    function getRoundData(uint80 roundId) public view override returns (uint80, int256, uint256, uint256, uint80) {
        Round memory round = _rounds[roundId];
        if (round.updatedAt == 0) revert NoDataPresent(roundId);
        return (roundId, round.answer, round.updatedAt, round.updatedAt, roundId);
    }

    function latestRoundData() external view override returns (uint80, int256, uint256, uint256, uint80) {
        return getRoundData(_latest);
    }

    /// @notice What Aave's oracle reads.
    function latestAnswer() external view returns (int256) {
        return _rounds[_latest].answer;
    }
}
