// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {assertAtMost, assertTrue} from "../mocks/Vm.sol";
import {StewardHandler} from "./StewardHandler.sol";

/// @dev The runner calls contracts of this file only.
contract MarketHandler is StewardHandler {}

/// @notice What holds of every market after any sequence of what can happen around a steward.
contract CollateralStewardInvariants {
    MarketHandler private _handler;

    function setUp() public {
        _handler = new MarketHandler();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev Two runs for eight guarantees: the books are kept for all of them in every run.
    function invariant_H1_H2_H3_H4_WhatMovesKeepsItsBoundsItsWaitsAndItsBundle() external view {
        _neverBroken("H1 was broken", 1);
        _neverBroken("H2 was broken", 2);
        _neverBroken("H3 was broken", 3);
        _neverBroken("H4 was broken", 4);
    }

    function invariant_H5_H6_H7_H8_WhatIsOthersStaysAndNothingFallsUnannounced() external view {
        _neverBroken("H5 was broken", 5);
        _neverBroken("H6 was broken", 6);
        _neverBroken("H7 was broken", 7);
        _neverBroken("H8 was broken", 8);
    }

    /// @dev What the invariants rest on: a long run reaches every move of every parameter.
    function test_TheHandlerReachesEveryMove() external {
        for (uint248 i = 0; i < 400; ++i) {
            // Four days up, four days down, without faults.
            _handler.hour((i / 96) % 2 == 0 ? 3 + (1 << 16) : 0 + (1 << 16));
            if (i % 97 == 96) _handler.categories(0);
        }
        for (uint256 p = 0; p < 4; ++p) {
            assertTrue(_handler.tightened(p) > 0, "a parameter was never tightened");
            assertTrue(_handler.loosened(p) > 0, "a parameter was never loosened");
        }
        for (uint256 guarantee = 1; guarantee <= 8; ++guarantee) _neverBroken("a guarantee was broken", guarantee);
    }

    function _neverBroken(string memory what, uint256 guarantee) private view {
        assertAtMost(_handler.broken(guarantee), 0, what);
    }
}
