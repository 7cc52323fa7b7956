// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommittee} from "../../contracts/interfaces/ICommittee.sol";
import {WeightRule} from "../../contracts/libraries/WeightRule.sol";
import {assertTrue} from "../mocks/Vm.sol";

/// @notice Weights of four members to the basis point.
contract WeightRuleRoundingTest {
    uint256 private constant FINE = WeightRule.FINE;

    function test_R12_TheLargestRemainderGetsTheBasisPointInEveryPlace() external pure {
        for (uint256 place = 0; place < 4; ++place) {
            uint256[] memory fine = _fine();
            for (uint256 i = 0; i < 4; ++i) fine[i] += i == place ? (FINE * 4) / 10 : (FINE * 2) / 10;
            uint16[] memory weights = WeightRule._round(fine);
            for (uint256 i = 0; i < 4; ++i) {
                uint256 whole = i == 3 ? 24_99 : 25_00;
                assertTrue(weights[i] == (i == place ? whole + 1 : whole), "R12: rounded elsewhere");
            }
        }
    }

    function test_R12_TheLowestIndexGetsTheBasisPointWhereAllAreLevel() external pure {
        uint256[] memory fine = _fine();
        for (uint256 i = 0; i < 4; ++i) fine[i] += FINE / 4;
        uint16[] memory weights = WeightRule._round(fine);
        assertTrue(weights[0] == 25_01 && weights[1] == 25_00, "R12: not the first");
        assertTrue(weights[2] == 25_00 && weights[3] == 24_99, "R12: another one");
    }

    function test_R12_NobodyGetsTwoBasisPointsOfRounding() external pure {
        uint256[] memory fine = _fine();
        // 99_98 bps whole, and two behind the point.
        fine[0] -= FINE;
        (fine[0], fine[1]) = (fine[0] + (FINE * 99) / 100, fine[1] + (FINE * 55) / 100);
        fine[2] += (FINE * 46) / 100;
        uint16[] memory weights = WeightRule._round(fine);
        assertTrue(weights[0] == 25_00 && weights[1] == 25_01, "R12: not the two largest");
        assertTrue(weights[2] == 25_00 && weights[3] == 24_99, "R12: another one");
    }

    /// @dev A factor of 1.2 makes 2,857.1 of 2,500, past an operator's 27_00: eight sixteenths of the base bring it to
    /// 2,678.6, seven would leave 2,700.9.
    function test_R12_MixesInAsManySixteenthsOfTheBaseAsABoundNeeds() external pure {
        ICommittee.MemberConfig[] memory members = new ICommittee.MemberConfig[](4);
        WeightRule.Skill[] memory skills = new WeightRule.Skill[](4);
        uint16[] memory base = new uint16[](4);
        for (uint256 i = 0; i < 4; ++i) {
            (members[i].weightBps, base[i], skills[i].events) = (25_00, 25_00, 1);
            members[i].operator = address(uint160(i + 1));
        }
        skills[0].regret = 2e6;
        WeightRule.Policy memory policy = WeightRule.Policy(1, 10, 50_00, 1, 27_00, 100_00);
        (uint16[] memory weights, uint256 sixteenths) = WeightRule.next(policy, members, base, 1, skills);
        assertTrue(sixteenths == 8, "R12: another part of the base");
        assertTrue(weights[0] == 26_79 && weights[1] == 24_41, "R12: another mix");
        assertTrue(weights[2] == 24_40 && weights[3] == 24_40, "R12: another mix of the rest");
    }

    /// @dev A mean regret of a hundredth at a rate of ten is a factor of 1.1: 2,682.9 of 10,000, and 2,439.0 for each other.
    function test_R12_AFactorFollowsTheMeanRegretHoweverManyTheEvents() external pure {
        for (int256 events = 1; events <= 100; events += 33) {
            ICommittee.MemberConfig[] memory members = new ICommittee.MemberConfig[](4);
            WeightRule.Skill[] memory skills = new WeightRule.Skill[](4);
            uint16[] memory base = new uint16[](4);
            for (uint256 i = 0; i < 4; ++i) {
                (members[i].weightBps, base[i], skills[i].events) = (25_00, 25_00, uint256(events));
            }
            skills[0].regret = 1e6 * events;
            WeightRule.Policy memory policy = WeightRule.Policy(1, 10, 50_00, 1, 100_00, 100_00);
            (uint16[] memory weights, uint256 sixteenths) = WeightRule.next(policy, members, base, 1, skills);
            assertTrue(sixteenths == 0 && weights[0] == 26_83, "R12: another factor");
            for (uint256 i = 1; i < 4; ++i) assertTrue(weights[i] == 24_39, "R12: another share of the rest");
        }
    }

    /// @dev The first two have 0.53806588 of a basis point over, to the last of the places that are kept, and the second the
    /// more behind it. So the first gets the basis point; counting in another unit, or by another sum of the multiplied
    /// weights, the second does.
    function test_R12_RemaindersAreLevelInHundredMillionthsOfABasisPoint() external pure {
        uint16[4] memory before = [25_41, 23_53, 24_19, 26_87];
        int256[4] memory regrets = [int256(15_827_335), 17_910_012, 32_251_593, 33_354_626];
        uint16[4] memory expected = [23_55, 22_19, 25_59, 28_67];
        ICommittee.MemberConfig[] memory members = new ICommittee.MemberConfig[](4);
        WeightRule.Skill[] memory skills = new WeightRule.Skill[](4);
        uint16[] memory base = new uint16[](4);
        for (uint256 i = 0; i < 4; ++i) {
            (members[i].weightBps, base[i]) = (before[i], before[i]);
            (skills[i].events, skills[i].regret) = (1, regrets[i]);
        }
        WeightRule.Policy memory policy = WeightRule.Policy(1, 1, 50_00, 1, 100_00, 100_00);
        (uint16[] memory weights, uint256 sixteenths) = WeightRule.next(policy, members, base, 1, skills);
        assertTrue(sixteenths == 0, "R12: a part of the base");
        for (uint256 i = 0; i < 4; ++i) assertTrue(weights[i] == expected[i], "R12: rounded elsewhere");
    }

    /// @dev 99_99 bps whole: one is left to give.
    function _fine() private pure returns (uint256[] memory fine) {
        fine = new uint256[](4);
        for (uint256 i = 0; i < 4; ++i) fine[i] = (i == 3 ? 24_99 : 25_00) * FINE;
    }
}
