// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Arrays} from "@openzeppelin/contracts/utils/Arrays.sol";
import {IRiskOracle} from "../interfaces/IRiskOracle.sol";

/// @notice The events of a market set as words, in the order in which they are kept as code: six for each market, as
/// abi.encode has them.
library EventTable {
    using Arrays for uint256[];

    uint256 private constant FIELDS = 6;

    function encode(IRiskOracle.Market[] calldata markets) internal pure returns (uint256[] memory words) {
        words = new uint256[](FIELDS * markets.length);
        for (uint256 i = 0; i < markets.length; ++i) {
            uint256[FIELDS] memory fields = abi.decode(abi.encode(markets[i]), (uint256[6]));
            for (uint256 field = 0; field < FIELDS; ++field) words[FIELDS * i + field] = fields[field];
        }
    }

    /// @notice Market `index`, which the caller has checked to be below the count.
    function market(uint256[] memory words, uint256 index) internal pure returns (IRiskOracle.Market memory) {
        uint256[FIELDS] memory fields;
        for (uint256 field = 0; field < FIELDS; ++field) {
            fields[field] = words.unsafeMemoryAccess(FIELDS * index + field);
        }
        return abi.decode(abi.encode(fields), (IRiskOracle.Market));
    }
}
