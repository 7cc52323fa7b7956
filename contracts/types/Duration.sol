// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A length of time in seconds.
type Duration is uint32;

using {toSeconds} for Duration global;

function toSeconds(Duration a) pure returns (uint256) {
    return Duration.unwrap(a);
}
