// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "./IRiskOracle.sol";

/// @notice A home chain's scores on another chain, from the same signed observations.
interface IMirrorOracle is IRiskOracle {
    /// @notice The markets given are not the ones that the home digest stands for.
    error WrongHomeMarkets(bytes32 computed, bytes32 expected);
    /// @notice A home market set that is as old as the present one, or older.
    error MarketsVersionNotNewer(uint32 version, uint32 present);

    /// @notice Follows the home oracle's market set: markets and events must be, in their order, what `homeDigest` stands
    /// for at home, and newer than what stands here. Only through the timelock.
    /// @param homeVersion `marketsVersion` at home.
    /// @param homeDigest `marketsDigest` at home.
    function configureMarkets(uint32 homeVersion, bytes32 homeDigest, Market[] calldata newMarkets) external;

    /// @notice Chain of the home oracle, on which the markets live.
    function homeChainId() external view returns (uint256);

    /// @notice The oracle that members sign for.
    function homeOracle() external view returns (address);
}
