// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AggregatorV3Interface} from "../interfaces/AggregatorV3Interface.sol";

/// @notice Reads single rounds of a Chainlink feed. A round that is not there may revert or answer zeros, so a failure
/// has a meaning, and nobody may bring one about by sending too little gas.
library FeedReader {
    using FeedReader for Round;

    /// @param updatedAt Unix seconds; zero where the feed has no such round.
    struct Round {
        uint80 id;
        int256 answer;
        uint256 updatedAt;
    }

    /// @notice Most gas for one read: a proxy with its aggregator takes about 20,000 when cold. A feed that needs more
    /// has no rounds.
    uint256 internal constant READ_GAS = 100_000;
    /// @dev Reaching the feed, and decoding.
    uint256 private constant RESERVE = 10_000;
    uint256 private constant PHASE_SHIFT = 64;

    /// @notice With less gas a round could look missing because the read ran out.
    error NotEnoughGasToRead(uint256 left, uint256 needed);

    /// @notice A proxy that cannot say which phase it is in leaves open what follows a round.
    error FeedWithoutLatest(address feed);

    /// @notice The round `id`, or one with `updatedAt` zero where the feed reverts, answers too little, or says zero.
    function read(address feed, uint80 id) internal view returns (Round memory round) {
        round = _query(feed, abi.encodeCall(AggregatorV3Interface.getRoundData, (id)));
        round.id = id;
    }

    /// @notice The round that the feed names as its last, or one with `updatedAt` zero where it names none.
    function latest(address feed) internal view returns (Round memory) {
        return _query(feed, abi.encodeCall(AggregatorV3Interface.latestRoundData, ()));
    }

    /// @notice The first round of the next phase that has one: what a proxy turned to after `id`'s phase. Missing as
    /// long as it has not turned. Phases number their rounds from 1.
    function turnAfter(address feed, uint80 id) internal view returns (Round memory turn) {
        Round memory newest = latest(feed);
        if (!newest.exists()) revert FeedWithoutLatest(feed);
        uint256 last = uint256(newest.id) >> PHASE_SHIFT;
        for (uint256 phase = (uint256(id) >> PHASE_SHIFT) + 1; phase <= last && !turn.exists(); ++phase) {
            turn = read(feed, uint80((phase << PHASE_SHIFT) | 1));
        }
    }

    function exists(Round memory self) internal pure returns (bool) {
        return self.updatedAt != 0;
    }

    /// @notice Whether the answer is one: positive, and of at most 192 bits.
    function isPrice(Round memory self) internal pure returns (bool) {
        return self.answer > 0 && self.answer <= type(int192).max;
    }

    function _query(address feed, bytes memory data) private view returns (Round memory round) {
        // EIP-150: a call gets at most 63/64 of the gas left.
        uint256 needed = (READ_GAS * 64) / 63 + RESERVE;
        if (gasleft() < needed) revert NotEnoughGasToRead(gasleft(), needed);
        uint256 id;
        // Safe: uses the memory behind the free pointer as scratch space and does not claim it; a longer answer than
        // five words is not copied, and a shorter one is no answer.
        assembly ("memory-safe") {
            let out := mload(0x40)
            let ok := staticcall(READ_GAS, feed, add(data, 0x20), mload(data), out, 0xa0)
            ok := and(ok, gt(returndatasize(), 0x9f))
            if ok {
                id := mload(out)
                mstore(add(round, 0x20), mload(add(out, 0x20)))
                mstore(add(round, 0x40), mload(add(out, 0x60)))
            }
        }
        // Safe cast: no reader hands out an id past 80 bits; a feed that does has its phase read from the lower ones.
        round.id = uint80(id);
    }
}
