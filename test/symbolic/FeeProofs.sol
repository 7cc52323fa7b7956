// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {IScoreFeeHook} from "../../contracts/interfaces/IScoreFeeHook.sol";
import {ScoreFee} from "../../contracts/libraries/ScoreFee.sol";
import {Bps} from "../../contracts/types/Bps.sol";
import {vm} from "../mocks/Vm.sol";
import {both} from "./Branchless.sol";
import {divides, fits, given, productOfNext, productOrdered, quotientOrdered} from "./Facts.sol";

/// @notice For all policies that are admitted, all scores and spreads: a swap's fee lies within the policy's bounds, and
/// does not fall as the score rises.
contract FeeProofs {
    struct Numbers {
        uint24 minFee;
        uint24 maxFee;
        uint24 blindFee;
        uint16 low;
        uint16 high;
    }

    function check_Fee_LiesWithinItsBounds(Numbers calldata n, uint32 risk, uint8 status) external pure {
        vm.assume(status <= uint8(type(IRiskOracle.Status).max));
        _admitted(n);
        _tellOfTheLine(n, risk);
        uint24 fee = ScoreFee.inDoubt(_line(n, risk), n.blindFee, IRiskOracle.Status(status));
        assert(fee >= n.minFee);
        assert(fee <= n.maxFee);
        assert(n.maxFee <= 100_000);
    }

    function check_Fee_NeverFallsAsTheScoreRises(Numbers calldata n, uint32 risk, uint32 other) external pure {
        vm.assume(risk <= other);
        _admitted(n);
        _tellOfTheLine(n, risk);
        _tellOfTheLine(n, other);
        unchecked {
            (uint256 rise, uint256 span) = (uint256(n.maxFee - n.minFee), uint256(n.high - n.low));
            (uint256 a, uint256 b) = (uint256(risk) - n.low, uint256(other) - n.low);
            bool inside = both(risk > n.low, other < n.high);
            vm.assume(given(inside, productOrdered(a, b, rise)));
            vm.assume(given(inside, quotientOrdered(rise * a + span - 1, rise * b + span - 1, span)));
        }
        assert(_line(n, risk) <= _line(n, other));
    }

    /// @dev A degraded score costs no less than none at all.
    function check_Fee_DoubtCostsNoLessThanBlindness(Numbers calldata n, uint32 risk) external pure {
        _admitted(n);
        assert(ScoreFee.inDoubt(_line(n, risk), n.blindFee, IRiskOracle.Status.Degraded) >= n.blindFee);
    }

    /// @dev What is false: no score costs more than the least. Asked behind the line's end, where nothing is multiplied: a
    /// counterexample on the line takes minutes to find.
    function refuted_Fee_NoScoreCostsMore(Numbers calldata n, uint32 risk) external pure {
        _admitted(n);
        vm.assume(risk >= n.high);
        assert(_line(n, risk) == n.minFee);
    }

    /// @dev Where the score lies between low and high.
    function _tellOfTheLine(Numbers calldata n, uint256 risk) private pure {
        // Unchecked: where the score lies outside, nothing is computed of it, and nothing follows from what is told.
        unchecked {
            (uint256 rise, uint256 span) = (uint256(n.maxFee - n.minFee), uint256(n.high - n.low));
            uint256 run = risk - n.low;
            bool inside = both(risk > n.low, risk < n.high);
            uint256 quotient = (rise * run + span - 1) / span;
            vm.assume(given(inside, fits(rise, run)));
            vm.assume(given(inside, fits(rise, span)));
            vm.assume(given(inside, productOrdered(run, span, rise)));
            vm.assume(given(inside, divides(rise * run + span - 1, span)));
            vm.assume(given(inside, fits(quotient, span)));
            vm.assume(given(inside, fits(rise + 1, span)));
            vm.assume(given(inside, productOrdered(rise + 1, quotient, span)));
            vm.assume(given(inside, productOfNext(rise, span)));
        }
    }

    function _line(Numbers calldata n, uint256 risk) private pure returns (uint24) {
        return ScoreFee.feeAt(n.minFee, n.maxFee, Bps.wrap(n.low), Bps.wrap(n.high), risk);
    }

    /// @dev Reverts, and so leaves the proof, for what the hook would refuse.
    function _admitted(Numbers calldata n) private pure {
        ScoreFee.validate(
            IScoreFeeHook.FeePolicy({
                minFee: n.minFee,
                maxFee: n.maxFee,
                blindFee: n.blindFee,
                low: Bps.wrap(n.low),
                high: Bps.wrap(n.high)
            })
        );
    }
}
