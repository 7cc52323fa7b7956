// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommittee} from "../../contracts/interfaces/ICommittee.sol";
import {WeightBounds} from "../../contracts/libraries/WeightBounds.sol";
import {assertTrue} from "../mocks/Vm.sol";

/// @notice Each bound to the basis point, for four members of whom one may be faulty.
contract WeightBoundsTest {
    function test_R6_AMemberMayReachAThirdAndNotPassIt() external pure {
        WeightBounds.Bounds memory bounds = _bounds();
        assertTrue(_hold(bounds, [uint16(33_33), 22_23, 22_22, 22_22]), "R6: a third, rounded down");
        assertTrue(!_hold(bounds, [uint16(33_34), 22_22, 22_22, 22_22]), "R6: more than that");
    }

    function test_R6_TheHeaviestWeighLessThanTheLightest() external pure {
        WeightBounds.Bounds memory bounds = _bounds();
        assertTrue(!_hold(bounds, [uint16(33_33), 33_33, 16_67, 16_66]), "R6: as much");
        assertTrue(_hold(bounds, [uint16(33_33), 33_32, 16_68, 16_67]), "R6: less");
    }

    function test_R12_AMemberMayFallToTheFloorOrToItsBase() external pure {
        WeightBounds.Bounds memory bounds = _bounds();
        bounds.floorBps = 20_00;
        assertTrue(_hold(bounds, [uint16(20_00), 26_66, 26_67, 26_67]), "R12: at the floor");
        assertTrue(!_hold(bounds, [uint16(19_99), 26_67, 26_67, 26_67]), "R12: below the floor");
        bounds.base = _array([uint16(15_00), 28_00, 28_50, 28_50]);
        assertTrue(_hold(bounds, [uint16(15_00), 28_00, 28_50, 28_50]), "R12: at a base below the floor");
        assertTrue(!_hold(bounds, [uint16(14_99), 28_01, 28_50, 28_50]), "R12: below both");
    }

    function test_R12_AnOperatorMayGrowToItsCapOrToItsBase() external pure {
        WeightBounds.Bounds memory bounds = _bounds();
        bounds.members[1].operator = bounds.members[0].operator;
        bounds.operatorCapBps = 48_00;
        _checkCap(bounds);
    }

    function test_R12_AModelMayGrowToItsCapOrToItsBase() external pure {
        WeightBounds.Bounds memory bounds = _bounds();
        bounds.members[1].modelHash = bounds.members[0].modelHash;
        bounds.modelCapBps = 48_00;
        _checkCap(bounds);
    }

    /// @dev The first two are a group that may have 48 %.
    function _checkCap(WeightBounds.Bounds memory bounds) private pure {
        bounds.base = _array([uint16(20_00), 20_00, 30_00, 30_00]);
        assertTrue(_hold(bounds, [uint16(24_00), 24_00, 26_00, 26_00]), "R12: at the cap");
        assertTrue(!_hold(bounds, [uint16(24_01), 24_00, 26_00, 25_99]), "R12: above the cap");
        bounds.base = _array([uint16(26_00), 26_00, 24_00, 24_00]);
        assertTrue(_hold(bounds, [uint16(26_00), 26_00, 24_00, 24_00]), "R12: at a base above the cap");
        assertTrue(!_hold(bounds, [uint16(26_01), 26_00, 24_00, 23_99]), "R12: above both");
    }

    function _hold(WeightBounds.Bounds memory bounds, uint16[4] memory weights) private pure returns (bool) {
        return WeightBounds.hold(bounds, _array(weights));
    }

    /// @dev Equal bases, operators and models of their own, no floor and no cap that matters.
    function _bounds() private pure returns (WeightBounds.Bounds memory bounds) {
        bounds.members = new ICommittee.MemberConfig[](4);
        for (uint256 i = 0; i < 4; ++i) {
            (bounds.members[i].operator, bounds.members[i].modelHash) = (address(uint160(i + 1)), bytes32(i + 1));
        }
        bounds.base = _array([uint16(25_00), 25_00, 25_00, 25_00]);
        (bounds.faults, bounds.floorBps) = (1, 1);
        (bounds.operatorCapBps, bounds.modelCapBps) = (50_00, 50_00);
    }

    function _array(uint16[4] memory values) private pure returns (uint16[] memory array) {
        array = new uint16[](4);
        for (uint256 i = 0; i < 4; ++i) array[i] = values[i];
    }
}
