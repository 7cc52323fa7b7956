// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {EventTable} from "../../contracts/libraries/EventTable.sol";
import {Bps} from "../../contracts/types/Bps.sol";
import {Duration} from "../../contracts/types/Duration.sol";
import {MarketKind} from "../../contracts/types/MarketId.sol";

/// @notice Fuzz tests of how a past market set's events are kept.
contract EventTableTest {
    error Unequal(bytes32 got, bytes32 expected);

    /// @dev External, so that markets stand in calldata as they do when they are configured.
    function keep(IRiskOracle.Market[] calldata markets) external returns (address) {
        return EventTable.write(markets);
    }

    function testFuzz_R12_ReadsEveryEventAsItWasConfigured(uint256 seed, uint8 n) public {
        IRiskOracle.Market[] memory markets = new IRiskOracle.Market[](n % 65);
        for (uint256 i = 0; i < markets.length; ++i) markets[i] = _market(uint256(keccak256(abi.encode(seed, i))));
        address pointer = this.keep(markets);
        for (uint256 i = 0; i < markets.length; ++i) {
            bytes32 got = keccak256(abi.encode(EventTable.read(pointer, i)));
            bytes32 expected = keccak256(abi.encode(markets[i]));
            if (got != expected) revert Unequal(got, expected);
        }
    }

    function _market(uint256 random) private pure returns (IRiskOracle.Market memory) {
        return
            IRiskOracle.Market({
                kind: MarketKind(random % 4),
                target: address(uint160(random >> 8)),
                subject: keccak256(abi.encode(random)),
                threshold: Bps.wrap(uint16(random >> 16)),
                horizon: Duration.wrap(uint32(random >> 32)),
                referenceFeed: address(uint160(random >> 64))
            });
    }
}
