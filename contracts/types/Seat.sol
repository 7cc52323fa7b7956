// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What an oracle needs of one member to verify its observation, in one word: cheap to hand from contract to
/// contract.
///
///     bits 0-159    signer
///     bits 160-175  weight, bps
///     bits 176-183  index of its model among the committee's models
///     bits 184-191  index of its operator: of the first member that has the same one
///     bits 192-255  unused, zero
type Seat is uint256;

uint256 constant WEIGHT_SHIFT = 160;
uint256 constant MODEL_SHIFT = 176;
uint256 constant OPERATOR_SHIFT = 184;

using {signer, weightBps, modelIndex, operatorIndex, withWeight} for Seat global;

function packSeat(address signer_, uint16 weightBps_, uint8 modelIndex_, uint8 operatorIndex_) pure returns (Seat) {
    return
        Seat.wrap(
            uint256(uint160(signer_)) |
                (uint256(weightBps_) << WEIGHT_SHIFT) |
                (uint256(modelIndex_) << MODEL_SHIFT) |
                (uint256(operatorIndex_) << OPERATOR_SHIFT)
        );
}

function signer(Seat a) pure returns (address) {
    return address(uint160(Seat.unwrap(a)));
}

function weightBps(Seat a) pure returns (uint16) {
    return uint16(Seat.unwrap(a) >> WEIGHT_SHIFT);
}

function modelIndex(Seat a) pure returns (uint8) {
    return uint8(Seat.unwrap(a) >> MODEL_SHIFT);
}

function operatorIndex(Seat a) pure returns (uint8) {
    return uint8(Seat.unwrap(a) >> OPERATOR_SHIFT);
}

/// @notice The same member with another weight.
function withWeight(Seat a, uint16 newWeightBps) pure returns (Seat) {
    uint256 others = Seat.unwrap(a) & ~(uint256(type(uint16).max) << WEIGHT_SHIFT);
    return Seat.wrap(others | (uint256(newWeightBps) << WEIGHT_SHIFT));
}
