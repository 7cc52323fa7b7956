// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PremiumCurve} from "../../contracts/libraries/PremiumCurve.sol";
import {vm} from "../mocks/Vm.sol";

/// @notice For all values and bounds: the last step of the price of cover keeps it within floor and cap, and keeps order.
/// @dev That the price before it never falls in risk, term or utilisation is fuzzed (`PremiumCurve.t.sol`): quotients of
/// free numbers are more than a solver follows.
contract CoverProofs {
    function check_Premium_ClampKeepsOrderAndBounds(uint256 a, uint256 b, uint256 low, uint256 high) external pure {
        vm.assume(low <= high);
        vm.assume(a <= b);
        uint256 lower = PremiumCurve.clamp(a, low, high);
        uint256 higher = PremiumCurve.clamp(b, low, high);
        assert(low <= lower && lower <= higher && higher <= high);
    }

    /// @dev What is false: no value costs the cap.
    function refuted_Premium_NothingCostsTheCap(uint256 value, uint16 low, uint16 high) external pure {
        vm.assume(low < high);
        assert(PremiumCurve.clamp(value, low, high) != high);
    }
}
