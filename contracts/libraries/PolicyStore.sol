// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICollateralSteward} from "../interfaces/ICollateralSteward.sol";
import {CodeStore} from "./CodeStore.sol";

/// @notice A steward's policy kept as code: some hundred words that are read as a whole and replaced as a whole.
library PolicyStore {
    function write(ICollateralSteward.Policy calldata policy) internal returns (address) {
        bytes memory encoded = abi.encode(policy);
        uint256[] memory words;
        // Safe: an ABI encoding is whole words, so the same memory is an array of a thirty-second of the length.
        assembly ("memory-safe") {
            words := encoded
            mstore(words, div(mload(encoded), 0x20))
        }
        return CodeStore.write(words);
    }

    /// @notice The policy at `pointer`; the caller knows that one was stored.
    function read(address pointer) internal view returns (ICollateralSteward.Policy memory) {
        uint256[] memory words = CodeStore.read(pointer);
        bytes memory encoded;
        // Safe: the same memory as bytes, thirty-two to a word.
        assembly ("memory-safe") {
            encoded := words
            mstore(encoded, mul(mload(words), 0x20))
        }
        return abi.decode(encoded, (ICollateralSteward.Policy));
    }
}
