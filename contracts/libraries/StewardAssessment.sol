// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICollateralAdapter} from "../interfaces/ICollateralAdapter.sol";
import {ICollateralSteward} from "../interfaces/ICollateralSteward.sol";
import {IEModeAdapter} from "../interfaces/IEModeAdapter.sol";
import {IRiskOracle} from "../interfaces/IRiskOracle.sol";
import {MarketId} from "../types/MarketId.sol";
import {ParameterBundle} from "./ParameterBundle.sol";
import {PolicyStore} from "./PolicyStore.sol";
import {ScoreBands} from "./ScoreBands.sol";
import {StewardState} from "./StewardState.sol";

/// @notice Everything that a decision about one market needs, read once at execution.
library StewardAssessment {
    using ParameterBundle for ICollateralAdapter.Parameters;
    using ParameterBundle for uint128[4];

    /// @param policy The market's policy.
    /// @param market Its state, with the bands that the score asks for.
    /// @param closedEModes Categories that the steward closed and nobody has opened since.
    /// @param tracks By `Parameter`; read only where the policy has a rule. `queued` likewise.
    /// @param reported What the protocol reports; `current` its parameters by `Parameter`.
    /// @param record The score.
    /// @param targets Of the bands, by `Parameter`.
    /// @param blocked Why the market may not move at all.
    /// @param doubt Why it may not loosen (H3).
    struct Assessment {
        ICollateralSteward.Policy policy;
        StewardState.Market market;
        uint256 closedEModes;
        StewardState.Track[4] tracks;
        uint128[4] queued;
        ICollateralAdapter.CollateralState reported;
        uint128[4] current;
        IRiskOracle.ScoreRecord record;
        uint128[4] targets;
        ICollateralSteward.Reason blocked;
        ICollateralSteward.Reason doubt;
    }

    /// @notice Reads the protocol and the score, and picks the bands.
    function assess(
        IRiskOracle oracle,
        MarketId marketId,
        StewardState.Book storage book
    ) internal view returns (Assessment memory a) {
        if (book.policy == address(0)) {
            a.blocked = ICollateralSteward.Reason.NoPolicy;
            return a;
        }
        _load(a, book);
        a.reported = a.policy.adapter.collateralState(a.policy.target, a.policy.asset);
        a.current = a.reported.parameters.toArray();
        IRiskOracle.Status status;
        (a.record, status) = oracle.score(marketId);
        a.blocked = _blocked(a, status);
        if (a.blocked != ICollateralSteward.Reason.None) return a;

        a.doubt = _doubt(a.policy, a.record, status);
        ScoreBands.advance({
            market: a.market,
            bands: a.policy.bands,
            riskBps: a.record.score.toUint() + a.record.spread.toUint(),
            round: a.record.round,
            mayFall: a.doubt == ICollateralSteward.Reason.None,
            dwell: a.policy.dwell
        });
        for (uint256 i = 0; i < ParameterBundle.COUNT; ++i) a.targets[i] = _target(a, i);
    }

    /// @notice Whether the policy has a rule for the parameter.
    function isKept(Assessment memory a, uint256 index) internal pure returns (bool) {
        return a.policy.rules[index].anchor == 0;
    }

    /// @notice Writes, then compares what the protocol reports with what was validated (H4).
    function write(Assessment memory a, uint128[4] memory next) internal {
        ICollateralSteward.Policy memory policy = a.policy;
        ICollateralAdapter.CollateralState memory validated = ICollateralAdapter.CollateralState({
            parameters: next.toParameters(),
            liquidationBonusBps: a.reported.liquidationBonusBps,
            held: false
        });
        policy.adapter.write({
            target: policy.target,
            asset: policy.asset,
            next: validated.parameters,
            liquidationGrace: uint32(policy.ramp.liquidationGrace.toSeconds())
        });
        ParameterBundle.requireSame(validated, policy.adapter.collateralState(policy.target, policy.asset));
    }

    function _load(Assessment memory a, StewardState.Book storage book) private view {
        a.policy = PolicyStore.read(book.policy);
        a.market = book.market;
        uint256 closed = a.policy.eModes.followed == 0 ? 0 : book.closedEModes;
        if (closed != 0) a.closedEModes = _stillClosed(a.policy, closed);
        for (uint256 i = 0; i < ParameterBundle.COUNT; ++i) {
            if (isKept(a, i)) continue;
            a.tracks[i] = book.tracks[i];
            if (a.tracks[i].executableAt != 0) a.queued[i] = book.queued[i];
        }
    }

    function _stillClosed(
        ICollateralSteward.Policy memory policy,
        uint256 categories
    ) private view returns (uint256 closed) {
        (, closed) = IEModeAdapter(address(policy.adapter)).namedEModes(policy.target, policy.asset, categories);
    }

    /// @dev The LTV follows the score at once, the rest after the dwell.
    function _target(Assessment memory a, uint256 index) private pure returns (uint128) {
        uint256 band = index == ParameterBundle.LTV ? a.market.band : a.market.slowBand;
        return band == 0 ? a.policy.rules[index].anchor : a.policy.bands[band - 1].targets[index];
    }

    /// @dev What stops both directions.
    function _blocked(Assessment memory a, IRiskOracle.Status status) private pure returns (ICollateralSteward.Reason) {
        if (!a.market.enabled) return ICollateralSteward.Reason.Disabled;
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
