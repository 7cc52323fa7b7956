// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPool} from "@aave-dao/aave-v3-origin/src/contracts/interfaces/IPool.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {DemoAccount} from "./DemoAccount.sol";
import {DemoToken} from "./DemoToken.sol";

/// @notice Drives hundreds of borrowers of one Aave pool in few transactions. Each has an account of its own; what one
/// cannot do (its borrow is refused, the reserve is frozen) is an event and stops no other.
contract DemoBorrowers {
    /// @param id The borrower's number in the scenario.
    /// @param collateralAmount Supplied, minted first.
    /// @param debtAmount Borrowed, and spent outside the market.
    struct Opening {
        uint256 id;
        address collateral;
        uint256 collateralAmount;
        address debt;
        uint256 debtAmount;
    }

    /// @param supplyAmount Collateral bought or brought along, minted first.
    /// @param borrowAmount Debt taken up in addition.
    /// @param repayAmount Debt paid back, minted first.
    struct Change {
        uint256 id;
        address account;
        address collateral;
        address debt;
        uint256 supplyAmount;
        uint256 borrowAmount;
        uint256 repayAmount;
    }

    struct Holding {
        address account;
        address collateral;
        address debt;
    }

    struct Balance {
        uint256 collateral;
        uint256 debt;
    }

    event Opened(uint256 indexed id, address account);
    event Changed(uint256 indexed id);
    event Refused(uint256 indexed id, bytes cause);

    error OnlySelf(address caller);

    /// @dev Where borrowed stables go: outside the market.
    address private constant _OUTSIDE = address(0xdEaD);
    uint256 private constant _VARIABLE_RATE = 2;

    IPool public immutable pool;
    address private immutable _template = address(new DemoAccount());

    constructor(IPool newPool) {
        pool = newPool;
    }

    /// @notice Lends `amount` to the pool, for others to borrow.
    function lend(DemoToken token, uint256 amount) external {
        token.mint(address(this), amount);
        token.approve(address(pool), amount);
        pool.supply(address(token), amount, address(this), 0);
    }

    function open(Opening[] calldata openings) external {
        for (uint256 i = 0; i < openings.length; ++i) {
            try this.openOne(openings[i]) returns (address account) {
                emit Opened(openings[i].id, account);
            } catch (bytes memory cause) {
                emit Refused(openings[i].id, cause);
            }
        }
    }

    function change(Change[] calldata changes) external {
        for (uint256 i = 0; i < changes.length; ++i) {
            try this.changeOne(changes[i]) {
                emit Changed(changes[i].id);
            } catch (bytes memory cause) {
                emit Refused(changes[i].id, cause);
            }
        }
    }

    function openOne(Opening calldata opening) external returns (address account) {
        _onlySelf();
        account = Clones.clone(_template);
        DemoAccount(account).setDriver(address(this));
        _supply(account, opening.collateral, opening.collateralAmount);
        _borrow(account, opening.debt, opening.debtAmount);
    }

    function changeOne(Change calldata c) external {
        _onlySelf();
        if (c.supplyAmount > 0) _supply(c.account, c.collateral, c.supplyAmount);
        if (c.borrowAmount > 0) _borrow(c.account, c.debt, c.borrowAmount);
        if (c.repayAmount > 0) _repay(c.account, c.debt, c.repayAmount);
    }

    /// @notice What each holding has and owes now.
    function balances(Holding[] calldata holdings) external view returns (Balance[] memory result) {
        result = new Balance[](holdings.length);
        for (uint256 i = 0; i < holdings.length; ++i) {
            Holding calldata h = holdings[i];
            result[i].collateral = IERC20(pool.getReserveAToken(h.collateral)).balanceOf(h.account);
            result[i].debt = IERC20(pool.getReserveVariableDebtToken(h.debt)).balanceOf(h.account);
        }
    }

    function _supply(address account, address token, uint256 amount) private {
        DemoToken(token).mint(account, amount);
        _do(account, token, abi.encodeCall(IERC20.approve, (address(pool), amount)));
        _do(account, address(pool), abi.encodeCall(IPool.supply, (token, amount, account, 0)));
    }

    function _borrow(address account, address token, uint256 amount) private {
        _do(account, address(pool), abi.encodeCall(IPool.borrow, (token, amount, _VARIABLE_RATE, 0, account)));
        _do(account, token, abi.encodeCall(IERC20.transfer, (_OUTSIDE, amount)));
    }

    function _repay(address account, address token, uint256 amount) private {
        DemoToken(token).mint(account, amount);
        _do(account, token, abi.encodeCall(IERC20.approve, (address(pool), amount)));
        _do(account, address(pool), abi.encodeCall(IPool.repay, (token, amount, _VARIABLE_RATE, account)));
    }

    function _do(address account, address target, bytes memory data) private {
        DemoAccount(account).execute(target, data);
    }

    function _onlySelf() private view {
        if (msg.sender != address(this)) revert OnlySelf(msg.sender);
    }
}
