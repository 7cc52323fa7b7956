// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DemoToken} from "./DemoToken.sol";

/// @notice Whoever does several things in one transaction: all of them or none, with the first failure's own error.
contract AtomicBundle {
    struct Call {
        address target;
        bytes data;
    }

    function fund(DemoToken token, uint256 amount, address spender) external {
        token.mint(address(this), amount);
        token.approve(spender, type(uint256).max);
    }

    function run(Call[] calldata calls) external {
        for (uint256 i = 0; i < calls.length; ++i) {
            (bool ok, bytes memory out) = calls[i].target.call(calls[i].data);
            if (ok) continue;
            // Safe: reverts with the memory that `out` owns.
            assembly ("memory-safe") {
                revert(add(out, 0x20), mload(out))
            }
        }
    }
}
