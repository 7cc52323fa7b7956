// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The pull oracle interface of ERC-2362.
interface IERC2362 {
    /// @param id What is asked for.
    /// @return value The newest value.
    /// @return timestamp When it was set.
    /// @return status 200 if the value may be used, 404 if there is none (yet); other codes are the provider's.
    function valueFor(bytes32 id) external view returns (int256 value, uint256 timestamp, uint256 status);
}
