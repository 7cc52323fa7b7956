// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The part of Aave v3's address book that the adapters read.
interface IAavePoolAddressesProvider {
    function getPool() external view returns (address);

    function getPoolConfigurator() external view returns (address);

    function getACLManager() external view returns (address);
}
