// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev Where the chain reports which mutants a test reached: Hardhat listens there when it measures coverage.
address constant REACHED = 0xc0bEc0BEc0BeC0bEC0beC0bEC0bEC0beC0beC0BE;

/// @dev Whether mutant `id` is the one that runs. Who runs the bytecode puts that one's number in the place of `chosen`;
/// the largest number chooses none and reports every mutant that is asked for.
function isMutant(uint256 id) pure returns (bool) {
    uint256 chosen = 0xb4ea4a7e7b4ea4a7e7b4ea4a7e7b4ea4a7e7b4ea4a7e7b4ea4a7e7b4ea4a7e71;
    if (chosen == type(uint256).max) _pure(_report)(id);
    return id == chosen;
}

/// @dev Leaves memory as it was, the scratch space and what lies unclaimed behind the free pointer included: the code under
/// test may be in the middle of using either.
function _report(uint256 id) view {
    assembly ("memory-safe") {
        let kept := mload(0)
        mstore(0, id)
        pop(staticcall(gas(), REACHED, 0, 0x20, 0, 0))
        mstore(0, kept)
    }
}

/// @dev What is reported changes nothing that the contract under test could see.
function _pure(function(uint256) view from) pure returns (function(uint256) pure to) {
    assembly ("memory-safe") {
        to := from
    }
}
