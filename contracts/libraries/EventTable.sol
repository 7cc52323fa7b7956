// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "../interfaces/IRiskOracle.sol";
import {CodeStore} from "./CodeStore.sol";

/// @notice The events of a market set, kept as code: six words for each market, as abi.encode has them, in the order of
/// the set.
library EventTable {
    uint256 private constant FIELDS = 6;

    /// @notice Keeps the events and returns where.
    function write(IRiskOracle.Market[] calldata markets) internal returns (address pointer) {
        uint256[] memory words = new uint256[](FIELDS * markets.length);
        for (uint256 i = 0; i < markets.length; ++i) {
            uint256[FIELDS] memory fields = abi.decode(abi.encode(markets[i]), (uint256[6]));
            for (uint256 field = 0; field < FIELDS; ++field) words[FIELDS * i + field] = fields[field];
        }
        return CodeStore.write(words);
    }

    /// @notice Market `index`, which the caller has checked to be below the count.
    function read(address pointer, uint256 index) internal view returns (IRiskOracle.Market memory) {
        uint256[] memory fields = CodeStore.readSome(pointer, FIELDS * index, FIELDS);
        return abi.decode(abi.encodePacked(fields), (IRiskOracle.Market));
    }
}
