// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A ratio or a probability in basis points: 100_00 is one.
type Bps is uint16;

uint16 constant ONE_BPS = 100_00;

using {equals as ==, less as <, greater as >, greaterOrEqual as >=, toUint} for Bps global;

function equals(Bps a, Bps b) pure returns (bool) {
    return Bps.unwrap(a) == Bps.unwrap(b);
}

function less(Bps a, Bps b) pure returns (bool) {
    return Bps.unwrap(a) < Bps.unwrap(b);
}

function greater(Bps a, Bps b) pure returns (bool) {
    return Bps.unwrap(a) > Bps.unwrap(b);
}

function greaterOrEqual(Bps a, Bps b) pure returns (bool) {
    return Bps.unwrap(a) >= Bps.unwrap(b);
}

function toUint(Bps a) pure returns (uint256) {
    return Bps.unwrap(a);
}
