// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The part of Aave v3's pool that the adapters read; the same in v3.6 and v3.7.
interface IAavePool {
    /// @return data Packed configuration, as `AaveReserve` decodes it.
    function getConfiguration(address asset) external view returns (uint256 data);

    /// @dev Aave returns a longer tuple; these are its leading members.
    function getReserveData(
        address asset
    )
        external
        view
        returns (
            uint256 configuration,
            uint128 liquidityIndex,
            uint128 currentLiquidityRate,
            uint128 variableBorrowIndex,
            uint128 currentVariableBorrowRate,
            uint128 currentStableBorrowRate,
            uint40 lastUpdateTimestamp,
            uint16 id
        );

    /// @return Every listed reserve's asset.
    function getReservesList() external view returns (address[] memory);

    /// @return Until when no position with the reserve as collateral or debt can be liquidated.
    function getLiquidationGracePeriod(address asset) external view returns (uint40);

    /// @return One bit for each reserve id that counts as collateral in the category.
    function getEModeCategoryCollateralBitmap(uint8 id) external view returns (uint128);

    /// @return One bit for each reserve id whose LTV is zero in the category.
    function getEModeCategoryLtvzeroBitmap(uint8 id) external view returns (uint128);
}
