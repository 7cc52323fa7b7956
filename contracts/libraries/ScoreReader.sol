// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "../interfaces/IRiskOracle.sol";
import {ONE_BPS} from "../types/Bps.sol";
import {MarketId} from "../types/MarketId.sol";

/// @notice Asks an oracle so that nothing it does reaches the caller: reverting, burning gas, returning junk or nothing
/// are one answer, none (R10).
library ScoreReader {
    /// @notice Most gas for one question; a score takes about 8,000 when cold, an event some 12,000.
    /// @dev EIP-150 lets a caller starve the question by sending little gas; what is left after it is then a 63rd of what
    /// the question got, and no caller here can end its work with that.
    uint256 internal constant READ_GAS = 100_000;

    uint256 private constant MOST_BPS = ONE_BPS;
    /// @dev Fresh, as a number that assembly can name.
    uint256 private constant MOST_STATUS = 3;

    /// @return answered Whether the oracle gave a record and a status, each within its type.
    /// @return record Zeros where it did not.
    /// @return status Unknown where it did not.
    function read(
        IRiskOracle oracle,
        MarketId marketId
    ) internal view returns (bool answered, IRiskOracle.ScoreRecord memory record, IRiskOracle.Status status) {
        uint256 answer;
        (answered, answer) = _ask(oracle, marketId);
        if (!answered) return (false, record, status);
        // Safe: the struct's nine words lie there as it has them in memory.
        assembly ("memory-safe") {
            record := answer
            status := mload(add(answer, 0x120))
        }
    }

    /// @notice The score with its spread on top, in bps, and how far it may be relied on: less gas than the whole record.
    /// @return doubtedBps Zero where the oracle does not answer.
    /// @return status Unknown where it does not.
    function readDoubted(
        IRiskOracle oracle,
        MarketId marketId
    ) internal view returns (uint256 doubtedBps, IRiskOracle.Status status) {
        (bool answered, uint256 answer) = _ask(oracle, marketId);
        if (!answered) return (0, IRiskOracle.Status.Unknown);
        // Safe: reads the answer, whose words are within their types: the sum of two is at most 200_00.
        assembly ("memory-safe") {
            doubtedBps := add(mload(answer), mload(add(answer, 0x20)))
            status := mload(add(answer, 0x120))
        }
    }

    /// @notice Whether the market is listed with the event of this hash, which is of `abi.encode(marketOf(marketId))`.
    function hasEvent(IRiskOracle oracle, MarketId marketId, bytes32 eventHash) internal view returns (bool has) {
        bytes4 selector = IRiskOracle.marketOf.selector;
        // Safe: the question lies in the 64 bytes of scratch space, the six words of the answer behind the free pointer,
        // not claimed.
        assembly ("memory-safe") {
            let out := mload(0x40)
            mstore(0, selector)
            mstore(4, marketId)
            has := staticcall(READ_GAS, oracle, 0, 0x24, out, 0xc0)
            has := and(has, gt(returndatasize(), 0xbf))
            has := and(has, eq(keccak256(out, 0xc0), eventHash))
        }
    }

    /// @return answered Whether there are ten words, each within its type, so that no later read finds dirty bits.
    /// @return answer Where they lie: the record as a struct has it in memory, then the status.
    function _ask(IRiskOracle oracle, MarketId marketId) private view returns (bool answered, uint256 answer) {
        bytes4 selector = IRiskOracle.score.selector;
        // Safe: the question lies in the 64 bytes of scratch space, the answer behind the free pointer, which moves past it.
        assembly ("memory-safe") {
            answer := mload(0x40)
            mstore(0x40, add(answer, 0x140))
            mstore(0, selector)
            mstore(4, marketId)
            answered := staticcall(READ_GAS, oracle, 0, 0x24, answer, 0x140)
            answered := and(answered, gt(returndatasize(), 0x13f))
            if answered {
                let bad := or(gt(mload(answer), MOST_BPS), gt(mload(add(answer, 0x20)), MOST_BPS))
                bad := or(bad, shr(8, or(mload(add(answer, 0x40)), mload(add(answer, 0x60)))))
                bad := or(bad, shr(1, or(mload(add(answer, 0x80)), mload(add(answer, 0xa0)))))
                let times := or(or(mload(add(answer, 0xc0)), mload(add(answer, 0xe0))), mload(add(answer, 0x100)))
                bad := or(bad, shr(64, times))
                bad := or(bad, gt(mload(add(answer, 0x120)), MOST_STATUS))
                answered := iszero(bad)
            }
        }
    }
}
