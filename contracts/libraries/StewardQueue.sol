// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICollateralSteward} from "../interfaces/ICollateralSteward.sol";

/// @notice A queued loosening waits, may then be executed for a while, and dies (H2). `executableAt` 0 is an empty queue.
library StewardQueue {
    /// @notice From when a queued loosening may no longer be executed.
    function expiresAt(ICollateralSteward.Policy memory policy, uint256 executableAt) internal pure returns (uint256) {
        return executableAt == 0 ? 0 : executableAt + policy.loosenExpiry.toSeconds();
    }

    /// @notice Whether something is queued that can still be executed, now or later.
    function stands(
        ICollateralSteward.Policy memory policy,
        uint256 executableAt,
        uint256 timestamp
    ) internal pure returns (bool) {
        return executableAt != 0 && timestamp < expiresAt(policy, executableAt);
    }

    /// @notice Why a queued loosening may not be executed now.
    /// @param lastChangeAt When the parameter was last written: a loosening keeps its delay from that too.
    /// @param delay The rule's `loosenDelay`, in seconds.
    function waiting(
        ICollateralSteward.Policy memory policy,
        uint256 executableAt,
        uint256 lastChangeAt,
        uint256 delay,
        uint256 timestamp
    ) internal pure returns (ICollateralSteward.Reason) {
        if (executableAt == 0) return ICollateralSteward.Reason.NotQueued;
        if (timestamp < executableAt) return ICollateralSteward.Reason.StillWaiting;
        if (timestamp >= expiresAt(policy, executableAt)) return ICollateralSteward.Reason.Expired;
        if (timestamp < lastChangeAt + delay) return ICollateralSteward.Reason.TooSoon;
        return ICollateralSteward.Reason.None;
    }
}
