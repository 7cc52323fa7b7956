// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICollateralAdapter} from "../../contracts/interfaces/ICollateralAdapter.sol";
import {ICollateralSteward} from "../../contracts/interfaces/ICollateralSteward.sol";
import {ParameterBundle} from "../../contracts/libraries/ParameterBundle.sol";
import {assertTrue} from "../mocks/Vm.sol";

/// @notice Ratios that hang together (H4).
contract ParameterBundleTest {
    /// @dev Threshold times bonus may come to 100 %, rounded to the nearest bps, half up: 100.0049 % still does.
    function test_H4_AThresholdLeavesTheBonusToTheNearestBps() external pure {
        // The products, in 1e-8, are 100_005_000 and 100_012_500 above, 100_002_000 and 100_000_000 below the half.
        assertTrue(_leavesNoBonus(88_50, 113_00), "H4: 100.005 % is more");
        assertTrue(_leavesNoBonus(95_25, 105_00), "H4: 100.0125 % is more");
        assertTrue(!_leavesNoBonus(95_24, 105_00), "H4: 100.002 % is not");
        assertTrue(!_leavesNoBonus(80_00, 125_00), "H4: 100 % is not");
    }

    function test_H4_AGapMayBeExactlyTheLeast() external pure {
        assertTrue(_problem(79_00, 80_00, 1_00) == ICollateralSteward.Reason.None, "H4: exactly the gap");
        assertTrue(_problem(79_01, 80_00, 1_00) == ICollateralSteward.Reason.GapViolated, "H4: less than the gap");
    }

    function test_H4_HeldIsComparedAsItIsSaid() external view {
        this.requireSame(true, true);
        this.requireSame(false, false);
        for (uint256 validated = 0; validated < 2; ++validated) {
            bytes memory expected = abi.encodeWithSelector(
                ICollateralSteward.PostConditionViolated.selector,
                bytes32("held"),
                validated,
                1 - validated
            );
            try this.requireSame(validated == 1, validated == 0) {
                assertTrue(false, "H4: a difference passes");
            } catch (bytes memory cause) {
                assertTrue(keccak256(cause) == keccak256(expected), "H4: another difference");
            }
        }
    }

    function requireSame(bool validated, bool reported) external pure {
        ICollateralAdapter.CollateralState[2] memory states;
        (states[0].held, states[1].held) = (validated, reported);
        ParameterBundle.requireSame(states[0], states[1]);
    }

    function _leavesNoBonus(uint128 threshold, uint256 bonus) private pure returns (bool) {
        uint128[4] memory values = [uint128(0), threshold, 0, 0];
        return ParameterBundle.problem(values, 0, bonus) == ICollateralSteward.Reason.BonusViolated;
    }

    function _problem(uint128 ltv, uint128 threshold, uint256 gap) private pure returns (ICollateralSteward.Reason) {
        uint128[4] memory values = [ltv, threshold, uint128(0), 0];
        return ParameterBundle.problem(values, gap, 0);
    }
}
