// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The part of Morpho Blue that the adapter calls.
interface IMorphoBlue {
    /// @notice What a Morpho market is, for good; its id is the hash of these.
    /// @param lltv Loan to value at which a position may be opened and, above it, liquidated; scaled by 1e18.
    struct MarketParams {
        address loanToken;
        address collateralToken;
        address oracle;
        address irm;
        uint256 lltv;
    }

    function idToMarketParams(bytes32 id) external view returns (MarketParams memory);
}
