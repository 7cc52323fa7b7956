// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICollateralAdapter} from "../interfaces/ICollateralAdapter.sol";
import {ICollateralSteward} from "../interfaces/ICollateralSteward.sol";
import {IRiskOracle} from "../interfaces/IRiskOracle.sol";
import {MarketId} from "../types/MarketId.sol";
import {StewardBounds} from "./StewardBounds.sol";

/// @notice Everything that a decision about one market needs, read once at execution.
library StewardAssessment {
    using StewardBounds for StewardBounds.State;

    /// @param policy The market's policy.
    /// @param state Its state, with the band that the score asks for.
    /// @param reported What the protocol reports.
    /// @param record The score.
    /// @param target LTV of the band.
    /// @param blocked Why it may not move at all.
    /// @param doubt Why it may not loosen (H3).
    struct Assessment {
        ICollateralSteward.Policy policy;
        StewardBounds.State state;
        ICollateralAdapter.CollateralState reported;
        IRiskOracle.ScoreRecord record;
        uint256 target;
        ICollateralSteward.Reason blocked;
        ICollateralSteward.Reason doubt;
    }

    /// @notice Reads the protocol and the score, and picks the band.
    function assess(
        IRiskOracle oracle,
        MarketId marketId,
        ICollateralSteward.Policy memory policy,
        StewardBounds.State memory state
    ) internal view returns (Assessment memory a) {
        (a.policy, a.state) = (policy, state);
        if (address(policy.adapter) == address(0)) {
            a.blocked = ICollateralSteward.Reason.NoPolicy;
            return a;
        }
        a.reported = policy.adapter.collateralState(policy.target, policy.asset);
        IRiskOracle.Status status;
        (a.record, status) = oracle.score(marketId);
        a.blocked = _blocked(a, status);
        if (a.blocked != ICollateralSteward.Reason.None) return a;

        a.doubt = _doubt(policy, a.record, status);
        bool mayFall = a.doubt == ICollateralSteward.Reason.None;
        uint256 risk = a.record.score.toUint() + a.record.spread.toUint();
        uint256 band = StewardBounds.nextBand(policy.bands, state.band, risk, mayFall);
        // Safe cast: at most the number of bands, which a policy bounds.
        a.state.band = uint8(band);
        a.target = band == 0 ? policy.anchorLtv.toUint() : policy.bands[band - 1].ltv.toUint();
    }

    /// @notice The LTV after tightening now, and why not.
    function tightened(Assessment memory a) internal view returns (uint256 next, ICollateralSteward.Reason reason) {
        return
            a.state.tightened({
                policy: a.policy,
                current: a.reported.ltvBps,
                target: a.target,
                liquidationThreshold: a.reported.liquidationThresholdBps,
                timestamp: block.timestamp
            });
    }

    /// @notice The LTV after loosening, and why not; the waits are `StewardBounds.waiting`.
    function loosened(Assessment memory a) internal pure returns (uint256 next, ICollateralSteward.Reason reason) {
        (next, reason) = StewardBounds.loosened({
            policy: a.policy,
            current: a.reported.ltvBps,
            target: a.target,
            liquidationThreshold: a.reported.liquidationThresholdBps
        });
        if (reason == ICollateralSteward.Reason.None && a.doubt != reason) return (a.reported.ltvBps, a.doubt);
    }

    /// @notice Writes, then compares what the protocol reports with what was validated (H4).
    function write(Assessment memory a, uint256 next) internal {
        ICollateralSteward.Policy memory policy = a.policy;
        policy.adapter.setLtv(policy.target, policy.asset, uint16(next));
        ICollateralAdapter.CollateralState memory after_ = policy.adapter.collateralState(policy.target, policy.asset);
        if (
            after_.ltvBps != next ||
            after_.liquidationThresholdBps != a.reported.liquidationThresholdBps ||
            after_.liquidationBonusBps != a.reported.liquidationBonusBps
        ) {
            revert ICollateralSteward.PostConditionViolated({
                ltvBps: uint16(next),
                reportedLtvBps: after_.ltvBps,
                liquidationThresholdBps: a.reported.liquidationThresholdBps,
                reportedLiquidationThresholdBps: after_.liquidationThresholdBps,
                liquidationBonusBps: a.reported.liquidationBonusBps,
                reportedLiquidationBonusBps: after_.liquidationBonusBps
            });
        }
    }

    /// @dev What stops both directions.
    function _blocked(Assessment memory a, IRiskOracle.Status status) private pure returns (ICollateralSteward.Reason) {
        if (!a.state.enabled) return ICollateralSteward.Reason.Disabled;
        if (status == IRiskOracle.Status.Unknown) return ICollateralSteward.Reason.ScoreUnknown;
        if (status == IRiskOracle.Status.Stale) return ICollateralSteward.Reason.ScoreStale;
        if (a.reported.held) return ICollateralSteward.Reason.MarketHeld;
        return ICollateralSteward.Reason.None;
    }

    /// @dev What stops loosening only.
    function _doubt(
        ICollateralSteward.Policy memory policy,
        IRiskOracle.ScoreRecord memory record,
        IRiskOracle.Status status
    ) private pure returns (ICollateralSteward.Reason) {
        if (record.outOfDistribution) return ICollateralSteward.Reason.OutOfDistribution;
        if (record.degraded || status != IRiskOracle.Status.Fresh) return ICollateralSteward.Reason.ScoreDegraded;
        if (record.spread > policy.maxSpreadToLoosen) return ICollateralSteward.Reason.SpreadTooWide;
        if (record.contributors < policy.minContributorsToLoosen) {
            return ICollateralSteward.Reason.TooFewContributors;
        }
        return ICollateralSteward.Reason.None;
    }
}
