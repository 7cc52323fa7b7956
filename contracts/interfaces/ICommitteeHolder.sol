// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRoster} from "./IRoster.sol";

/// @notice An oracle, or a mirror of one, that says whose observations it takes.
interface ICommitteeHolder {
    function committee() external view returns (IRoster);
}
