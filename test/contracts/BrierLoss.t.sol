// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BrierLoss} from "../../contracts/libraries/BrierLoss.sol";
import {assertAtMost, assertTrue} from "../mocks/Vm.sol";

/// @notice Losses and regrets of one event.
contract BrierLossTest {
    /// @dev R12: what one member gains on its peers they lose to it: regrets sum to zero, less the rounding of each.
    function testFuzz_R12_RegretsOfAnEventSumToZero(uint16[] memory raw, bool happened) public pure {
        uint256 n =
            raw.length < 2
                ? 2
                : raw.length > 31
                    ? 31
                    : raw.length;
        uint256[] memory losses = new uint256[](n);
        uint256 sum = 0;
        for (uint256 i = 0; i < n; ++i) {
            losses[i] = BrierLoss.lossOf(i < raw.length ? raw[i] % 100_01 : i, happened);
            assertAtMost(losses[i], BrierLoss.ONE, "R12: a loss above one");
            sum += losses[i];
        }
        int256 regrets = 0;
        for (uint256 i = 0; i < n; ++i) regrets += BrierLoss.regret(sum, n, losses[i]);
        assertTrue(regrets <= 0 && regrets > -int256(n), "R12: regrets do not sum to zero");
    }

    /// @dev R12: the expected loss is least for whoever says the probability itself, to the basis point.
    function testFuzz_R12_HonestyIsBest(uint16 probability, uint16 said) public pure {
        uint256 p = probability % 100_01;
        uint256 q = said % 100_01;
        uint256 honest = p * BrierLoss.lossOf(p, true) + (100_00 - p) * BrierLoss.lossOf(p, false);
        uint256 other = p * BrierLoss.lossOf(q, true) + (100_00 - p) * BrierLoss.lossOf(q, false);
        assertAtMost(honest, other, "R12: a lie has less loss");
        assertTrue(p == q || honest < other, "R12: a lie has as little loss");
    }
}
