// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICollateralSteward} from "../../contracts/interfaces/ICollateralSteward.sol";
import {StewardState} from "../../contracts/libraries/StewardState.sol";
import {ThresholdRamp} from "../../contracts/libraries/ThresholdRamp.sol";
import {Duration} from "../../contracts/types/Duration.sol";
import {assertTrue} from "../mocks/Vm.sol";

/// @notice A ramp's dates, each to the second: two days of notice, three in which steps may be taken.
contract ThresholdRampTest {
    uint256 private constant NOW = 1_700_000_000;
    uint256 private constant STARTS_AT = NOW + 2 days;
    uint256 private constant EXPIRES_AT = STARTS_AT + 3 days;

    function test_H7_StepsAreOpenFromTheNoticesEndToTheExpiry() external pure {
        StewardState.Market memory market = _announced();
        assertTrue(ThresholdRamp.isAnnounced(market) && market.rampStartsAt == STARTS_AT, "H7: announced");
        assertTrue(ThresholdRamp.expiresAt(market, _rule()) == EXPIRES_AT, "H7: another expiry");
        assertTrue(_waiting(market, STARTS_AT - 1) == ICollateralSteward.Reason.NoticeRunning, "H7: too soon");
        assertTrue(_waiting(market, STARTS_AT) == ICollateralSteward.Reason.None, "H7: its first second");
        assertTrue(_waiting(market, EXPIRES_AT - 1) == ICollateralSteward.Reason.None, "H7: its last second");
        assertTrue(_waiting(market, EXPIRES_AT) == ICollateralSteward.Reason.Expired, "H7: over");
    }

    function test_H7_NothingIsLeftOfARampThatHasEnded() external pure {
        StewardState.Market memory market = _announced();
        ThresholdRamp.end(market);
        assertTrue(!ThresholdRamp.isAnnounced(market) && market.rampStartsAt == 0, "H7: still announced");
        assertTrue(ThresholdRamp.expiresAt(market, _rule()) == 0, "H7: still to expire");
        assertTrue(_waiting(market, STARTS_AT) == ICollateralSteward.Reason.NotAnnounced, "H7: a step is open");
    }

    function _announced() private pure returns (StewardState.Market memory market) {
        ThresholdRamp.announce(market, _rule(), 77_00, NOW);
    }

    function _waiting(
        StewardState.Market memory market,
        uint256 timestamp
    ) private pure returns (ICollateralSteward.Reason) {
        return ThresholdRamp.waiting(market, _rule(), timestamp);
    }

    function _rule() private pure returns (ICollateralSteward.RampRule memory rule) {
        (rule.notice, rule.expiry) = (Duration.wrap(2 days), Duration.wrap(3 days));
    }
}
