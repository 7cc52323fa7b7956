// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BrierLoss} from "../../../contracts/libraries/BrierLoss.sol";
import {WeightRule} from "../../../contracts/libraries/WeightRule.sol";
import {ONE_BPS} from "../../../contracts/types/Bps.sol";
import {vm} from "../../mocks/Vm.sol";
import {atMost, both} from "../Branchless.sol";

/// @notice The two computations of a weight update, each by itself: whatever members lost, a factor lies within the step
/// (R12); whatever the learned weights are, the whole basis points sum to one, none a basis point off (R12).
///
/// What the rule returns is the base, or passed `WeightBounds.hold` (`WeightProofs`): no third way leads out of it.
contract WeightStepProofs {
    /// @dev Any step that a policy may have and whatever regret asks for: the factor lies between 1 - step and 1 + step.
    function check_R12_FactorWithinTheStep(uint16 stepBps, int256 change) external pure {
        vm.assume(stepBps > 0);
        vm.assume(stepBps <= 50_00);
        uint256 factor = WeightRule._withinStep(change, stepBps);
        uint256 most = (BrierLoss.ONE * stepBps) / ONE_BPS;
        assert(both(atMost(BrierLoss.ONE - most, factor), atMost(factor, BrierLoss.ONE + most)));
    }

    /// @dev Four weights, each a whole number of basis points and a rest, that sum to one but for what four divisions
    /// round off.
    function nightly_R12_RoundingOf4(uint16[4] calldata whole, uint32[4] calldata rest) external pure {
        uint256[] memory fine = new uint256[](4);
        uint256 sum = 0;
        unchecked {
            for (uint256 i = 0; i < 4; ++i) {
                vm.assume(whole[i] <= ONE_BPS);
                vm.assume(rest[i] < WeightRule.FINE);
                fine[i] = uint256(whole[i]) * WeightRule.FINE + rest[i];
                sum += fine[i];
            }
        }
        vm.assume(sum <= ONE_BPS * WeightRule.FINE);
        vm.assume(sum + 4 > ONE_BPS * WeightRule.FINE);
        uint16[] memory weights = WeightRule._round(fine);
        uint256 total = 0;
        bool near = true;
        unchecked {
            for (uint256 i = 0; i < 4; ++i) {
                total += weights[i];
                near = both(near, both(atMost(whole[i], weights[i]), atMost(weights[i], uint256(whole[i]) + 1)));
            }
        }
        assert(both(near, total == ONE_BPS));
    }

    /// @dev False, and must be found to be: factors other than one exist.
    function refuted_R12_NoFactorMoves(uint16 stepBps, int256 change) external pure {
        vm.assume(stepBps > 0);
        vm.assume(stepBps <= 50_00);
        assert(WeightRule._withinStep(change, stepBps) == BrierLoss.ONE);
    }
}
