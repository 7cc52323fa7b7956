// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {UNLIMITED} from "../interfaces/ICollateralAdapter.sol";

/// @notice Aave's caps in the steward's words and back (H5). Aave counts whole tokens in 36 bits and reads 0 as unlimited;
/// the steward counts base units and reads 0 as nothing.
library AaveCaps {
    uint256 internal constant MAX_TOKENS = (1 << 36) - 1;

    /// @param unit One whole token in base units.
    function fromTokens(uint256 tokens, uint256 unit) internal pure returns (uint128) {
        return tokens == 0 ? UNLIMITED : SafeCast.toUint128(tokens * unit);
    }

    /// @notice Of a cap that `quantise` returned and that is not 0.
    function toTokens(uint128 cap, uint256 unit) internal pure returns (uint256) {
        return cap == UNLIMITED ? 0 : cap / unit;
    }

    /// @notice The nearest cap in whole tokens: never 0 for more than 0, never unlimited for a limit. Nothing at all (0)
    /// is more than Aave can say, and comes back as it is: whoever writes it refuses it.
    function quantise(uint128 cap, uint256 unit, bool up) internal pure returns (uint128) {
        if (cap == UNLIMITED || cap == 0) return cap;
        uint256 tokens = up ? (cap + unit - 1) / unit : cap / unit;
        if (tokens == 0) tokens = 1;
        if (tokens > MAX_TOKENS) tokens = MAX_TOKENS;
        return SafeCast.toUint128(tokens * unit);
    }
}
