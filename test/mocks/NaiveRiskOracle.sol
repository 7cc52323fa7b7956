// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

/// @notice What RiskOracle does, written the straight way, to measure against: members and markets in storage, a word
/// for each score, a struct of words for each record, arrays that Solidity sorts.
contract NaiveRiskOracle is EIP712 {
    struct Member {
        address signer;
        bytes32 modelHash;
        uint256 weightBps;
    }

    struct Observation {
        uint256 member;
        bytes32 snapshotRoot;
        bytes32 explanationRoot;
        uint256[] scores;
        bytes signature;
    }

    struct Report {
        uint256 round;
        uint256 observedAt;
        uint256 blockNumber;
        bytes32 blockHash;
        Observation[] observations;
    }

    struct Score {
        uint256 score;
        uint256 spread;
        uint256 contributors;
        uint256 models;
        uint256 round;
        uint256 observedAt;
        uint256 blockNumber;
    }

    uint256 public constant ABSTAIN = type(uint256).max;
    bytes32 private constant TYPE_HASH = keccak256(
        "Observation(bytes32 configDigest,uint256 round,uint256 observedAt,uint256 blockNumber,bytes32 blockHash,bytes32 snapshotRoot,bytes32 modelHash,bytes32 explanationRoot,uint256[] scores)"
    );

    uint256 public immutable roundLength;
    uint256 public immutable maxAge;
    uint256 public immutable quorum;
    uint256 public immutable minModels;

    Member[] private _members;
    bytes32[] private _markets;
    bytes32 public configDigest;
    mapping(bytes32 marketId => Score) public scores;

    error Refused();

    event ScoreUpdated(bytes32 indexed marketId, Score score);

    constructor(
        Member[] memory members,
        bytes32[] memory markets,
        uint256 newQuorum,
        uint256 newMinModels,
        uint256 newRoundLength,
        uint256 newMaxAge
    ) EIP712("Naive RiskOracle", "1") {
        for (uint256 i = 0; i < members.length; ++i) _members.push(members[i]);
        _markets = markets;
        (quorum, minModels, roundLength, maxAge) = (newQuorum, newMinModels, newRoundLength, newMaxAge);
        configDigest = keccak256(abi.encode(members, markets, newQuorum, newMinModels));
    }

    function submit(Report calldata report) external {
        if (report.round != report.observedAt / roundLength) revert Refused();
        if (report.observedAt > block.timestamp + 60) revert Refused();
        if (report.observedAt + maxAge < block.timestamp) revert Refused();
        if (blockhash(report.blockNumber) != report.blockHash) revert Refused();
        if (report.observations.length < quorum) revert Refused();
        for (uint256 i = 0; i < report.observations.length; ++i) {
            _verify(report, report.observations[i]);
            if (i > 0 && report.observations[i].member <= report.observations[i - 1].member) revert Refused();
        }
        for (uint256 market = 0; market < _markets.length; ++market) _store(report, market);
    }

    function _verify(Report calldata report, Observation calldata observation) private view {
        Member storage member = _members[observation.member];
        if (observation.scores.length != _markets.length) revert Refused();
        bytes32 digest = _hashTypedDataV4(
            keccak256(
                abi.encode(
                    TYPE_HASH,
                    configDigest,
                    report.round,
                    report.observedAt,
                    report.blockNumber,
                    report.blockHash,
                    observation.snapshotRoot,
                    member.modelHash,
                    observation.explanationRoot,
                    keccak256(abi.encodePacked(observation.scores))
                )
            )
        );
        if (ECDSA.recover(digest, observation.signature) != member.signer) revert Refused();
    }

    function _store(Report calldata report, uint256 market) private {
        if (report.round <= scores[_markets[market]].round) revert Refused();
        (uint256[] memory values, uint256[] memory weights, uint256 models) = _votes(report, market);
        if (values.length < quorum || models < minModels) return;
        uint256 median = _median(values, weights);
        uint256[] memory distances = new uint256[](values.length);
        for (uint256 i = 0; i < values.length; ++i) {
            distances[i] = Math.max(values[i], median) - Math.min(values[i], median);
        }
        scores[_markets[market]] = Score({
            score: median,
            spread: _median(distances, weights),
            contributors: values.length,
            models: models,
            round: report.round,
            observedAt: report.observedAt,
            blockNumber: report.blockNumber
        });
        emit ScoreUpdated(_markets[market], scores[_markets[market]]);
    }

    function _votes(
        Report calldata report,
        uint256 market
    ) private view returns (uint256[] memory values, uint256[] memory weights, uint256 models) {
        uint256 n = report.observations.length;
        uint256 count = 0;
        for (uint256 i = 0; i < n; ++i) if (report.observations[i].scores[market] != ABSTAIN) ++count;
        (values, weights) = (new uint256[](count), new uint256[](count));
        bytes32[] memory seen = new bytes32[](count);
        uint256 filled = 0;
        for (uint256 i = 0; i < n; ++i) {
            uint256 value = report.observations[i].scores[market];
            if (value == ABSTAIN) continue;
            if (value > 100_00) revert Refused();
            Member storage member = _members[report.observations[i].member];
            (values[filled], weights[filled]) = (value, member.weightBps);
            ++filled;
            uint256 model = 0;
            while (model < models && seen[model] != member.modelHash) ++model;
            if (model == models) seen[models++] = member.modelHash;
        }
    }

    /// @dev Sorts both arrays by value, in place.
    function _median(uint256[] memory values, uint256[] memory weights) private pure returns (uint256) {
        uint256 whole = 0;
        for (uint256 i = 0; i < values.length; ++i) {
            whole += weights[i];
            for (uint256 j = i; j > 0 && values[j - 1] > values[j]; --j) {
                (values[j - 1], values[j]) = (values[j], values[j - 1]);
                (weights[j - 1], weights[j]) = (weights[j], weights[j - 1]);
            }
        }
        uint256 running = 0;
        for (uint256 i = 0; i < values.length; ++i) {
            running += weights[i];
            if (running > whole / 2) return values[i];
        }
        revert Refused();
    }
}
