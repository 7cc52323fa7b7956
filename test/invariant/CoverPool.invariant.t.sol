// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISkillLedger} from "../../contracts/interfaces/ISkillLedger.sol";
import {CoverPool} from "../../contracts/liquidity/CoverPool.sol";
import {assertAtMost, assertTrue} from "../mocks/Vm.sol";
import {CoverHandler} from "./CoverHandler.sol";
import {CoverWorld} from "./CoverWorld.sol";

/// @dev The runner calls contracts of this file only.
contract UnderwritingHandler is CoverHandler {}

/// @notice What holds of the pool after any sequence of what anyone can do to it and around it.
contract CoverPoolInvariants {
    uint256 private constant MARKETS = 2;
    uint256 private constant HOLDERS = 2;

    UnderwritingHandler private _handler;
    CoverPool private _pool;

    function setUp() public {
        _handler = new UnderwritingHandler();
        _pool = _handler.pool();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_EveryCoverAndEveryDebtIsBacked() external view {
        uint256 active = 0;
        uint256 refunds = 0;
        uint256[MARKETS] memory exposure;
        for (uint256 i = 0; i < _handler.soldLength(); ++i) {
            CoverWorld.Sold memory sold = _handler.soldAt(i);
            if (sold.outcome != ISkillLedger.Outcome.Unsettled) continue;
            active += sold.amount;
            refunds += sold.premium;
            exposure[sold.market] += sold.amount;
            assertAtMost(sold.premium, sold.amount, "a refund that its own cover does not back");
        }
        assertTrue(_pool.activeCover() == active, "another sum of cover");
        assertAtMost(active, _pool.totalAssets(), "cover that is not backed");
        assertAtMost(active + _pool.totalOwed(), _pool.held(), "debts that are not backed");
        assertAtMost(_pool.held(), _handler.token().balanceOf(address(_pool)), "assets that are not there");
        for (uint256 i = 0; i < MARKETS; ++i) {
            assertTrue(_pool.listingOf(_handler.marketIdAt(i)).active == exposure[i], "another exposure");
            assertAtMost(exposure[i], _handler.MAX_EXPOSURE(), "more of one market than its limit");
        }
    }

    function invariant_EveryTokenWentWhereItWasDue() external view {
        _never("another premium");
        _never("paid another sum");
        _never("trespass");
        assertTrue(_pool.held() == _handler.cameIn() - _handler.wentOut(), "assets came or went otherwise");
        uint256 all = 0;
        for (uint256 i = 0; i < HOLDERS; ++i) {
            assertTrue(_pool.owedTo(_handler.holder(i)) == _handler.owed(i), "another sum owed");
            all += _handler.owed(i);
        }
        assertTrue(_pool.totalOwed() == all, "another sum owed to all");
    }

    function invariant_R12_ACoverEndsAsItsFeedSays() external view {
        _never("another outcome");
        _never("settled at another time");
        _never("would not lapse");
    }

    function invariant_R9_NoCoverWithoutAFreshScoreAndASteadyFeed() external view {
        _never("sold without a price");
        _never("below the floor");
        _never("above the cap");
    }

    function invariant_WhoLeavesWaitedAndTheMaximaAreTrue() external view {
        _never("left at another time");
        _never("maxima that are not true");
    }

    /// @dev Rounding is for the pool, and so is a donation for nobody.
    function invariant_OnlyAPaidCoverCostsUnderwriters() external view {
        _never("the rate fell");
    }

    /// @dev Against the sum of all premiums, each counted from its purchase to the end of its last day.
    function invariant_PremiumsAreEarnedOverTheirTerm() external view {
        uint256 expected = 0;
        uint256 length = _handler.soldLength();
        for (uint256 i = 0; i < length; ++i) {
            CoverWorld.Sold memory sold = _handler.soldAt(i);
            if (sold.outcome == ISkillLedger.Outcome.Void || block.timestamp >= sold.streamsUntil) continue;
            uint256 left = sold.streamsUntil - block.timestamp;
            expected += (sold.premium * left) / (sold.streamsUntil - sold.boughtAt);
        }
        assertAtMost(_pool.unearned(), expected + length + 1, "too little is earned");
        assertAtMost(expected, _pool.unearned() + length + 1, "too much is earned");
    }

    /// @dev None of the above says anything if nothing ever happens: a long draw of the same calls does all of it.
    function test_TheHandlerSellsSettlesAndPays() external {
        for (uint256 i = 0; i < 1_200; ++i) {
            uint256 seed = uint256(keccak256(abi.encode("draw", i)));
            if (i % 3 == 0) _handler.price(seed);
            if (i % 3 == 1) _handler.wait(seed);
            if (i % 4 == 2) _handler.score(seed);
            if (i % 5 == 3) _handler.deposit(seed);
            if (i % 4 == 3) _handler.buy(seed);
            _handler.settle(seed);
            if (i % 5 == 4) _handler.lapse(seed);
            if (i % 37 == 5) _handler.requestExit(seed);
            _handler.exit(seed);
            if (i % 13 == 6) _handler.collect(seed);
        }
        assertTrue(_handler.bought() > 20, "too little was sold");
        assertTrue(_handler.ended(ISkillLedger.Outcome.Yes) > 2, "too little was paid");
        assertTrue(_handler.ended(ISkillLedger.Outcome.Void) > 2, "too little was void");
        assertTrue(_handler.ended(ISkillLedger.Outcome.No) > 2, "too little ended without the event");
        assertTrue(_handler.redeemed() > 2, "nobody left");
        _never("another outcome");
        _never("the rate fell");
    }

    function _never(bytes32 what) private view {
        assertAtMost(_handler.broken(what), 0, "a promise was broken");
    }
}
