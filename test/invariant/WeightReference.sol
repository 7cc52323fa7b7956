// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SkillBook} from "./SkillBook.sol";

/// @notice Which weights may follow an epoch: the rule in plain fractions, and the bounds one by one.
abstract contract WeightReference is SkillBook {
    uint256 private constant FINE = 1e18;
    uint256 private constant THIRD = 33_33;

    /// @dev The awake share out anew what they weigh together, by 1 + eta * mean regret within the step; then as little
    /// of the base as makes the bounds hold, in sixteenths; then whole basis points.
    function _mayFollow(uint16[] memory weights) internal view returns (bool) {
        uint256[] memory learned = _learned();
        uint256[] memory whole = new uint256[](weights.length);
        uint256 sum = 0;
        for (uint256 i = 0; i < weights.length; ++i) (whole[i], sum) = (weights[i] * FINE, sum + weights[i]);
        if (sum != 100_00) return false;
        for (uint256 sixteenths = 0; sixteenths <= 16; ++sixteenths) {
            uint256[] memory mixed = _mixed(learned, sixteenths);
            if (_rounds(mixed, whole) && (sixteenths == 16 || _isBounded(whole, 0))) return true;
            // With room for any rounding: no more of the base was needed.
            if (_isBounded(mixed, FINE * weights.length)) return false;
        }
        return false;
    }

    function _learned() private view returns (uint256[] memory learned) {
        Chair[] storage chairs = _roster().chairs;
        learned = new uint256[](chairs.length);
        (uint256 awake, uint256 multiplied) = (0, 0);
        for (uint256 i = 0; i < learned.length; ++i) {
            (learned[i], awake, multiplied) = (
                chairs[i].weight * FINE,
                awake + (_isAwake(chairs[i].key) ? chairs[i].weight : 0),
                multiplied + (_isAwake(chairs[i].key) ? chairs[i].weight * _factor(chairs[i].key) : 0)
            );
        }
        for (uint256 i = 0; i < learned.length; ++i) {
            if (!_isAwake(chairs[i].key)) continue;
            learned[i] = (chairs[i].weight * _factor(chairs[i].key) * awake * FINE) / multiplied;
        }
    }

    function _isAwake(uint256 key) private view returns (bool) {
        return _records[key].epoch == _epoch.index && _records[key].epochEvents >= MIN_EVENTS;
    }

    function _factor(uint256 key) private view returns (uint256) {
        Record storage record = _records[key];
        int256 step = int256((FINE * STEP) / 100_00);
        int256 change =
            (int256(uint256(LEARNING_RATE)) * record.epochRegret * int256(FINE)) / (1e8 * int256(record.epochEvents));
        if (change > step) change = step;
        if (change < -step) change = -step;
        return uint256(int256(FINE) + change);
    }

    function _mixed(uint256[] memory learned, uint256 sixteenths) private view returns (uint256[] memory mixed) {
        Chair[] storage base = _rosters[_base].chairs;
        mixed = new uint256[](learned.length);
        for (uint256 i = 0; i < mixed.length; ++i) {
            mixed[i] = (learned[i] * (16 - sixteenths) + base[i].weight * FINE * sixteenths) / 16;
        }
    }

    /// @dev Whether each is the other to within a basis point.
    function _rounds(uint256[] memory exact, uint256[] memory whole) private pure returns (bool) {
        for (uint256 i = 0; i < exact.length; ++i) {
            uint256 distance = exact[i] > whole[i] ? exact[i] - whole[i] : whole[i] - exact[i];
            if (distance >= FINE) return false;
        }
        return true;
    }

    /// @dev One third, the floor, the caps of operators and models, and R6; a bound that the base breaks gives way to it.
    function _isBounded(uint256[] memory weights, uint256 room) private view returns (bool) {
        Chair[] storage base = _rosters[_base].chairs;
        for (uint256 i = 0; i < weights.length; ++i) {
            if (weights[i] + room > THIRD * FINE) return false;
            if (weights[i] < FLOOR * FINE + room && weights[i] < base[i].weight * FINE + room) return false;
            (uint256 sum, uint256 whole) = _group(weights, i, false);
            if (sum + room > OPERATOR_CAP * FINE && sum + room > whole) return false;
            (sum, whole) = _group(weights, i, true);
            if (sum + room > MODEL_CAP * FINE && sum + room > whole) return false;
        }
        return _honestOutweigh(weights, room);
    }

    /// @dev What a member's operator or model weighs, and what it weighs in the base.
    function _group(
        uint256[] memory weights,
        uint256 member,
        bool byModel
    ) private view returns (uint256 sum, uint256 whole) {
        Chair[] storage base = _rosters[_base].chairs;
        for (uint256 i = 0; i < weights.length; ++i) {
            bool same = byModel ? base[i].model == base[member].model : base[i].operator == base[member].operator;
            if (same) (sum, whole) = (sum + weights[i], whole + base[i].weight * FINE);
        }
    }

    /// @dev R6: the f heaviest weigh less than the f + 1 lightest.
    function _honestOutweigh(uint256[] memory weights, uint256 room) private view returns (bool) {
        uint256 faults = _roster().faults;
        (uint256 heaviest, uint256 lightest) = (0, 0);
        for (uint256 i = 0; i < weights.length; ++i) {
            uint256 rank = 0;
            for (uint256 j = 0; j < weights.length; ++j) {
                if (weights[j] < weights[i] || (weights[j] == weights[i] && j < i)) ++rank;
            }
            if (rank <= faults) lightest += weights[i];
            if (rank + faults >= weights.length) heaviest += weights[i];
        }
        return heaviest + room < lightest;
    }
}
