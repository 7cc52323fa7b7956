// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BrierLoss} from "../../../contracts/libraries/BrierLoss.sol";
import {WeightRule} from "../../../contracts/libraries/WeightRule.sol";
import {ONE_BPS} from "../../../contracts/types/Bps.sol";
import {vm} from "../../mocks/Vm.sol";
import {atMost, both, keptIf} from "../Branchless.sol";
import {remains} from "../Facts.sol";

/// @notice The computations of a weight update, each by itself: whatever members lost, a factor lies within the step
/// (R12); whatever the learned weights are, the whole basis points sum to one, none a basis point off (R12).
///
/// What the rule returns is the base, or passed `WeightBounds.hold` (`WeightProofs`): no third way leads out of it.
contract WeightStepProofs {
    /// @dev Each loses less than one of the finest parts.
    uint256 private constant DIVISIONS = 8;

    /// @dev Any step that a policy may have and whatever regret asks for: the factor lies between 1 - step and 1 + step.
    function check_R12_FactorWithinTheStep(uint16 stepBps, int256 change) external pure {
        vm.assume(stepBps > 0);
        vm.assume(stepBps <= 50_00);
        uint256 factor = WeightRule._withinStep(change, stepBps);
        uint256 most = (BrierLoss.ONE * stepBps) / ONE_BPS;
        assert(both(atMost(BrierLoss.ONE - most, factor), atMost(factor, BrierLoss.ONE + most)));
    }

    /// @dev Four learned weights of which whole basis points are `left` to share out, and which their rests make up, as
    /// `check_R12_RestsMakeUpWhatIsLeft` has it. A branch needs its second: what is left is a long sum.
    /// @custom:halmos --solver-timeout-branching 1s
    function nightly_R12_RoundingOf4(uint64[4] calldata learned) external pure {
        uint256[] memory fine = new uint256[](4);
        uint256[4] memory whole;
        (uint256 sum, uint256 rests) = (0, 0);
        unchecked {
            for (uint256 i = 0; i < 4; ++i) {
                fine[i] = learned[i];
                (whole[i], sum) = (learned[i] / WeightRule.FINE, sum + learned[i] / WeightRule.FINE);
                rests += learned[i] % WeightRule.FINE;
                vm.assume(remains(learned[i], WeightRule.FINE));
                vm.assume(whole[i] <= ONE_BPS);
            }
        }
        vm.assume(sum <= ONE_BPS);
        vm.assume(_makeUp(rests, ONE_BPS - sum));
        uint16[] memory weights = WeightRule._round(fine);
        uint256 total = 0;
        bool near = true;
        unchecked {
            for (uint256 i = 0; i < 4; ++i) {
                total += weights[i];
                near = both(near, both(atMost(whole[i], weights[i]), atMost(weights[i], whole[i] + 1)));
            }
        }
        assert(both(near, total == ONE_BPS));
    }

    /// @dev Learned weights sum to one but for what eight divisions round off, four of the learning and four of the mixing
    /// in: so their rests make up the whole basis points that are left.
    function check_R12_RestsMakeUpWhatIsLeft(uint16 whole, uint32 rests) external pure {
        vm.assume(rests <= 4 * (WeightRule.FINE - 1));
        unchecked {
            uint256 sum = whole * WeightRule.FINE + rests;
            vm.assume(sum <= ONE_BPS * WeightRule.FINE);
            vm.assume(sum + DIVISIONS > ONE_BPS * WeightRule.FINE);
            assert(both(whole <= ONE_BPS, _makeUp(rests, ONE_BPS - whole)));
        }
    }

    /// @dev False, and must be found to be: factors other than one exist.
    function refuted_R12_NoFactorMoves(uint16 stepBps, int256 change) external pure {
        vm.assume(stepBps > 0);
        vm.assume(stepBps <= 50_00);
        assert(WeightRule._withinStep(change, stepBps) == BrierLoss.ONE);
    }

    /// @dev Whether rests come to `left` whole ones, but for less than the divisions round off, and `left` is at most four.
    function _makeUp(uint256 rests, uint256 left) private pure returns (bool) {
        unchecked {
            uint256 ones = keptIf(left == 1, WeightRule.FINE) + keptIf(left == 2, 2 * WeightRule.FINE);
            ones += keptIf(left == 3, 3 * WeightRule.FINE) + keptIf(left == 4, 4 * WeightRule.FINE);
            return both(left < 5, ones < rests + DIVISIONS);
        }
    }
}
