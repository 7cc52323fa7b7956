// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {Bps} from "../types/Bps.sol";
import {Duration} from "../types/Duration.sol";
import {MarketId, MarketKind} from "../types/MarketId.sol";
import {IRiskOracle} from "./IRiskOracle.sol";
import {ISkillLedger} from "./ISkillLedger.sol";

/// @notice Underwriters deposit an asset; buyers pay a premium that follows a market's score, and are paid a sum if the
/// market's event comes within the term of their cover. A feed's own rounds say whether it came; nobody votes.
///
/// A cover is of the fall that the market's event names (`threshold` below the price at the first second of the term, in
/// the market's reference feed), within its own term instead of the score's horizon.
///
/// Shares are redeemed by request: `requestExit` locks them, `redeem` and `withdraw` pay for them after the delay and
/// within the window behind it, as far as capital is not bound by cover.
interface ICoverPool is IERC4626 {
    /// @notice What cover of a market costs, and how much of it there is.
    /// @param floor Least price of a cover, of its amount; 1 to `cap`.
    /// @param cap Most; to 100_00.
    /// @param load What is added to the expected loss, of it; for the pool's risk, and for what the score does not see.
    /// @param kink The utilisation from which the price rises steeply; 1 to 99_99.
    /// @param slope What utilisation adds up to the kink, of the loaded loss.
    /// @param steepSlope What it adds between the kink and 100_00, besides.
    /// @param maxFall No sale where the feed stands further below the price that the score was observed at; below the
    /// event's threshold.
    /// @param maxScoreAge No sale on an older score; one second to 7 days.
    /// @param waiting Time from purchase to the first second of the term; 1 hour to 14 days.
    /// @param maxDuration Longest term; 1 hour to 90 days.
    /// @param maxExposure Most cover of this market at a time.
    struct Terms {
        Bps floor;
        Bps cap;
        Bps load;
        Bps kink;
        Bps slope;
        Bps steepSlope;
        Bps maxFall;
        Duration maxScoreAge;
        Duration waiting;
        Duration maxDuration;
        uint128 maxExposure;
    }

    /// @param onSale Whether cover is sold; false once it was stopped.
    /// @param terms As they were listed.
    /// @param active Cover that is neither settled nor lapsed.
    /// @param eventHash Hash of the market and event that the terms are for.
    struct Listing {
        bool onSale;
        Terms terms;
        uint128 active;
        bytes32 eventHash;
    }

    /// @param holder Who is paid.
    /// @param premium What was paid for it.
    /// @param startsAt First second of the term, whose price the fall is measured from; `endsAt` the last.
    /// @param outcome Unsettled while it binds capital.
    /// @param feed Where the rounds are, `threshold` how far they have to fall: the market's when it was bought.
    /// @param rate What of the premium is earned each second, times 1e18, until the end of day `lastDay`.
    struct Cover {
        address holder;
        uint40 startsAt;
        uint40 endsAt;
        ISkillLedger.Outcome outcome;
        uint128 amount;
        uint128 premium;
        address feed;
        Bps threshold;
        uint256 lastDay;
        MarketId marketId;
        uint256 rate;
    }

    /// @param duration Length of the term; one second to the terms' `maxDuration`. A term shorter than the event's horizon
    /// costs as much as the horizon.
    /// @param holder Who is paid if the event comes.
    /// @param maxPremium Most that the buyer pays.
    /// @param observationRoundId The feed's round in force when the score was observed.
    struct Purchase {
        MarketId marketId;
        uint128 amount;
        Duration duration;
        address holder;
        uint256 maxPremium;
        uint80 observationRoundId;
    }

    /// @notice Shares on their way out.
    struct Exit {
        uint216 shares;
        uint40 maturesAt;
    }

    error ZeroOracle();
    /// @notice A fall cannot be settled on a pool's or a proposal's feed.
    error KindNotCovered(MarketId marketId, MarketKind kind);
    error MarketUnknown(MarketId marketId);
    error SaleStopped(MarketId marketId);
    /// @notice The market's event is another than the one that the terms are for.
    error EventChanged(MarketId marketId);
    /// @notice No cover on a score that is not Fresh: its price would be a guess.
    error ScoreNotFresh(MarketId marketId, IRiskOracle.Status status);
    error ScoreTooOld(MarketId marketId, uint64 observedAt, uint256 earliest);
    /// @notice The feed has no price that is younger than the gap limit.
    error FeedSilent(address feed, uint256 updatedAt, uint256 earliest);
    /// @notice The event may have begun: the feed stands too far below the price at the score's observation.
    error PriceFell(int256 price, int256 priceAtObservation, uint256 maxFallBps);
    error AmountZero();
    error ZeroHolder();
    error ExposureExceeded(MarketId marketId, uint256 wanted, uint256 max);
    /// @notice Every cover is backed in full.
    error CapitalExceeded(uint256 wanted, uint256 capital);
    error PremiumAboveMax(uint256 premium, uint256 maxPremium);
    error CoverUnknown(uint256 coverId);
    error CoverSettled(uint256 coverId, ISkillLedger.Outcome outcome);
    error CoverNotBegun(uint256 coverId, uint256 startsAt);
    error ClaimPeriodOver(uint256 coverId, uint256 claimableUntil);
    error ClaimPeriodRunning(uint256 coverId, uint256 claimableUntil);
    error NothingOwed(address holder);
    error NoExitRequested(address owner);
    error SharesZero();
    /// @notice The asset keeps a part of what is sent.
    error AssetTakesFee(uint256 received, uint256 sent);

    event MarketListed(MarketId indexed marketId, Terms terms, bytes32 eventHash);
    event SalesStopped(MarketId indexed marketId, address indexed by);
    event CoverBought(
        uint256 indexed coverId,
        MarketId indexed marketId,
        address indexed holder,
        uint128 amount,
        uint128 premium,
        uint40 startsAt,
        uint40 endsAt,
        uint64 round
    );
    event SettlementPaused(uint256 indexed coverId, uint80 cursor);
    /// @notice `owed` to the holder: the amount on Yes, the premium on Void, nothing on No.
    event CoverSettledAs(uint256 indexed coverId, ISkillLedger.Outcome outcome, uint256 owed);
    event Collected(address indexed holder, uint256 assets);
    event ExitRequested(address indexed owner, uint256 shares, uint40 maturesAt);
    event ExitCancelled(address indexed owner, uint256 shares);

    /// @notice Lists a market, or sets its terms anew; cover that was sold keeps its own. Only CONFIGURATOR_ROLE, which a
    /// timelock holds. Bounds of every field: `CoverTerms`.
    function list(MarketId marketId, Terms calldata terms) external;

    /// @notice Stops the sale of a market's cover at once. Only REVOKER_ROLE; only `list` starts it again.
    function stopSales(MarketId marketId) external;

    /// @notice Sells cover. The premium is taken from the caller.
    function buy(Purchase calldata purchase) external returns (uint256 coverId, uint256 premium);

    /// @notice Walks a cover's feed through its term, as `ISkillLedger.settle` does. Anyone may, from the first second of
    /// the term until the claim period is over.
    /// @param startRoundId The feed's round in force at the first second; not read when a walk goes on.
    /// @param maxRounds How many rounds to walk at most; a longer walk goes on in another call.
    /// @return outcome Unsettled if rounds remain.
    function settle(
        uint256 coverId,
        uint80 startRoundId,
        uint256 maxRounds
    ) external returns (ISkillLedger.Outcome outcome);

    /// @notice Ends a cover that nobody settled within the claim period: as No, or as Void where the feed has no round from
    /// behind the term. Anyone may.
    function lapse(uint256 coverId) external returns (ISkillLedger.Outcome outcome);

    /// @notice Pays a holder what it is owed. Anyone may call.
    function collect(address holder) external returns (uint256 assets);

    /// @notice Locks shares of the caller until they can be redeemed. With shares locked already the delay of all starts
    /// again; 0 starts it again for those alone.
    function requestExit(uint256 shares) external;

    /// @notice Gives the caller's locked shares back.
    function cancelExit() external;

    /// @notice What cover would cost now, the feed's price left aside. Reverts where none would be sold.
    function quote(MarketId marketId, uint128 amount, Duration duration) external view returns (uint256 premium);

    function listingOf(MarketId marketId) external view returns (Listing memory);

    function coverOf(uint256 coverId) external view returns (Cover memory);

    function exitOf(address owner) external view returns (Exit memory);

    /// @notice Until when a cover can be settled.
    function claimableUntil(uint256 coverId) external view returns (uint256);

    /// @notice Assets that came in and did not go out; whatever else was sent here belongs to nobody.
    function held() external view returns (uint256);

    /// @notice Cover that binds capital.
    function activeCover() external view returns (uint256);

    /// @notice Owed to holders, all and each.
    function totalOwed() external view returns (uint256);
    function owedTo(address holder) external view returns (uint256);

    /// @notice Premiums that are not yet earned.
    function unearned() external view returns (uint256);
}
