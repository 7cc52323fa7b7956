// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/interfaces/IERC20.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {ITreasuryRebalancer} from "../interfaces/ITreasuryRebalancer.sol";
import {ONE_BPS} from "../types/Bps.sol";
import {requireInRange} from "./InRange.sol";

/// @notice What an edge may say.
library EdgePolicy {
    uint256 private constant MIN_DWELL = 2;
    uint256 private constant MAX_DWELL = 48;
    uint256 private constant MAX_CALM_DWELL = 255;
    uint256 private constant MAX_MEMBERS = 31;
    uint256 private constant MAX_LOSS = 5_00;
    uint256 private constant MAX_SCORE_AGE = 7 days;
    uint256 private constant MIN_REFERENCE_AGE = 1 minutes;
    uint256 private constant MAX_REFERENCE_AGE = 1 days;

    /// @notice Reverts unless every field is in its bound.
    function validate(ITreasuryRebalancer.Edge memory edge) internal pure {
        if (address(edge.from) == address(edge.refuge)) revert ITreasuryRebalancer.SameVault(edge.from);
        uint256 enter = edge.enter.toUint();
        requireInRange("enter", enter, 1, ONE_BPS);
        if (edge.exit >= edge.enter) revert ITreasuryRebalancer.EdgeWithoutHysteresis(edge.exit.toUint(), enter);
        requireInRange("dwell", edge.dwell, MIN_DWELL, MAX_DWELL);
        requireInRange("calmDwell", edge.calmDwell, edge.dwell, MAX_CALM_DWELL);
        requireInRange("minContributors", edge.minContributors, 1, MAX_MEMBERS);
        requireInRange("maxLoss", edge.maxLoss.toUint(), 1, MAX_LOSS);
        requireInRange("maxScoreAge", edge.maxScoreAge.toSeconds(), 1, MAX_SCORE_AGE);
        requireInRange("referenceAge", edge.referenceAge.toSeconds(), MIN_REFERENCE_AGE, MAX_REFERENCE_AGE);
        requireInRange("dailyCap", edge.dailyCap, 1, type(uint128).max);
        requireInRange("minMove", edge.minMove, 1, edge.dailyCap);
    }

    /// @notice Reverts unless the vault holds the asset.
    function checkAsset(IERC4626 vault, IERC20 asset) internal view {
        address its = vault.asset();
        if (its != address(asset)) revert ITreasuryRebalancer.AssetMismatch(vault, its, address(asset));
    }

    function idOf(ITreasuryRebalancer.Edge memory edge) internal pure returns (bytes32) {
        return keccak256(abi.encode(edge.from, edge.refuge, edge.marketId));
    }
}
