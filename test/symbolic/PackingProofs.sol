// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ScoreVector} from "../../contracts/libraries/ScoreVector.sol";
import {PackedScore, packHeader, packTally} from "../../contracts/types/PackedScore.sol";
import {Seat, packSeat} from "../../contracts/types/Seat.sol";
import {vm} from "../mocks/Vm.sol";

/// @notice For all values: what is packed comes out again, and a score that is forgotten keeps its round (R3, R5, R8).
contract PackingProofs {
    struct Tally {
        uint16 score;
        uint16 spread;
        uint8 contributors;
        uint8 models;
        bool outOfDistribution;
        bool degraded;
    }

    function check_R8_ScoreRoundTrip(uint64 round, uint64 time, uint64 number, Tally calldata t) external pure {
        PackedScore packed = packHeader(round, time, number).withTally(_pack(t));
        assert(packed.round() == round);
        assert(packed.observedAt() == time);
        assert(packed.blockNumber() == number);
        assert(packed.score() == t.score);
        assert(packed.spread() == t.spread);
        assert(packed.contributors() == t.contributors);
        assert(packed.models() == t.models);
        assert(packed.outOfDistribution() == t.outOfDistribution);
        assert(packed.degraded() == t.degraded);
        assert(packed.hasScore() == (t.contributors != 0));
        assert(PackedScore.unwrap(packed) >> 232 == 0);
    }

    /// @dev R3: whatever stands in the slot, forgetting its score leaves round, time and block, and nothing else.
    function check_R3_ForgettingKeepsTheRound(uint256 slot) external pure {
        PackedScore before = PackedScore.wrap(slot);
        PackedScore kept = before.withoutTally();
        assert(kept.round() == before.round());
        assert(kept.observedAt() == before.observedAt());
        assert(kept.blockNumber() == before.blockNumber());
        assert(PackedScore.unwrap(kept) >> 192 == 0);
        assert(!kept.hasScore());
    }

    function check_R1_SeatRoundTrip(address signer, uint16 weight, uint8 model, uint8 operator) external pure {
        vm.assume(model < 31);
        vm.assume(operator < 31);
        Seat seat = packSeat(signer, weight, model, operator);
        assert(seat.signer() == signer);
        assert(seat.weightBps() == weight);
        assert(seat.modelIndex() == model);
        assert(seat.voter() == uint256(weight) | ((1 << uint256(model)) << 16) | ((1 << uint256(operator)) << 48));
        Seat other = seat.withWeight(uint16(model));
        assert(other.weightBps() == model);
        assert(Seat.unwrap(other.withWeight(weight)) == Seat.unwrap(seat));
    }

    /// @dev R5: of 20 entries of any bits, in two words of which the second is partly filled, the first that is no
    /// score and no abstention is named.
    function check_R5_FirstInvalidEntry(bytes32 first, bytes8 second) external view {
        bytes memory scores = abi.encodePacked(first, second);
        uint256 found = this.firstInvalid(scores);
        uint256 wrongBefore = 0;
        bool wrongAt = found == 20;
        for (uint256 i = 0; i < 20; ++i) {
            uint256 bits = i < 16 ? uint256(first) >> (240 - 16 * i) : uint64(second) >> (48 - 16 * (i - 16));
            bool wrong = _isWrong(bits & 0x3FFF);
            if (i < found && wrong) ++wrongBefore;
            if (i == found) wrongAt = wrong;
        }
        assert(wrongBefore == 0);
        assert(wrongAt);
    }

    function firstInvalid(bytes calldata scores) external pure returns (uint256) {
        return ScoreVector.firstInvalid(scores);
    }

    function _pack(Tally calldata t) private pure returns (PackedScore) {
        vm.assume(t.score <= 100_00 && t.spread <= 100_00 && t.contributors <= 31 && t.models <= 31);
        return
            packTally({
                score_: t.score,
                spread_: t.spread,
                contributors_: t.contributors,
                models_: t.models,
                outOfDistribution_: t.outOfDistribution,
                degraded_: t.degraded
            });
    }

    function _isWrong(uint256 value) private pure returns (bool wrong) {
        // Safe: arithmetic on the stack. No branch, so that the contract's own are the only ones.
        assembly ("memory-safe") {
            wrong := and(gt(value, 10000), iszero(eq(value, 0x3FFF)))
        }
    }
}
