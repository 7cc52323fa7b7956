// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommittee} from "../interfaces/ICommittee.sol";
import {ONE_BPS} from "../types/Bps.sol";
import {BrierLoss} from "./BrierLoss.sol";
import {requireInRange} from "./InRange.sol";
import {WeightBounds} from "./WeightBounds.sol";

/// @notice How weights follow from losses: once an epoch each weight is multiplied by 1 + eta * mean regret.
///
/// The factor is Prod's (Cesa-Bianchi, Mansour, Stoltz, Machine Learning 66, 2007), a first order form of Hedge (Freund,
/// Schapire, JCSS 55, 1997). Regret is against the peers awake on the same events and the weight of the awake is shared
/// out among them alone (sleeping experts: Freund, Schapire, Singer, Warmuth, STOC 1997); leaving the member itself out
/// of the mean is what Allora's white paper does. The clamp and the bounds are this project's own: with them no regret
/// bound of those papers carries over, and R6 does.
library WeightRule {
    /// @param minEvents A member with fewer events sleeps: its weight stands.
    /// @param learningRate eta.
    /// @param stepBps Furthest that a factor lies from 1.
    /// @param floorBps Least weight of a member.
    /// @param operatorCapBps Most weight of one operator's members.
    /// @param modelCapBps Most weight of one model's members.
    struct Policy {
        uint32 minEvents;
        uint16 learningRate;
        uint16 stepBps;
        uint16 floorBps;
        uint16 operatorCapBps;
        uint16 modelCapBps;
    }

    /// @param events Forecasts judged.
    /// @param regret Sum of regrets, bps squared.
    struct Skill {
        uint256 events;
        int256 regret;
    }

    /// @dev A weight of 1 bp, in the unit in which weights are learned and mixed.
    uint256 internal constant FINE = 1e8;
    /// @dev A factor of one.
    uint256 private constant ONE = BrierLoss.ONE;
    /// @notice Steps in which base weights are mixed in.
    uint256 internal constant GRID = 16;

    /// @notice Reverts unless the policy keeps weights moving, and slowly.
    function validate(Policy memory policy) internal pure {
        requireInRange("minEvents", policy.minEvents, 1, type(uint32).max);
        requireInRange("learningRate", policy.learningRate, 1, 1_000);
        requireInRange("step", policy.stepBps, 1, 50_00);
        requireInRange("floor", policy.floorBps, 1, ONE_BPS);
        requireInRange("operatorCap", policy.operatorCapBps, 1, ONE_BPS);
        requireInRange("modelCap", policy.modelCapBps, 1, ONE_BPS);
    }

    /// @notice The weights of the next epoch: learned ones, with as little of the base mixed in, in sixteenths, as makes
    /// every bound hold. At sixteen sixteenths they are the base weights.
    /// @param members With the weights that count now.
    /// @param base The weights that the DAO configured.
    /// @param faults f.
    /// @param skills By member.
    /// @return weights Sum to 100_00.
    /// @return sixteenths Of the base.
    function next(
        Policy memory policy,
        ICommittee.MemberConfig[] memory members,
        uint16[] memory base,
        uint256 faults,
        Skill[] memory skills
    ) internal pure returns (uint16[] memory weights, uint256 sixteenths) {
        WeightBounds.Bounds memory bounds = WeightBounds.Bounds({
            members: members,
            base: base,
            faults: faults,
            floorBps: policy.floorBps,
            operatorCapBps: policy.operatorCapBps,
            modelCapBps: policy.modelCapBps
        });
        uint256[] memory learned = _learn(policy, members, skills);
        for (; sixteenths < GRID; ++sixteenths) {
            weights = _round(_mix(learned, base, sixteenths));
            if (WeightBounds.hold(bounds, weights)) return (weights, sixteenths);
        }
        return (base, GRID);
    }

    /// @notice Whether any weight is another than the member has.
    function moved(ICommittee.MemberConfig[] memory members, uint16[] memory weights) internal pure returns (bool) {
        for (uint256 i = 0; i < members.length; ++i) {
            if (members[i].weightBps != weights[i]) return true;
        }
        return false;
    }

    /// @dev The awake share out among themselves what they weigh together; the others keep what they have.
    function _learn(
        Policy memory policy,
        ICommittee.MemberConfig[] memory members,
        Skill[] memory skills
    ) private pure returns (uint256[] memory learned) {
        uint256 n = skills.length;
        learned = new uint256[](n);
        (uint256 awake, uint256 multiplied) = (0, 0);
        for (uint256 i = 0; i < n; ++i) {
            uint256 weight = members[i].weightBps;
            learned[i] = weight * FINE;
            if (skills[i].events < policy.minEvents) continue;
            awake += weight;
            multiplied += weight * _factor(policy, skills[i]);
        }
        for (uint256 i = 0; i < n; ++i) {
            if (skills[i].events < policy.minEvents) continue;
            learned[i] = (learned[i] * _factor(policy, skills[i]) * awake) / multiplied;
        }
    }

    /// @dev 1 + eta * mean regret, within the step.
    function _factor(Policy memory policy, Skill memory skill) private pure returns (uint256) {
        int256 change = (skill.regret * int256(uint256(policy.learningRate))) / int256(skill.events);
        return _withinStep(change, policy.stepBps);
    }

    /// @dev 1 + change, no further from 1 than the step.
    function _withinStep(int256 change, uint16 stepBps) internal pure returns (uint256) {
        int256 most = int256((ONE * stepBps) / ONE_BPS);
        if (change > most) change = most;
        if (change < -most) change = -most;
        return uint256(int256(ONE) + change);
    }

    function _mix(
        uint256[] memory learned,
        uint16[] memory base,
        uint256 sixteenths
    ) private pure returns (uint256[] memory mixed) {
        mixed = new uint256[](learned.length);
        for (uint256 i = 0; i < mixed.length; ++i) {
            mixed[i] = (learned[i] * (GRID - sixteenths) + base[i] * FINE * sixteenths) / GRID;
        }
    }

    /// @dev Whole basis points by the largest remainder, the lower index first where two are level.
    function _round(uint256[] memory fine) internal pure returns (uint16[] memory weights) {
        weights = new uint16[](fine.length);
        uint256 left = ONE_BPS;
        for (uint256 i = 0; i < fine.length; ++i) {
            weights[i] = uint16(fine[i] / FINE);
            left -= weights[i];
        }
        for (; left > 0; --left) {
            uint256 largest = 0;
            for (uint256 i = 1; i < fine.length; ++i) {
                if (fine[i] % FINE > fine[largest] % FINE) largest = i;
            }
            ++weights[largest];
            fine[largest] -= fine[largest] % FINE;
        }
    }
}
