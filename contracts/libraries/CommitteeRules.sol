// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommittee} from "../interfaces/ICommittee.sol";
import {ONE_BPS} from "../types/Bps.sol";

/// @notice What a committee's configuration must satisfy, whatever its models.
library CommitteeRules {
    uint256 internal constant MAX_MEMBERS = 31;
    /// @dev One third, rounded down: no member alone is a third of the vote.
    uint256 internal constant MAX_WEIGHT_BPS = 33_33;

    function check(ICommittee.MemberConfig[] calldata members, uint256 faults) internal pure {
        uint256 n = members.length;
        if (faults == 0) revert ICommittee.FaultsZero();
        if (n > MAX_MEMBERS) revert ICommittee.TooManyMembers(n, MAX_MEMBERS);
        if (n < 3 * faults + 1) revert ICommittee.TooFewMembers(n, faults);
        for (uint256 i = 0; i < n; ++i) {
            address signer = members[i].signer;
            if (signer == address(0)) revert ICommittee.ZeroSigner(i);
            for (uint256 j = 0; j < i; ++j) {
                if (members[j].signer == signer) revert ICommittee.DuplicateSigner(i, signer);
            }
        }
        uint16[] memory weights = new uint16[](n);
        for (uint256 i = 0; i < n; ++i) weights[i] = members[i].weightBps;
        checkWeights(weights, faults);
    }

    /// @notice What the weights of n members must satisfy; the caller has checked n >= 3f + 1 and f >= 1.
    /// @dev R6 rests on this. Take any contributors, at least 2f + 1 of them, of which at most f are faulty: at least
    /// f + 1 are honest. The faulty weigh at most as much as the f heaviest members, the honest at least as much as
    /// the f + 1 lightest. Where the former is below the latter, the faulty hold less than half of what is counted,
    /// so the running sum cannot pass half before the lowest honest value, and has passed it at the highest. A
    /// weight of zero fails too: the f + 1 lightest would then weigh what f of them do.
    function checkWeights(uint16[] memory weights, uint256 faults) internal pure {
        uint256 sum = 0;
        for (uint256 i = 0; i < weights.length; ++i) {
            uint256 weight = weights[i];
            if (weight > MAX_WEIGHT_BPS) revert ICommittee.WeightTooLarge(i, weight, MAX_WEIGHT_BPS);
            sum += weight;
        }
        if (sum != ONE_BPS) revert ICommittee.WeightsDoNotSum(sum, ONE_BPS);
        (uint256 heaviest, uint256 lightest) = extremes(weights, faults);
        if (heaviest >= lightest) revert ICommittee.WeightsUnbalanced(heaviest, lightest);
    }

    /// @notice What the f heaviest members weigh together, and what the f + 1 lightest do.
    function extremes(
        uint16[] memory weights,
        uint256 faults
    ) internal pure returns (uint256 heaviest, uint256 lightest) {
        uint256[] memory ascending = new uint256[](weights.length);
        for (uint256 i = 0; i < ascending.length; ++i) {
            uint256 slot = i;
            for (; slot > 0 && ascending[slot - 1] > weights[i]; --slot) ascending[slot] = ascending[slot - 1];
            ascending[slot] = weights[i];
        }
        lightest = ascending[faults];
        for (uint256 i = 0; i < faults; ++i) {
            lightest += ascending[i];
            heaviest += ascending[ascending.length - 1 - i];
        }
    }
}
