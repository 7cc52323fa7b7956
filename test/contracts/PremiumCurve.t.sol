// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICoverPool} from "../../contracts/interfaces/ICoverPool.sol";
import {PremiumCurve} from "../../contracts/libraries/PremiumCurve.sol";
import {Bps} from "../../contracts/types/Bps.sol";
import {assertAtMost, assertTrue} from "../mocks/Vm.sol";

/// @notice The price of cover under any terms that a market can be listed with.
contract PremiumCurveTest {
    uint256 private constant WAD = 1e18;
    uint256 private constant MOST = 90 days;

    function testFuzz_ThePriceLiesWithinFloorAndCap(
        uint256 seed,
        uint256 risk,
        uint256 duration,
        uint256 horizon,
        uint256 utilisation
    ) external pure {
        ICoverPool.Terms memory terms = _terms(seed);
        uint256 price = _price(terms, risk, duration, horizon, utilisation);
        assertAtMost(terms.floor.toUint() * 1e14, price, "below the floor");
        assertAtMost(price, terms.cap.toUint() * 1e14, "above the cap");
    }

    function testFuzz_MoreRiskNeverCostsLess(
        uint256 seed,
        uint256 risk,
        uint256 more,
        uint256 duration,
        uint256 horizon,
        uint256 utilisation
    ) external pure {
        ICoverPool.Terms memory terms = _terms(seed);
        uint256 less = risk % 200_01;
        uint256 price = _price(terms, less, duration, horizon, utilisation);
        uint256 next = _price(terms, less + (more % (200_01 - less)), duration, horizon, utilisation);
        assertAtMost(price, next, "more risk costs less");
    }

    function testFuzz_ALongerTermNeverCostsLess(
        uint256 seed,
        uint256 risk,
        uint256 duration,
        uint256 more,
        uint256 horizon,
        uint256 utilisation
    ) external pure {
        ICoverPool.Terms memory terms = _terms(seed);
        uint256 shorter = duration % MOST;
        uint256 price = _price(terms, risk, shorter, horizon, utilisation);
        uint256 next = _price(terms, risk, shorter + (more % (MOST - shorter)), horizon, utilisation);
        assertAtMost(price, next, "a longer term costs less");
    }

    function testFuzz_AFullerPoolNeverCostsLess(
        uint256 seed,
        uint256 risk,
        uint256 duration,
        uint256 horizon,
        uint256 utilisation,
        uint256 more
    ) external pure {
        ICoverPool.Terms memory terms = _terms(seed);
        uint256 emptier = utilisation % 100_01;
        uint256 price = _price(terms, risk, duration, horizon, emptier);
        uint256 next = _price(terms, risk, duration, horizon, emptier + (more % (100_01 - emptier)));
        assertAtMost(price, next, "a fuller pool costs less");
    }

    /// @dev Without load and utilisation, and where neither floor nor cap cuts: never below the loss to be expected from
    /// independent horizons, 1 - (1 - p)^n, for whole numbers of them.
    function testFuzz_ThePriceCoversTheExpectedLoss(uint256 risk, uint256 horizons) external pure {
        ICoverPool.Terms memory terms;
        (terms.floor, terms.cap, terms.kink) = (Bps.wrap(1), Bps.wrap(100_00), Bps.wrap(50_00));
        risk = risk % 100_01;
        uint256 n = 1 + (horizons % 30);
        uint256 survives = WAD;
        for (uint256 i = 0; i < n; ++i) survives = (survives * (100_00 - risk)) / 100_00;
        uint256 price = PremiumCurve.price(terms, risk, n * 1 days, 1 days, 0);
        // A unit of each division above: what survives was rounded down, so the loss was rounded up.
        assertAtMost(WAD - survives, price + n, "below the expected loss");
    }

    /// @dev Slopes of 20 % and 200 %, a kink at 80 %: 10 % of the loss at half of the kink, 20 % at it, and above it
    /// another 200 % over the last fifth.
    function test_UtilisationAddsOneSlopeUpToTheKinkAndASteeperOneBehindIt() external pure {
        ICoverPool.Terms memory terms;
        (terms.kink, terms.slope, terms.steepSlope) = (Bps.wrap(80_00), Bps.wrap(20_00), Bps.wrap(200_00));
        uint16[6] memory utilisations = [uint16(0), 40_00, 80_00, 80_01, 90_00, 100_00];
        uint16[6] memory expected = [uint16(0), 10_00, 20_00, 20_10, 120_00, 220_00];
        for (uint256 i = 0; i < 6; ++i) {
            assertTrue(PremiumCurve.markup(terms, utilisations[i]) == expected[i], "another markup");
        }
    }

    function test_APoolWithoutCapitalIsFull() external pure {
        assertTrue(PremiumCurve.utilisation(0, 0) == 100_00, "not full");
    }

    function testFuzz_UtilisationIsAPartOfOneRoundedUp(uint128 cover, uint128 capital) external pure {
        uint256 utilisation = PremiumCurve.utilisation(cover, capital);
        assertAtMost(utilisation, 100_00, "more than one");
        if (cover < capital) assertAtMost(uint256(cover) * 100_00, utilisation * capital, "rounded down");
        else assertTrue(utilisation == 100_00, "a full pool is full");
    }

    function _price(
        ICoverPool.Terms memory terms,
        uint256 risk,
        uint256 duration,
        uint256 horizon,
        uint256 utilisation
    ) private pure returns (uint256) {
        return
            PremiumCurve.price({
                terms: terms,
                riskBps: risk % 200_01,
                duration: duration % MOST,
                horizon: 1 + (horizon % type(uint32).max),
                utilisationBps: utilisation % 100_01
            });
    }

    function _terms(uint256 seed) private pure returns (ICoverPool.Terms memory terms) {
        terms.cap = Bps.wrap(uint16(1 + (seed % 100_00)));
        terms.floor = Bps.wrap(uint16(1 + ((seed >> 16) % terms.cap.toUint())));
        terms.load = Bps.wrap(uint16(seed >> 32));
        terms.kink = Bps.wrap(uint16(1 + ((seed >> 48) % 99_99)));
        terms.slope = Bps.wrap(uint16(seed >> 64));
        terms.steepSlope = Bps.wrap(uint16(seed >> 80));
    }
}
