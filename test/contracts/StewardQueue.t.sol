// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICollateralSteward} from "../../contracts/interfaces/ICollateralSteward.sol";
import {StewardQueue} from "../../contracts/libraries/StewardQueue.sol";
import {Duration} from "../../contracts/types/Duration.sol";
import {assertTrue} from "../mocks/Vm.sol";

/// @notice A queue's dates, each to the second: what is queued expires a day after its date.
contract StewardQueueTest {
    uint256 private constant NOW = 1_700_000_000;
    uint256 private constant DELAY = 6 hours;

    function test_H2_AnEmptyQueueHasNoExpiryAndNothingStands() external pure {
        ICollateralSteward.Policy memory policy = _policy();
        assertTrue(StewardQueue.expiresAt(policy, 0) == 0, "H2: nothing expires");
        assertTrue(!StewardQueue.stands(policy, 0, 0) && !StewardQueue.stands(policy, 0, NOW), "H2: nothing stands");
        assertTrue(_waiting(0, 0, NOW) == ICollateralSteward.Reason.NotQueued, "H2: nothing waits");
    }

    function test_H2_WhatIsQueuedStandsUntilTheSecondOfItsExpiry() external pure {
        ICollateralSteward.Policy memory policy = _policy();
        for (uint256 executableAt = 1; executableAt <= NOW; executableAt += NOW - 1) {
            uint256 expiresAt = executableAt + 1 days;
            assertTrue(StewardQueue.expiresAt(policy, executableAt) == expiresAt, "H2: another expiry");
            assertTrue(StewardQueue.stands(policy, executableAt, 0), "H2: it waits");
            assertTrue(StewardQueue.stands(policy, executableAt, expiresAt - 1), "H2: not over yet");
            assertTrue(!StewardQueue.stands(policy, executableAt, expiresAt), "H2: over");
        }
    }

    function test_H2_WaitsFromItsDateToItsExpiry() external pure {
        assertTrue(_waiting(NOW, 0, NOW - 1) == ICollateralSteward.Reason.StillWaiting, "H2: a second too soon");
        assertTrue(_waiting(NOW, 0, NOW) == ICollateralSteward.Reason.None, "H2: on its date");
        assertTrue(_waiting(NOW, 0, NOW + 1 days - 1) == ICollateralSteward.Reason.None, "H2: its last second");
        assertTrue(_waiting(NOW, 0, NOW + 1 days) == ICollateralSteward.Reason.Expired, "H2: over");
    }

    function test_H1_KeepsItsDelayFromTheLastChangeToo() external pure {
        uint256 changedAt = NOW - DELAY;
        assertTrue(_waiting(NOW, changedAt + 1, NOW) == ICollateralSteward.Reason.TooSoon, "H1: a second too soon");
        assertTrue(_waiting(NOW, changedAt, NOW) == ICollateralSteward.Reason.None, "H1: after its delay");
    }

    function _waiting(
        uint256 executableAt,
        uint256 lastChangeAt,
        uint256 timestamp
    ) private pure returns (ICollateralSteward.Reason) {
        return StewardQueue.waiting(_policy(), executableAt, lastChangeAt, DELAY, timestamp);
    }

    function _policy() private pure returns (ICollateralSteward.Policy memory policy) {
        policy.loosenExpiry = Duration.wrap(1 days);
    }
}
