// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ballot} from "../../../contracts/libraries/Ballot.sol";
import {Seat, packSeat} from "../../../contracts/types/Seat.sol";
import {vm} from "../../mocks/Vm.sol";

/// @notice The step of the order in which a ballot collects its votes (R6): whatever stands in ascending order, one vote
/// more goes behind those that are not above it, and the others stay as they are. By induction over the members, who
/// come one by one, any votes end up in ascending order, each as often as it was cast.
contract BallotProofs {
    using Ballot for Ballot.Box;

    uint256 private constant ABSTENTION = 0x3FFF << 240;
    /// @dev More than any votes: the ballot is collected and not counted.
    uint256 private constant NO_QUORUM = 100;

    function check_R6_InsertionStep(
        uint8 standing,
        bytes32[31] calldata entries,
        uint16[31] calldata weights
    ) external pure {
        vm.assume(standing <= 30);
        for (uint256 n = 0; n <= 30; ++n) {
            if (n == standing) return _checkStep(n, entries, weights);
        }
    }

    /// @dev False, and must be found to be: a vote can also go ahead of one that stands.
    function refuted_R6_NewestIsHighest(bytes32[31] calldata entries, uint16[31] calldata weights) external pure {
        Ballot.Box memory box = _box(2, entries, weights);
        box.count(0);
        assert(
            box.votes[1] == (uint256(entries[0]) & ABSTENTION) | box.voters[0] ||
                uint256(entries[0]) & ABSTENTION == ABSTENTION
        );
    }

    function _checkStep(uint256 n, bytes32[31] calldata entries, uint16[31] calldata weights) private pure {
        Ballot.Box memory box = _box(n + 1, entries, weights);
        uint256[] memory cast = new uint256[](n + 1);
        unchecked {
            for (uint256 i = 0; i <= n; ++i) {
                uint256 score = uint256(entries[i]) & ABSTENTION;
                if (i < n) vm.assume(score < ABSTENTION);
                cast[i] = score | box.voters[i];
                if (i > 0 && i < n) vm.assume(cast[i - 1] <= cast[i]);
            }
            (, uint256 contributors) = box.count(0);
            if (uint256(entries[n]) & ABSTENTION == ABSTENTION) {
                assert(contributors == n);
                for (uint256 i = 0; i < n; ++i) assert(box.votes[i + 1] == cast[i]);
                return;
            }
            assert(contributors == n + 1);
            uint256 place = n;
            while (place > 0 && cast[place - 1] > cast[n]) --place;
            for (uint256 i = 0; i < place; ++i) assert(box.votes[i + 1] == cast[i]);
            assert(box.votes[place + 1] == cast[n]);
            for (uint256 i = place; i < n; ++i) assert(box.votes[i + 2] == cast[i]);
        }
    }

    function _box(
        uint256 n,
        bytes32[31] calldata entries,
        uint16[31] calldata weights
    ) private pure returns (Ballot.Box memory box) {
        Seat[] memory seats = new Seat[](n);
        for (uint256 i = 0; i < n; ++i) seats[i] = packSeat(address(0), weights[i], uint8(i), uint8(i));
        box = Ballot.open({seats: seats, faults: 0, minModels: 0, minOperators: 0});
        (box.quorum, box.suffices) = (NO_QUORUM, false);
        for (uint256 i = 0; i < n; ++i) box.add(i, seats[i], _vector(entries, i));
    }

    /// @dev A vector of one market: the first two bytes of an entry.
    function _vector(bytes32[31] calldata entries, uint256 index) private pure returns (bytes calldata vector) {
        // Safe: the index is below 31.
        assembly ("memory-safe") {
            vector.offset := add(entries, shl(5, index))
            vector.length := 2
        }
    }
}
