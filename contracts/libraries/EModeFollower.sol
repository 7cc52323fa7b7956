// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICollateralSteward} from "../interfaces/ICollateralSteward.sol";
import {IEModeAdapter} from "../interfaces/IEModeAdapter.sol";
import {ParameterBundle} from "./ParameterBundle.sol";
import {StewardAssessment} from "./StewardAssessment.sol";
import {StewardMoves} from "./StewardMoves.sol";
import {StewardQueue} from "./StewardQueue.sol";

/// @notice Closes the categories that a policy follows, and opens again only what the steward itself closed.
library EModeFollower {
    /// @notice Categories to close now: the score is in a band that asks for it, and they are open.
    function closing(StewardAssessment.Assessment memory a) internal view returns (uint256 open) {
        ICollateralSteward.EModeRule memory rule = a.policy.eModes;
        if (rule.followed == 0 || a.market.band < rule.fromBand) return 0;
        (open, ) = _adapter(a).namedEModes(a.policy.target, a.policy.asset, rule.followed);
    }

    /// @notice Categories that the steward closed and the score no longer wants closed.
    function opening(StewardAssessment.Assessment memory a) internal pure returns (uint256) {
        if (a.market.band >= a.policy.eModes.fromBand) return 0;
        return a.doubt == ICollateralSteward.Reason.None ? a.closedEModes : 0;
    }

    /// @notice Those that may be opened in this call: they waited, and the LTV comes all the way back in it or has.
    function openingNow(
        StewardAssessment.Assessment memory a,
        StewardMoves.Plan memory plan
    ) internal view returns (uint256) {
        ICollateralSteward.Reason reason = StewardQueue.waiting({
            policy: a.policy,
            executableAt: a.market.eModesAt,
            lastChangeAt: 0,
            delay: 0,
            timestamp: block.timestamp
        });
        if (reason != ICollateralSteward.Reason.None) return 0;
        return plan.next[ParameterBundle.LTV] < a.targets[ParameterBundle.LTV] ? 0 : opening(a);
    }

    /// @notice Writes, then asks the protocol whether it is so (H4). At least one category.
    function writeEModes(StewardAssessment.Assessment memory a, uint256 categories, bool close) internal {
        IEModeAdapter adapter = _adapter(a);
        adapter.setEModesClosed(a.policy.target, a.policy.asset, categories, close);
        (uint256 open, uint256 closed) = adapter.namedEModes(a.policy.target, a.policy.asset, categories);
        uint256 reported = close ? closed : open;
        if (reported != categories) revert ICollateralSteward.EModesViolated(categories, reported);
    }

    function _adapter(StewardAssessment.Assessment memory a) private pure returns (IEModeAdapter) {
        return IEModeAdapter(address(a.policy.adapter));
    }
}
