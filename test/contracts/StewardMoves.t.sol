// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICollateralAdapter} from "../../contracts/interfaces/ICollateralAdapter.sol";
import {ICollateralSteward} from "../../contracts/interfaces/ICollateralSteward.sol";
import {ParameterBundle} from "../../contracts/libraries/ParameterBundle.sol";
import {StewardAssessment} from "../../contracts/libraries/StewardAssessment.sol";
import {StewardMoves} from "../../contracts/libraries/StewardMoves.sol";
import {Bps} from "../../contracts/types/Bps.sol";
import {Duration} from "../../contracts/types/Duration.sol";
import {assertTrue, vm} from "../mocks/Vm.sol";

/// @notice Plans over a protocol that keeps its liquidation threshold in coarse units: this contract is its adapter.
contract StewardMovesTest {
    using StewardMoves for StewardAssessment.Assessment;

    uint256 private constant LTV = ParameterBundle.LTV;
    uint256 private constant THRESHOLD = ParameterBundle.THRESHOLD;
    uint256 private constant NOW = 1_700_000_000;

    error AskedToQuantise();

    /// @dev 0 for a protocol that is not to be asked.
    uint16 private _unit;

    function setUp() external {
        vm.warp(NOW);
    }

    function test_H1_RoundsARampsStepTowardsWhatStands() external {
        _unit = 40;
        StewardMoves.Plan memory plan = _ramp().lowering();
        assertTrue(plan.reasons[THRESHOLD] == ICollateralSteward.Reason.None, "H1: the step is not taken");
        // A step of half a point would lead to 82.50 %.
        assertTrue(plan.next[THRESHOLD] == 82_80, "H1: not rounded up");
    }

    function test_H1_LeavesARampsStepThatIsFinerThanTheProtocolsUnit() external {
        _unit = 83;
        StewardMoves.Plan memory plan = _ramp().lowering();
        assertTrue(plan.reasons[THRESHOLD] == ICollateralSteward.Reason.StepTooFine, "H1: a step past its bound");
        assertTrue(plan.next[THRESHOLD] == 83_00 && !plan.moves, "H1: it moves");
    }

    function test_AsksTheProtocolNothingWhereNothingMoves() external view {
        StewardAssessment.Assessment memory a = _standing();
        assertTrue(!a.tightening().moves && !a.loosening(false).moves, "a market that is there moves");
        a.targets[LTV] = 70_00;
        a.tracks[LTV].lastTightenAt = uint40(NOW);
        StewardMoves.Plan memory plan = a.tightening();
        assertTrue(plan.reasons[LTV] == ICollateralSteward.Reason.TooSoon && !plan.moves, "it moves too soon");
    }

    function test_SaysKeptOfWhatThePolicyLeavesOut() external view {
        StewardMoves.Plan memory plan = _standing().tightening();
        assertTrue(plan.reasons[LTV] == ICollateralSteward.Reason.AlreadyThere, "the LTV is there");
        assertTrue(plan.reasons[THRESHOLD] == ICollateralSteward.Reason.AlreadyThere, "the threshold is there");
        assertTrue(plan.reasons[2] == ICollateralSteward.Reason.Kept, "the supply cap is left out");
        assertTrue(plan.reasons[3] == ICollateralSteward.Reason.Kept, "the borrow cap is left out");
    }

    /// @notice See `ICollateralAdapter.quantise`.
    function quantise(
        address,
        address,
        ICollateralAdapter.Parameters calldata wanted,
        bool up
    ) external view returns (ICollateralAdapter.Parameters memory nearest) {
        if (_unit == 0) revert AskedToQuantise();
        nearest = wanted;
        uint256 units = (uint256(wanted.liquidationThresholdBps) + (up ? _unit - 1 : 0)) / _unit;
        nearest.liquidationThresholdBps = uint16(units * _unit);
    }

    /// @dev A ramp to 77 % whose notice is over.
    function _ramp() private view returns (StewardAssessment.Assessment memory a) {
        a = _standing();
        a.policy.ramp.expiry = Duration.wrap(1 days);
        (a.market.rampTo, a.market.rampStartsAt) = (77_00, uint40(NOW));
        a.targets[THRESHOLD] = 77_00;
    }

    /// @dev LTV and threshold stand where the score asks for them; caps are left out.
    function _standing() private view returns (StewardAssessment.Assessment memory a) {
        a.policy.adapter = ICollateralAdapter(address(this));
        a.policy.minGap = Bps.wrap(1_00);
        (a.policy.rules[LTV], a.policy.rules[THRESHOLD]) = (_rule(80_00), _rule(83_00));
        a.current = [uint128(80_00), 83_00, 1_000, 500];
        a.targets = [uint128(80_00), 83_00, 0, 0];
    }

    function _rule(uint128 anchor) private pure returns (ICollateralSteward.Rule memory) {
        return
            ICollateralSteward.Rule({
                anchor: anchor,
                drift: Bps.wrap(10_00),
                tightenStep: Bps.wrap(50),
                tightenBudget: Bps.wrap(2_00),
                loosenStep: Bps.wrap(50),
                tightenDelay: Duration.wrap(1 hours),
                budgetPeriod: Duration.wrap(1 days),
                loosenDelay: Duration.wrap(6 hours)
            });
    }
}
