// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommittee} from "../../contracts/interfaces/ICommittee.sol";
import {CommitteeRules} from "../../contracts/libraries/CommitteeRules.sol";
import {WeightRule} from "../../contracts/libraries/WeightRule.sol";
import {assertAtMost, assertTrue, vm} from "../mocks/Vm.sol";

/// @notice Weights stay in every bound whatever members lose, epoch after epoch.
contract WeightRuleTest {
    uint256 private constant EPOCHS = 12;

    struct Case {
        uint256 faults;
        ICommittee.MemberConfig[] members;
        uint16[] base;
        WeightRule.Policy policy;
    }

    /// @dev R12, R6: the committee would adopt them, no group grows past its cap or its base, no member falls below the
    /// floor or its base.
    function testFuzz_R12_WeightsStayInEveryBound(uint256 seed) public pure {
        Case memory it = _case(seed);
        for (uint256 epoch = 0; epoch < EPOCHS; ++epoch) {
            seed = uint256(keccak256(abi.encode(seed, epoch)));
            (uint16[] memory weights, uint256 sixteenths) = _next(it, _skills(seed, it.members.length));
            assertAtMost(sixteenths, WeightRule.GRID, "R12: more than the base");
            CommitteeRules.checkWeights(weights, it.faults);
            _checkGroups(it, weights);
            for (uint256 i = 0; i < weights.length; ++i) it.members[i].weightBps = weights[i];
        }
    }

    /// @dev R12: who has too few events keeps its weight where no bound asks for the base, to the rounding.
    function testFuzz_R12_SleepersKeepTheirWeight(uint256 seed) public pure {
        Case memory it = _case(seed);
        WeightRule.Skill[] memory skills = _skills(seed, it.members.length);
        uint256 sleeper = seed % it.members.length;
        skills[sleeper] = WeightRule.Skill({events: it.policy.minEvents - 1, regret: 1e15});
        (uint16[] memory weights, uint256 sixteenths) = _next(it, skills);
        vm.assume(sixteenths == 0);
        uint256 before = it.members[sleeper].weightBps;
        assertAtMost(weights[sleeper], before + 1, "R12: a sleeper gained");
        assertAtMost(before, weights[sleeper] + 1, "R12: a sleeper lost");
    }

    /// @dev R12: one epoch moves a weight by the step at most, on both sides of the awake's common factor.
    function testFuzz_R12_OneEpochMovesNoFurtherThanTheStep(uint256 seed) public pure {
        Case memory it = _case(seed);
        (uint16[] memory weights, uint256 sixteenths) = _next(it, _skills(seed, it.members.length));
        vm.assume(sixteenths == 0);
        uint256 step = it.policy.stepBps;
        for (uint256 i = 0; i < weights.length; ++i) {
            uint256 before = it.members[i].weightBps;
            assertAtMost(weights[i], (before * (100_00 + step)) / (100_00 - step) + 2, "R12: too far up");
            assertAtMost((before * (100_00 - step)) / (100_00 + step), uint256(weights[i]) + 2, "R12: too far down");
        }
    }

    /// @dev R12, R6: the order of members changes nothing but who gets a basis point of rounding.
    function testFuzz_R12_OrderOfMembersDoesNotMatter(uint256 seed) public pure {
        Case memory it = _case(seed);
        uint256 n = it.members.length;
        WeightRule.Skill[] memory skills = _skills(seed, n);
        (uint16[] memory weights, uint256 sixteenths) = _next(it, skills);
        Case memory turned = _case(seed);
        WeightRule.Skill[] memory turnedSkills = new WeightRule.Skill[](n);
        for (uint256 i = 0; i < n; ++i) {
            turned.members[i] = it.members[n - 1 - i];
            turned.base[i] = it.base[n - 1 - i];
            turnedSkills[i] = skills[n - 1 - i];
        }
        (uint16[] memory others, uint256 othersSixteenths) = _next(turned, turnedSkills);
        // A bound that holds or breaks by the rounding alone may ask for another share of the base.
        vm.assume(sixteenths == othersSixteenths);
        for (uint256 i = 0; i < n; ++i) {
            assertAtMost(weights[i], uint256(others[n - 1 - i]) + 1, "R12: order");
            assertAtMost(others[n - 1 - i], uint256(weights[i]) + 1, "R12: order");
        }
    }

    /// @dev R12: of two members with the same weight, awake on the same events, the one that lost less weighs no less.
    function testFuzz_R12_LessLossWeighsNoLess(uint256 seed) public pure {
        Case memory it = _case(seed);
        WeightRule.Skill[] memory skills = _skills(seed, it.members.length);
        for (uint256 i = 0; i < skills.length; ++i) skills[i].events = it.policy.minEvents;
        uint16 together = it.members[0].weightBps + it.members[1].weightBps;
        (it.members[0].weightBps, it.members[1].weightBps) = (together / 2, together / 2);
        it.members[2].weightBps += together % 2;
        (uint16[] memory weights, uint256 sixteenths) = _next(it, skills);
        vm.assume(sixteenths == 0);
        (uint256 better, uint256 worse) = skills[0].regret >= skills[1].regret ? (0, 1) : (1, 0);
        assertAtMost(weights[worse], uint256(weights[better]) + 1, "R12: less loss, less weight");
    }

    function test_R12_APolicyMayHaveEachLeastAndEachGreatestValue() external pure {
        WeightRule.validate(WeightRule.Policy(1, 1, 1, 1, 1, 1));
        WeightRule.validate(WeightRule.Policy(type(uint32).max, 1_000, 50_00, 100_00, 100_00, 100_00));
    }

    function _next(
        Case memory it,
        WeightRule.Skill[] memory skills
    ) private pure returns (uint16[] memory weights, uint256 sixteenths) {
        return
            WeightRule.next({policy: it.policy, members: it.members, base: it.base, faults: it.faults, skills: skills});
    }

    function _case(uint256 seed) private pure returns (Case memory it) {
        it.faults = 1 + (seed % 4);
        uint256 n = 3 * it.faults + 1 + ((seed >> 8) % 3);
        it.members = new ICommittee.MemberConfig[](n);
        it.base = new uint16[](n);
        for (uint256 i = 0; i < n; ++i) {
            it.base[i] = uint16(100_00 / n + (i < 100_00 % n ? 1 : 0));
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            it.members[i].operator = address(uint160(1 + (random % n)));
            it.members[i].modelHash = bytes32(1 + ((random >> 128) % 3));
        }
        _tilt(it, seed);
        for (uint256 i = 0; i < n; ++i) it.members[i].weightBps = it.base[i];
        it.policy = WeightRule.Policy({
            minEvents: uint32(1 + ((seed >> 16) % 50)),
            learningRate: uint16(1 + ((seed >> 32) % 100)),
            stepBps: uint16(1 + ((seed >> 48) % 50_00)),
            floorBps: uint16(1 + ((seed >> 64) % 10_00)),
            operatorCapBps: uint16(10_00 + ((seed >> 80) % 40_00)),
            modelCapBps: uint16(20_00 + ((seed >> 96) % 60_00))
        });
    }

    /// @dev Moves base weight between neighbours as long as the committee would take it.
    function _tilt(Case memory it, uint256 seed) private pure {
        for (uint256 i = 0; i + 1 < it.base.length; ++i) {
            uint16 moved = uint16(uint256(keccak256(abi.encode(seed, "tilt", i))) % (it.base[i] / 2));
            (it.base[i], it.base[i + 1]) = (it.base[i] - moved, it.base[i + 1] + moved);
            (uint256 heaviest, uint256 lightest) = CommitteeRules.extremes(it.base, it.faults);
            if (heaviest < lightest && it.base[i + 1] <= CommitteeRules.MAX_WEIGHT_BPS) continue;
            (it.base[i], it.base[i + 1]) = (it.base[i] + moved, it.base[i + 1] - moved);
        }
    }

    /// @dev Mean regrets over the whole range, -1 to 1.
    function _skills(uint256 seed, uint256 n) private pure returns (WeightRule.Skill[] memory skills) {
        skills = new WeightRule.Skill[](n);
        for (uint256 i = 0; i < n; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, "skill", i)));
            uint256 events = random % 100;
            int256 mean = int256((random >> 64) % 2e8) - 1e8;
            // Half of the time as small as between members that are nearly alike.
            if (random >> 255 == 1) mean /= 1_000;
            skills[i] = WeightRule.Skill({events: events, regret: mean * int256(events)});
        }
    }

    function _checkGroups(Case memory it, uint16[] memory weights) private pure {
        for (uint256 i = 0; i < weights.length; ++i) {
            uint256 floor = it.policy.floorBps < it.base[i] ? it.policy.floorBps : it.base[i];
            assertAtMost(floor, weights[i], "R12: floor");
            uint256[4] memory sums;
            for (uint256 j = 0; j < weights.length; ++j) {
                if (it.members[j].operator == it.members[i].operator) {
                    (sums[0], sums[1]) = (sums[0] + weights[j], sums[1] + it.base[j]);
                }
                if (it.members[j].modelHash == it.members[i].modelHash) {
                    (sums[2], sums[3]) = (sums[2] + weights[j], sums[3] + it.base[j]);
                }
            }
            uint256 operatorCap = it.policy.operatorCapBps > sums[1] ? it.policy.operatorCapBps : sums[1];
            uint256 modelCap = it.policy.modelCapBps > sums[3] ? it.policy.modelCapBps : sums[3];
            assertAtMost(sums[0], operatorCap, "R12: operator's cap");
            assertAtMost(sums[2], modelCap, "R12: model's cap");
        }
    }
}
