// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICoverPool} from "../interfaces/ICoverPool.sol";
import {IRiskOracle} from "../interfaces/IRiskOracle.sol";
import {ONE_BPS} from "../types/Bps.sol";
import {Duration} from "../types/Duration.sol";
import {MarketId, MarketKind} from "../types/MarketId.sol";
import {FeedReader} from "./FeedReader.sol";
import {FeedWalk} from "./FeedWalk.sol";
import {requireInRange} from "./InRange.sol";

/// @notice What a market's terms may say, and when cover is sold under them.
library CoverTerms {
    using FeedReader for FeedReader.Round;

    uint256 private constant MAX_SCORE_AGE = 7 days;
    uint256 private constant MAX_WAITING = 14 days;
    uint256 private constant MAX_DURATION = 90 days;

    /// @notice Reverts unless every field is in its bound, and the event is one that a feed's rounds can settle.
    function validate(
        ICoverPool.Terms calldata terms,
        MarketId marketId,
        IRiskOracle.Market memory market
    ) internal pure {
        if (market.kind != MarketKind.Collateral && market.kind != MarketKind.Peg) {
            revert ICoverPool.KindNotCovered(marketId, market.kind);
        }
        requireInRange("cap", terms.cap.toUint(), 1, ONE_BPS);
        requireInRange("floor", terms.floor.toUint(), 1, terms.cap.toUint());
        requireInRange("kink", terms.kink.toUint(), 1, ONE_BPS - 1);
        requireInRange("maxFall", terms.maxFall.toUint(), 0, market.threshold.toUint() - 1);
        requireInRange("maxScoreAge", terms.maxScoreAge.toSeconds(), 1, MAX_SCORE_AGE);
        requireInRange("waiting", terms.waiting.toSeconds(), 1 hours, MAX_WAITING);
        requireInRange("maxDuration", terms.maxDuration.toSeconds(), 1 hours, MAX_DURATION);
    }

    /// @notice The market's event and its score, or a revert where no cover of such a term is sold. The oracle's own
    /// failure is one: no premium is made up.
    function priced(
        ICoverPool.Listing storage listing,
        IRiskOracle oracle,
        MarketId marketId,
        Duration duration
    ) internal view returns (IRiskOracle.Market memory market, IRiskOracle.ScoreRecord memory record) {
        if (listing.eventHash == 0) revert ICoverPool.MarketUnknown(marketId);
        if (!listing.onSale) revert ICoverPool.SaleStopped(marketId);
        requireInRange("duration", duration.toSeconds(), 1, listing.terms.maxDuration.toSeconds());
        market = oracle.marketOf(marketId);
        if (keccak256(abi.encode(market)) != listing.eventHash) revert ICoverPool.EventChanged(marketId);
        IRiskOracle.Status status;
        (record, status) = oracle.score(marketId);
        if (status != IRiskOracle.Status.Fresh) revert ICoverPool.ScoreNotFresh(marketId, status);
        uint256 earliest = block.timestamp - listing.terms.maxScoreAge.toSeconds();
        if (record.observedAt < earliest) revert ICoverPool.ScoreTooOld(marketId, record.observedAt, earliest);
    }

    /// @notice Reverts where the feed is silent, or has fallen since the score was observed: who sees a fall that the score
    /// has not seen must not buy at the score's price.
    /// @param roundId The round in force at the observation.
    function checkPrice(
        address feed,
        uint256 observedAt,
        uint80 roundId,
        uint256 maxFallBps,
        uint256 gapLimit
    ) internal view {
        FeedReader.Round memory then = FeedWalk.inForce(feed, observedAt, roundId);
        FeedReader.Round memory now_ = FeedReader.latest(feed);
        uint256 earliest = block.timestamp - gapLimit;
        if (!now_.isPrice() || now_.updatedAt < earliest) {
            revert ICoverPool.FeedSilent(feed, now_.updatedAt, earliest);
        }
        // No overflow: a price has at most 192 bits.
        bool fell = now_.answer * int256(uint256(ONE_BPS)) < then.answer * int256(uint256(ONE_BPS) - maxFallBps);
        if (!then.isPrice() || fell) revert ICoverPool.PriceFell(now_.answer, then.answer, maxFallBps);
    }
}
