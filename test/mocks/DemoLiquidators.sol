// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPool} from "@aave-dao/aave-v3-origin/src/contracts/interfaces/IPool.sol";
import {DemoToken} from "./DemoToken.sol";

/// @notice The liquidators of one Aave pool: real liquidation calls, as many as the demo's market can bear in an hour.
contract DemoLiquidators {
    /// @param debtToCover type(uint256).max takes as much as the pool's close factor allows.
    struct Call {
        uint256 id;
        address user;
        address collateral;
        address debt;
        uint256 debtToCover;
    }

    /// @param repaid Debt paid for the user.
    /// @param seized Collateral received for it.
    event Liquidated(uint256 indexed id, uint256 repaid, uint256 seized);
    event Refused(uint256 indexed id, bytes cause);

    IPool public immutable pool;

    constructor(IPool newPool) {
        pool = newPool;
    }

    /// @notice Takes up capital in a stable.
    function fund(DemoToken token, uint256 amount) external {
        token.mint(address(this), amount);
        token.approve(address(pool), type(uint256).max);
    }

    function liquidate(Call[] calldata calls) external {
        for (uint256 i = 0; i < calls.length; ++i) {
            Call calldata c = calls[i];
            uint256 debtBefore = DemoToken(c.debt).balanceOf(address(this));
            uint256 collateralBefore = DemoToken(c.collateral).balanceOf(address(this));
            try pool.liquidationCall(c.collateral, c.debt, c.user, c.debtToCover, false) {
                uint256 repaid = debtBefore - DemoToken(c.debt).balanceOf(address(this));
                uint256 seized = DemoToken(c.collateral).balanceOf(address(this)) - collateralBefore;
                emit Liquidated(c.id, repaid, seized);
            } catch (bytes memory cause) {
                emit Refused(c.id, cause);
            }
        }
    }
}
