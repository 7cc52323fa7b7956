// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ICoverPool} from "../interfaces/ICoverPool.sol";
import {ONE_BPS} from "../types/Bps.sol";

/// @notice What cover costs, from a score.
///
/// The score p is the probability of the event within a horizon h. Over a term d it is taken as p * max(d, h) / h, never
/// above one: of independent horizons 1 - (1 - p)^(d / h) is no more than that where d >= h (Bernoulli's inequality), and
/// where d < h the event within d is one within h. Every division rounds up. Bps are at most 17 bits and seconds 32, so
/// that no product comes near 256.
library PremiumCurve {
    using Math for uint256;

    uint256 internal constant WAD = 1e18;
    uint256 private constant ONE = ONE_BPS;

    /// @notice The price of a cover, as a part of its amount times 1e18: within floor and cap, and never falling in risk,
    /// term or utilisation.
    /// @param riskBps Score + spread.
    /// @param duration Seconds, as `horizon`.
    /// @param utilisationBps Cover over capital, the new cover included; at most 100_00.
    function price(
        ICoverPool.Terms memory terms,
        uint256 riskBps,
        uint256 duration,
        uint256 horizon,
        uint256 utilisationBps
    ) internal pure returns (uint256) {
        uint256 expected = (riskBps * duration.max(horizon) * WAD).ceilDiv(ONE * horizon).min(WAD);
        uint256 factor = (ONE + terms.load.toUint()) * (ONE + markup(terms, utilisationBps));
        return
            clamp(
                (expected * factor).ceilDiv(ONE * ONE),
                terms.floor.toUint() * (WAD / ONE),
                terms.cap.toUint() * (WAD / ONE)
            );
    }

    /// @notice What utilisation adds, in bps of the loaded loss: one slope up to the kink, a steeper one behind it.
    function markup(ICoverPool.Terms memory terms, uint256 utilisationBps) internal pure returns (uint256) {
        uint256 kink = terms.kink.toUint();
        uint256 flat = (terms.slope.toUint() * utilisationBps.min(kink)).ceilDiv(kink);
        if (utilisationBps <= kink) return flat;
        return flat + (terms.steepSlope.toUint() * (utilisationBps - kink)).ceilDiv(ONE - kink);
    }

    /// @notice Cover over capital, at most 100_00.
    function utilisation(uint256 cover, uint256 capital) internal pure returns (uint256) {
        if (cover >= capital) return ONE;
        return (cover * ONE).ceilDiv(capital);
    }

    function clamp(uint256 value, uint256 low, uint256 high) internal pure returns (uint256) {
        return
            value < low
                ? low
                : value > high
                    ? high
                    : value;
    }
}
