// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommittee} from "../../../contracts/interfaces/ICommittee.sol";
import {CommitteeRules} from "../../../contracts/libraries/CommitteeRules.sol";
import {WeightBounds} from "../../../contracts/libraries/WeightBounds.sol";
import {both} from "../Branchless.sol";

/// @notice For all weights of four members with one fault: what the committee admits is balanced, what the weight rule
/// may return keeps its bounds, and the base weights always may be returned (R6, R12).
contract WeightProofs {
    uint256 private constant FAULTS = 1;

    /// @dev No weight is zero or above a third, they sum to one, and none weighs as much as two others.
    function check_R6_AdmittedWeightsOf4(uint16[4] calldata weights) external pure {
        CommitteeRules.checkWeights(_copy(weights), FAULTS);
        assert(_balanced(weights));
        unchecked {
            assert(uint256(weights[0]) + weights[1] + weights[2] + weights[3] == 100_00);
        }
    }

    /// @dev Members with an operator and a model of their own each: a bound that the base breaks gives way to it.
    function nightly_R12_BoundsOf4(
        uint16[4] calldata weights,
        uint16[4] calldata base,
        uint16 floorBps,
        uint16 operatorCapBps,
        uint16 modelCapBps
    ) external pure {
        WeightBounds.Bounds memory bounds = _bounds(base, floorBps, operatorCapBps, modelCapBps);
        if (!WeightBounds.hold(bounds, _copy(weights))) return;
        bool right = _balanced(weights);
        for (uint256 i = 0; i < 4; ++i) {
            bool aboveFloor = _either(weights[i] >= floorBps, weights[i] >= base[i]);
            bool belowOperatorCap = _either(weights[i] <= operatorCapBps, weights[i] <= base[i]);
            bool belowModelCap = _either(weights[i] <= modelCapBps, weights[i] <= base[i]);
            right = both(right, both(aboveFloor, both(belowOperatorCap, belowModelCap)));
        }
        assert(right);
    }

    /// @dev Whatever the floor and the caps are: what the committee admitted as base may be returned.
    function nightly_R12_BaseHoldsOf4(
        uint16[4] calldata base,
        uint16 floorBps,
        uint16 operatorCapBps,
        uint16 modelCapBps
    ) external pure {
        CommitteeRules.checkWeights(_copy(base), FAULTS);
        assert(WeightBounds.hold(_bounds(base, floorBps, operatorCapBps, modelCapBps), _copy(base)));
    }

    /// @dev False, and must be found to be: weights can be admitted.
    function refuted_R6_NothingAdmitted(uint16[4] calldata weights) external pure {
        CommitteeRules.checkWeights(_copy(weights), FAULTS);
        assert(false);
    }

    function _balanced(uint16[4] calldata weights) private pure returns (bool right) {
        right = true;
        unchecked {
            for (uint256 i = 0; i < 4; ++i) {
                right = both(right, both(weights[i] > 0, weights[i] <= CommitteeRules.MAX_WEIGHT_BPS));
                for (uint256 j = 0; j < 4; ++j) {
                    for (uint256 k = 0; k < j; ++k) {
                        if (i == j || i == k) continue;
                        right = both(right, weights[i] < uint256(weights[j]) + weights[k]);
                    }
                }
            }
        }
    }

    function _bounds(
        uint16[4] calldata base,
        uint16 floorBps,
        uint16 operatorCapBps,
        uint16 modelCapBps
    ) private pure returns (WeightBounds.Bounds memory) {
        ICommittee.MemberConfig[] memory members = new ICommittee.MemberConfig[](4);
        for (uint256 i = 0; i < 4; ++i) {
            (members[i].operator, members[i].modelHash) = (address(uint160(i + 1)), bytes32(i + 1));
        }
        return
            WeightBounds.Bounds({
                members: members,
                base: _copy(base),
                faults: FAULTS,
                floorBps: floorBps,
                operatorCapBps: operatorCapBps,
                modelCapBps: modelCapBps
            });
    }

    function _copy(uint16[4] calldata weights) private pure returns (uint16[] memory copy) {
        copy = new uint16[](4);
        for (uint256 i = 0; i < 4; ++i) copy[i] = weights[i];
    }

    function _either(bool a, bool b) private pure returns (bool result) {
        // Safe: arithmetic on the stack. No branch, for the reason that `Branchless.sol` states.
        assembly ("memory-safe") {
            result := or(a, b)
        }
    }
}
