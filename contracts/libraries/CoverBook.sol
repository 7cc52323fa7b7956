// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ICoverPool} from "../interfaces/ICoverPool.sol";
import {IRiskOracle} from "../interfaces/IRiskOracle.sol";
import {ISkillLedger} from "../interfaces/ISkillLedger.sol";
import {Duration} from "../types/Duration.sol";
import {MarketId} from "../types/MarketId.sol";
import {CoverTerms} from "./CoverTerms.sol";
import {FeedReader} from "./FeedReader.sol";
import {FeedWalk} from "./FeedWalk.sol";
import {PremiumCurve} from "./PremiumCurve.sol";
import {PremiumStream} from "./PremiumStream.sol";

/// @notice Cover from its sale to its end, and what holders are owed for it. Moves no assets.
library CoverBook {
    using CoverTerms for ICoverPool.Listing;
    using FeedWalk for FeedWalk.Walk;
    using Math for uint256;
    using PremiumStream for PremiumStream.Stream;

    /// @param listings What is sold, by market.
    /// @param covers All that was ever sold, by id.
    /// @param walks Of each cover, as far as it was settled.
    /// @param premiums What is not yet earned.
    /// @param active Sum of all amounts that bind capital.
    /// @param owed To all holders; `owedTo` to each.
    struct Book {
        mapping(MarketId => ICoverPool.Listing) listings;
        ICoverPool.Cover[] covers;
        mapping(uint256 coverId => FeedWalk.Walk) walks;
        PremiumStream.Stream premiums;
        uint256 active;
        uint256 owed;
        mapping(address holder => uint256) owedTo;
    }

    struct Quote {
        uint256 premium;
        IRiskOracle.Market market;
        IRiskOracle.ScoreRecord record;
    }

    function list(Book storage self, IRiskOracle oracle, MarketId marketId, ICoverPool.Terms calldata terms) internal {
        // Check:
        IRiskOracle.Market memory market = oracle.marketOf(marketId);
        CoverTerms.validate(terms, marketId, market);

        // Effect:
        ICoverPool.Listing storage listing = self.listings[marketId];
        (listing.onSale, listing.terms) = (true, terms);
        listing.eventHash = keccak256(abi.encode(market));
        emit ICoverPool.MarketListed(marketId, terms, listing.eventHash);
    }

    function stopSales(Book storage self, MarketId marketId) internal {
        if (self.listings[marketId].eventHash == 0) revert ICoverPool.MarketUnknown(marketId);
        self.listings[marketId].onSale = false;
        emit ICoverPool.SalesStopped(marketId, msg.sender);
    }

    /// @notice The premium for an amount over a term, or a revert where no such cover is sold.
    /// @param capital What backs cover: the underwriters' own.
    function quote(
        Book storage self,
        IRiskOracle oracle,
        uint256 capital,
        MarketId marketId,
        uint128 amount,
        Duration duration
    ) internal view returns (Quote memory q) {
        if (amount == 0) revert ICoverPool.AmountZero();
        ICoverPool.Listing storage listing = self.listings[marketId];
        (q.market, q.record) = listing.priced(oracle, marketId, duration);
        uint256 bound = _bound(self, listing, capital, marketId, amount);
        uint256 price = PremiumCurve.price({
            terms: listing.terms,
            riskBps: q.record.score.toUint() + q.record.spread.toUint(),
            duration: duration.toSeconds(),
            horizon: q.market.horizon.toSeconds(),
            utilisationBps: PremiumCurve.utilisation(bound, capital)
        });
        q.premium = uint256(amount).mulDiv(price, PremiumCurve.WAD, Math.Rounding.Ceil);
    }

    /// @notice Sells cover; the premium is the caller's to take.
    function sell(
        Book storage self,
        IRiskOracle oracle,
        uint256 capital,
        Duration gapLimit,
        ICoverPool.Purchase calldata purchase
    ) internal returns (uint256 coverId, uint256 premium) {
        // Check:
        if (purchase.holder == address(0)) revert ICoverPool.ZeroHolder();
        Quote memory q = quote(self, oracle, capital, purchase.marketId, purchase.amount, purchase.duration);
        premium = q.premium;
        if (premium > purchase.maxPremium) revert ICoverPool.PremiumAboveMax(premium, purchase.maxPremium);
        CoverTerms.checkPrice({
            feed: q.market.referenceFeed,
            observedAt: q.record.observedAt,
            roundId: purchase.observationRoundId,
            maxFallBps: self.listings[purchase.marketId].terms.maxFall.toUint(),
            gapLimit: gapLimit.toSeconds()
        });

        // Effect:
        coverId = self.covers.length;
        ICoverPool.Cover memory cover = _cover(self, purchase, q);
        self.covers.push(cover);
        self.listings[purchase.marketId].active += cover.amount;
        self.active += cover.amount;
        emit ICoverPool.CoverBought({
            coverId: coverId,
            marketId: cover.marketId,
            holder: cover.holder,
            amount: cover.amount,
            premium: cover.premium,
            startsAt: cover.startsAt,
            endsAt: cover.endsAt,
            round: q.record.round
        });
    }

    /// @notice Walks on through a cover's term, and ends it where the walk says how.
    function settle(
        Book storage self,
        uint256 coverId,
        Duration gapLimit,
        uint80 startRoundId,
        uint256 maxRounds
    ) internal returns (ISkillLedger.Outcome outcome) {
        ICoverPool.Cover storage cover = self.covers[coverId];
        FeedWalk.Window memory window = FeedWalk.Window({
            feed: cover.feed,
            observedAt: cover.startsAt,
            end: cover.endsAt,
            thresholdBps: cover.threshold.toUint(),
            gapLimit: gapLimit.toSeconds()
        });
        outcome = self.walks[coverId].advance(window, startRoundId, maxRounds);
        if (outcome != ISkillLedger.Outcome.Unsettled) _end(self, coverId, outcome);
        else emit ICoverPool.SettlementPaused(coverId, self.walks[coverId].cursor);
    }

    /// @notice Ends a cover that nobody settled: without a round from behind the term nobody could have shown that the
    /// event did not come.
    function lapse(Book storage self, uint256 coverId) internal returns (ISkillLedger.Outcome outcome) {
        ICoverPool.Cover storage cover = self.covers[coverId];
        bool over = FeedReader.latest(cover.feed).updatedAt > cover.endsAt;
        outcome = over ? ISkillLedger.Outcome.No : ISkillLedger.Outcome.Void;
        _end(self, coverId, outcome);
    }

    /// @notice Takes off the book what a holder is owed.
    function collect(Book storage self, address holder) internal returns (uint256 assets) {
        // Check:
        assets = self.owedTo[holder];
        if (assets == 0) revert ICoverPool.NothingOwed(holder);

        // Effect:
        self.owedTo[holder] = 0;
        self.owed -= assets;
        emit ICoverPool.Collected(holder, assets);
    }

    /// @notice A cover that binds capital.
    function open(Book storage self, uint256 coverId) internal view returns (ICoverPool.Cover storage cover) {
        if (coverId >= self.covers.length) revert ICoverPool.CoverUnknown(coverId);
        cover = self.covers[coverId];
        if (cover.outcome != ISkillLedger.Outcome.Unsettled) {
            revert ICoverPool.CoverSettled(coverId, cover.outcome);
        }
    }

    /// @dev What would be bound with the new cover, if the market's limit and the capital leave room for it.
    function _bound(
        Book storage self,
        ICoverPool.Listing storage listing,
        uint256 capital,
        MarketId marketId,
        uint256 amount
    ) private view returns (uint256 bound) {
        uint256 exposure = listing.active + amount;
        uint256 most = listing.terms.maxExposure;
        if (exposure > most) revert ICoverPool.ExposureExceeded(marketId, exposure, most);
        bound = self.active + amount;
        if (bound > capital) revert ICoverPool.CapitalExceeded(bound, capital);
    }

    function _cover(
        Book storage self,
        ICoverPool.Purchase calldata purchase,
        Quote memory q
    ) private returns (ICoverPool.Cover memory cover) {
        uint256 startsAt = block.timestamp + self.listings[purchase.marketId].terms.waiting.toSeconds();
        (cover.holder, cover.marketId) = (purchase.holder, purchase.marketId);
        // Safe casts: no price is above one, so no premium above its amount; seconds fit 40 bits for 34,000 years.
        (cover.amount, cover.premium) = (purchase.amount, uint128(q.premium));
        (cover.startsAt, cover.endsAt) = (uint40(startsAt), uint40(startsAt + purchase.duration.toSeconds()));
        (cover.feed, cover.threshold) = (q.market.referenceFeed, q.market.threshold);
        (cover.rate, cover.lastDay) = self.premiums.add(cover.premium, cover.endsAt, block.timestamp);
    }

    function _end(Book storage self, uint256 coverId, ISkillLedger.Outcome outcome) private {
        ICoverPool.Cover storage cover = self.covers[coverId];
        uint256 owed = 0;
        if (outcome == ISkillLedger.Outcome.Yes) owed = cover.amount;
        if (outcome == ISkillLedger.Outcome.Void) {
            owed = cover.premium;
            self.premiums.remove(cover.rate, cover.lastDay, block.timestamp);
        }
        cover.outcome = outcome;
        self.listings[cover.marketId].active -= cover.amount;
        self.active -= cover.amount;
        self.owedTo[cover.holder] += owed;
        self.owed += owed;
        emit ICoverPool.CoverSettledAs(coverId, outcome, owed);
    }
}
