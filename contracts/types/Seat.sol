// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What an oracle needs of one member to verify its observation and to count its votes, in one word: cheap to
/// hand from contract to contract. Model and operator stand as bits, since distinct ones are counted.
///
///     bits 0-159    signer
///     bits 160-175  weight, bps
///     bits 176-207  its model: the bit of its index among the committee's models
///     bits 208-239  its operator: the bit of the first member that has the same one
///     bits 240-247  index of its model
///     bits 248-255  unused, zero
type Seat is uint256;

uint256 constant WEIGHT_SHIFT = 160;
uint256 constant MODEL_SHIFT = 16;
uint256 constant OPERATOR_SHIFT = 48;
uint256 constant VOTER_BITS = 80;
uint256 constant MODEL_INDEX_SHIFT = 240;

using {signer, weightBps, modelIndex, voter, withWeight} for Seat global;

/// @param modelIndex_ Below 31, as the index of a member is.
/// @param operatorIndex_ Of the first member that has the same operator; below 31.
function packSeat(address signer_, uint16 weightBps_, uint8 modelIndex_, uint8 operatorIndex_) pure returns (Seat) {
    uint256 voter_ =
        uint256(weightBps_) |
            (uint256(1) << (modelIndex_ + MODEL_SHIFT)) |
            (uint256(1) << (operatorIndex_ + OPERATOR_SHIFT));
    return
        Seat.wrap(
            uint256(uint160(signer_)) |
                (voter_ << WEIGHT_SHIFT) |
                (uint256(modelIndex_) << MODEL_INDEX_SHIFT)
        );
}

function signer(Seat a) pure returns (address) {
    return address(uint160(Seat.unwrap(a)));
}

function weightBps(Seat a) pure returns (uint16) {
    return uint16(Seat.unwrap(a) >> WEIGHT_SHIFT);
}

function modelIndex(Seat a) pure returns (uint8) {
    return uint8(Seat.unwrap(a) >> MODEL_INDEX_SHIFT);
}

/// @notice What counts of a vote: weight (bits 0-15), model (`MODEL_SHIFT`) and operator (`OPERATOR_SHIFT`), each as one
/// of 32 bits.
function voter(Seat a) pure returns (uint256) {
    return (Seat.unwrap(a) >> WEIGHT_SHIFT) & ((1 << VOTER_BITS) - 1);
}

/// @notice The same member with another weight.
function withWeight(Seat a, uint16 newWeightBps) pure returns (Seat) {
    uint256 others = Seat.unwrap(a) & ~(uint256(type(uint16).max) << WEIGHT_SHIFT);
    return Seat.wrap(others | (uint256(newWeightBps) << WEIGHT_SHIFT));
}
