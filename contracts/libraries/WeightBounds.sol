// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommittee} from "../interfaces/ICommittee.sol";
import {CommitteeRules} from "./CommitteeRules.sol";

/// @notice What learned weights must satisfy. The base weights always do: a bound that they break gives way to them.
library WeightBounds {
    /// @param members Of the committee, for their operators and models.
    /// @param base The weights that the DAO configured.
    /// @param faults f.
    /// @param floorBps Least weight of a member.
    /// @param operatorCapBps Most weight of one operator's members.
    /// @param modelCapBps Most weight of one model's members.
    struct Bounds {
        ICommittee.MemberConfig[] members;
        uint16[] base;
        uint256 faults;
        uint256 floorBps;
        uint256 operatorCapBps;
        uint256 modelCapBps;
    }

    /// @notice Whether every bound holds, the committee's own (`CommitteeRules`, R6) among them, for weights that sum to
    /// 100_00.
    function hold(Bounds memory bounds, uint16[] memory weights) internal pure returns (bool) {
        for (uint256 i = 0; i < weights.length; ++i) {
            if (weights[i] > CommitteeRules.MAX_WEIGHT_BPS) return false;
            if (weights[i] < bounds.floorBps && weights[i] < bounds.base[i]) return false;
            if (!_groupsHold(bounds, weights, i)) return false;
        }
        (uint256 heaviest, uint256 lightest) = CommitteeRules.extremes(weights, bounds.faults);
        return heaviest < lightest;
    }

    /// @dev The groups of one member: everyone with its operator, everyone with its model.
    function _groupsHold(Bounds memory bounds, uint16[] memory weights, uint256 member) private pure returns (bool) {
        ICommittee.MemberConfig[] memory members = bounds.members;
        (address operator, bytes32 model) = (members[member].operator, members[member].modelHash);
        (uint256 byOperator, uint256 operatorBase, uint256 byModel, uint256 modelBase) = (0, 0, 0, 0);
        for (uint256 i = 0; i < weights.length; ++i) {
            if (members[i].operator == operator) {
                byOperator += weights[i];
                operatorBase += bounds.base[i];
            }
            if (members[i].modelHash == model) {
                byModel += weights[i];
                modelBase += bounds.base[i];
            }
        }
        return
            (byOperator <= bounds.operatorCapBps || byOperator <= operatorBase) &&
            (byModel <= bounds.modelCapBps || byModel <= modelBase);
    }
}
