// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Seat} from "../types/Seat.sol";

/// @notice Whose observations make a report: all that an oracle asks of its committee.
interface IRoster {
    /// @notice The members named in `memberBitmap`, ascending; reverts if one is unknown, suspended, or its
    /// model is not active.
    /// @return digest Digest of the present configuration.
    /// @return faults f.
    /// @return minModels How many distinct models a report needs.
    /// @return minOperators How many distinct operators a report needs.
    /// @return seats One for each set bit, ascending.
    /// @return models The committee's distinct models, all of them: a seat's `modelIndex` points here.
    function roster(
        uint256 memberBitmap
    )
        external
        view
        returns (
            bytes32 digest,
            uint8 faults,
            uint8 minModels,
            uint8 minOperators,
            Seat[] memory seats,
            bytes32[] memory models
        );

    /// @notice Digest of members, weights, f, both minimums, models and suspensions, which every observation binds: changes
    /// with any of them, and never returns to an earlier value. Zero before the first configuration.
    function digest() external view returns (bytes32);
}
