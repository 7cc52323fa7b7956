// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMorphoBlue} from "./IMorphoBlue.sol";

/// @notice The part of a MetaMorpho vault that the adapter calls.
interface IMetaMorpho {
    function MORPHO() external view returns (IMorphoBlue);
    function owner() external view returns (address);
    function curator() external view returns (address);

    /// @return cap Most that the vault may supply to the market, in its asset's base units; 0 allows nothing.
    /// @return enabled Whether the market is in the withdraw queue.
    /// @return removableAt From when the market may be removed by force; 0 for never.
    function config(bytes32 id) external view returns (uint184 cap, bool enabled, uint64 removableAt);

    /// @notice A raise that waits in the vault's timelock: anyone may accept it from `validAt` on; 0 for none.
    function pendingCap(bytes32 id) external view returns (uint192 value, uint64 validAt);

    /// @notice Lowers a cap at once, and starts the timelock of a raise. Only the curator or the owner; reverts while a raise
    /// is pending.
    function submitCap(IMorphoBlue.MarketParams calldata marketParams, uint256 newSupplyCap) external;

    /// @notice Only the curator, the guardian or the owner.
    function revokePendingCap(bytes32 id) external;
}
