// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {assertAtMost, assertTrue} from "../mocks/Vm.sol";
import {IncentiveHandler} from "./IncentiveHandler.sol";

/// @dev The runner calls contracts of this file only.
contract EmissionsHandler is IncentiveHandler {}

/// @notice What holds of both gates after any sequence of scores, faults, releases and the DAO's changes.
contract IncentiveGateInvariants {
    EmissionsHandler private _handler;

    function setUp() public {
        _handler = new EmissionsHandler();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_EmissionIsTheDaosOrNone() external view {
        IncentiveHandler.Book memory aave = _handler.book(0);
        assertTrue(_handler.emitted() == (aave.off ? 0 : aave.emission), "Aave emits another rate");
        assertAtMost(_handler.wrongStates(), 0, "on or off otherwise than the books say");
        assertAtMost(_handler.wrongReleases(), 0, "released while off, too early or too fast");
    }

    /// @dev Whatever came before, calm brings both back to what the DAO set: nothing is off for ever.
    function invariant_CalmResumesBoth() external {
        try _handler.recover(keccak256(abi.encode(_handler))) {
            assertTrue(false, "nothing was resumed");
        } catch (bytes memory reason) {
            bytes memory expected = abi.encodeWithSelector(
                IncentiveHandler.ResumedAt.selector,
                _handler.book(0).emission,
                _handler.book(1).emission
            );
            assertTrue(keccak256(reason) == keccak256(expected), "resumed at another rate");
        }
    }

    function invariant_R10_WhatWasEarnedIsClaimedAndNothingStrays() external view {
        assertAtMost(_handler.claimsFailed(), 0, "R10: a claim reverted");
        assertAtMost(_handler.strayed(), 0, "rewards went elsewhere");
    }

    /// @dev None of the above says anything if no gate is ever off and on again.
    function afterInvariant() external view {
        assertTrue(_handler.suspensions() + _handler.resumptions() + _handler.releases() > 0, "nothing happened");
    }
}
