// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICoverPool} from "../../contracts/interfaces/ICoverPool.sol";
import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {ISkillLedger} from "../../contracts/interfaces/ISkillLedger.sol";
import {Bps} from "../../contracts/types/Bps.sol";
import {Duration} from "../../contracts/types/Duration.sol";
import {vm} from "../mocks/Vm.sol";
import {CoverWorld} from "./CoverWorld.sol";

/// @notice What anyone can do to the pool and around it.
abstract contract CoverHandler is CoverWorld {
    uint256 public bought;
    mapping(ISkillLedger.Outcome => uint256) public ended;
    uint256 public redeemed;

    /// @dev Nothing but a cover that is paid, or paid back, costs underwriters anything.
    modifier keepsTheRate() {
        uint256 rate = pool.convertToAssets(1e24);
        _;
        if (pool.convertToAssets(1e24) < rate) ++broken["the rate fell"];
    }

    function price(uint256 seed) external keepsTheRate {
        uint256 market = seed % MARKETS;
        int256 last = _written[market][_written[market].length - 1].answer;
        // Mostly within a percent, now and then a fall of up to a tenth, and back towards a hundred.
        int256 change = (seed >> 8) % 10 == 0 ? -int256((seed >> 16) % 10_00) : int256((seed >> 16) % 2_01) - 1_00;
        int256 next = (last * (100_00 + change)) / 100_00;
        _write(market, next < 20e8 ? int256(100e8) : next);
    }

    function wait(uint256 seed) external keepsTheRate {
        vm.warp(block.timestamp + (seed % 16 == 0 ? 30 hours : 1 + ((seed >> 8) % 3 hours)));
    }

    function score(uint256 seed) external keepsTheRate {
        uint256 market = seed % MARKETS;
        IRiskOracle.ScoreRecord memory record;
        record.score = Bps.wrap(uint16((seed >> 16) % ((seed >> 8) % 4 == 0 ? 100_01 : 5_00)));
        record.spread = Bps.wrap(uint16((seed >> 32) % 1_00));
        (record.round, record.observedAt) = (++_rounds[market], uint64(block.timestamp));
        uint256 pick = (seed >> 48) % 16;
        _oracle.set(_marketIds[market], record, pick < 3 ? IRiskOracle.Status(pick) : IRiskOracle.Status.Fresh);
    }

    function deposit(uint256 seed) external keepsTheRate {
        address owner = underwriter(seed);
        uint256 assets = (seed >> 8) % 300e18;
        _fund(owner, assets);
        vm.prank(owner);
        pool.deposit(assets, owner);
        cameIn += assets;
    }

    function buy(uint256 seed) external keepsTheRate {
        uint256 market = seed % MARKETS;
        (IRiskOracle.ScoreRecord memory record, ) = _oracle.score(_marketIds[market]);
        ICoverPool.Purchase memory purchase;
        purchase.marketId = _marketIds[market];
        purchase.amount = uint128(1 + ((seed >> 8) % 150e18));
        purchase.duration = Duration.wrap(uint32(1 + ((seed >> 72) % 3 days)));
        purchase.holder = holder(seed >> 104);
        purchase.maxPremium = type(uint256).max;
        purchase.observationRoundId = uint80(_inForce(market, record.observedAt));
        _fund(STRANGER, purchase.amount);
        uint256 before = token.balanceOf(STRANGER);
        vm.prank(STRANGER);
        try pool.buy(purchase) returns (uint256, uint256 premium) {
            ++bought;
            if (!_mayBeSold(market)) ++broken["sold without a price"];
            if (before - token.balanceOf(STRANGER) != premium) ++broken["another premium"];
            if (premium * 100_00 < uint256(purchase.amount) * 10) ++broken["below the floor"];
            if (premium > uint256(purchase.amount) / 2 + 1) ++broken["above the cap"];
            _keep(market, purchase, premium);
        } catch {
            if (token.balanceOf(STRANGER) != before) ++broken["another premium"];
        }
    }

    function settle(uint256 seed) external {
        if (_sold.length == 0) return;
        uint256 id = seed % _sold.length;
        Sold storage sold = _sold[id];
        uint80 start = uint80(_inForce(sold.market, sold.startsAt));
        if ((seed >> 64) % 8 == 0) ++start;
        uint256 rounds = 1 + ((seed >> 72) % 24);
        uint256 rate = pool.convertToAssets(1e24);
        try pool.settle(id, start, rounds) returns (ISkillLedger.Outcome outcome) {
            if (outcome == ISkillLedger.Outcome.Unsettled) return;
            bool inTime = block.timestamp > sold.startsAt && block.timestamp <= sold.endsAt + CLAIM_PERIOD;
            if (!inTime || sold.outcome != ISkillLedger.Outcome.Unsettled) ++broken["settled at another time"];
            if (outcome != _outcome(sold)) ++broken["another outcome"];
            _end(sold, outcome, rate);
        } catch {
            if (sold.outcome == ISkillLedger.Outcome.Unsettled) return;
        }
    }

    function lapse(uint256 seed) external {
        if (_sold.length == 0) return;
        uint256 id = seed % _sold.length;
        Sold storage sold = _sold[id];
        uint256 rate = pool.convertToAssets(1e24);
        try pool.lapse(id) returns (ISkillLedger.Outcome outcome) {
            if (block.timestamp <= sold.endsAt + CLAIM_PERIOD) ++broken["settled at another time"];
            Round[] storage rounds = _written[sold.market];
            bool wentOn = rounds[rounds.length - 1].writtenAt > sold.endsAt;
            if ((outcome == ISkillLedger.Outcome.No) != wentOn) ++broken["another outcome"];
            _end(sold, outcome, rate);
        } catch {
            bool due = block.timestamp > sold.endsAt + CLAIM_PERIOD;
            if (due && sold.outcome == ISkillLedger.Outcome.Unsettled) ++broken["would not lapse"];
        }
    }

    function collect(uint256 seed) external keepsTheRate {
        address to = holder(seed);
        if (_owed[to] == 0) return;
        uint256 before = token.balanceOf(to);
        vm.prank(STRANGER);
        pool.collect(to);
        if (token.balanceOf(to) - before != _owed[to]) ++broken["paid another sum"];
        wentOut += _owed[to];
        _owed[to] = 0;
    }

    function requestExit(uint256 seed) external keepsTheRate {
        address owner = underwriter(seed);
        uint256 shares = pool.balanceOf(owner) / (1 + ((seed >> 8) % 3));
        if (shares + pool.exitOf(owner).shares == 0) return;
        vm.prank(owner);
        pool.requestExit(shares);
        _requestedAt[owner] = block.timestamp;
    }

    function cancelExit(uint256 seed) external keepsTheRate {
        address owner = underwriter(seed);
        if (seed % 4 != 0 || pool.exitOf(owner).shares == 0) return;
        vm.prank(owner);
        pool.cancelExit();
    }

    /// @dev All that `maxRedeem` or `maxWithdraw` says can be had, and none of it before its time.
    function exit(uint256 seed) external keepsTheRate {
        address owner = underwriter(seed);
        uint256 shares = pool.maxRedeem(owner);
        if (shares == 0) return;
        uint256 before = token.balanceOf(owner);
        uint256 assets = pool.maxWithdraw(owner);
        vm.prank(owner);
        if ((seed >> 8) % 2 == 0) pool.redeem(shares, owner, owner);
        else pool.withdraw(assets, owner, owner);
        uint256 got = token.balanceOf(owner) - before;
        if (got != assets) ++broken["maxima that are not true"];
        uint256 waited = block.timestamp - _requestedAt[owner];
        if (waited < EXIT_DELAY || waited > EXIT_DELAY + EXIT_WINDOW) ++broken["left at another time"];
        wentOut += got;
        ++redeemed;
    }

    function donate(uint256 seed) external keepsTheRate {
        token.mint(address(pool), seed % 10e18);
    }

    function sales(uint256 seed) external keepsTheRate {
        uint256 market = seed % MARKETS;
        if ((seed >> 8) % 8 == 0) {
            vm.prank(REVOKER);
            pool.stopSales(_marketIds[market]);
        } else {
            _list(market);
        }
    }

    function trespass(uint256 seed) external keepsTheRate {
        address owner = underwriter(seed);
        ICoverPool.Terms memory terms = pool.listingOf(_marketIds[0]).terms;
        bytes[4] memory calls = [
            abi.encodeCall(pool.list, (_marketIds[0], terms)),
            abi.encodeCall(pool.stopSales, (_marketIds[0])),
            abi.encodeCall(pool.redeem, (1, STRANGER, owner)),
            abi.encodeCall(pool.withdraw, (1, STRANGER, owner))
        ];
        vm.prank(STRANGER);
        (bool done, ) = address(pool).call(calls[(seed >> 8) % 4]);
        if (done) ++broken["trespass"];
    }

    function _fund(address account, uint256 amount) private {
        token.mint(account, amount);
        vm.prank(account);
        token.approve(address(pool), type(uint256).max);
    }

    function _mayBeSold(uint256 market) private view returns (bool) {
        (IRiskOracle.ScoreRecord memory record, IRiskOracle.Status status) = _oracle.score(_marketIds[market]);
        Round[] storage rounds = _written[market];
        Round memory last = rounds[rounds.length - 1];
        int256 then = rounds[_inForce(market, record.observedAt) - 1].answer;
        bool fresh = status == IRiskOracle.Status.Fresh && block.timestamp <= record.observedAt + MAX_SCORE_AGE;
        bool spoken = block.timestamp <= last.writtenAt + GAP_LIMIT;
        return fresh && spoken && last.answer * 100_00 >= then * int256(100_00 - MAX_FALL_BPS);
    }

    function _keep(uint256 market, ICoverPool.Purchase memory purchase, uint256 premium) private {
        Sold memory sold;
        (sold.market, sold.holder, sold.amount, sold.premium) = (market, purchase.holder, purchase.amount, premium);
        sold.boughtAt = block.timestamp;
        sold.startsAt = block.timestamp + WAITING;
        sold.endsAt = sold.startsAt + purchase.duration.toSeconds();
        sold.streamsUntil = ((sold.endsAt + 1 days - 1) / 1 days) * 1 days;
        _sold.push(sold);
        cameIn += premium;
    }

    function _end(Sold storage sold, ISkillLedger.Outcome outcome, uint256 rate) private {
        sold.outcome = outcome;
        ++ended[outcome];
        if (outcome == ISkillLedger.Outcome.Yes) _owed[sold.holder] += sold.amount;
        if (outcome == ISkillLedger.Outcome.Void) _owed[sold.holder] += sold.premium;
        if (outcome == ISkillLedger.Outcome.No && pool.convertToAssets(1e24) < rate) ++broken["the rate fell"];
    }
}
