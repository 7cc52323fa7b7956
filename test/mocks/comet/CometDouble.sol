// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {AggregatorV3Interface} from "../../../contracts/interfaces/AggregatorV3Interface.sol";
import {ICometConfigurator} from "../../../contracts/interfaces/comet/ICometConfigurator.sol";
import {CometConfigurationDouble} from "./CometConfigurationDouble.sol";

/// @title CometDouble
/// @notice A double of a Compound v3 market (Comet), written from its published interface and behaviour, since no npm
/// package carries its sources. An implementation behind `CometProxyDouble`: configuration in code, balances in storage.
///
/// As the original: one base token to borrow, collaterals that earn nothing; withdrawing or transferring base beyond a
/// balance borrows; borrowing is checked with the borrow factor and absorbing with the liquidate factor; five market-wide
/// pause flags that one call overwrites; repaying is supplying; absorbed collateral is sold at a discount.
///
/// Left out: interest and rewards (the rates are kept as configuration only), operators' permissions, reserves as a
/// governor's business, the extension delegate's code, flags that pause one side or one collateral alone (newer markets).
contract CometDouble is CometConfigurationDouble {
    error BadPrice();
    error BorrowTooSmall();
    error InsufficientReserves();
    error NotCollateralized();
    error NotForSale();
    error NotLiquidatable();
    error Paused();
    error SupplyCapExceeded();
    error TooMuchSlippage();
    error Unauthorized();

    event PauseAction(bool supplyPaused, bool transferPaused, bool withdrawPaused, bool absorbPaused, bool buyPaused);

    bool public isSupplyPaused;
    bool public isTransferPaused;
    bool public isWithdrawPaused;
    bool public isAbsorbPaused;
    bool public isBuyPaused;

    /// @notice Base of an account: what it lent above 0, what it owes below.
    mapping(address account => int256) public baseOf;
    mapping(address account => mapping(address asset => uint128)) public collateralBalanceOf;
    mapping(address asset => uint256) public totalsCollateral;
    uint256 public totalSupply;
    uint256 public totalBorrow;

    constructor(ICometConfigurator.Configuration memory config) CometConfigurationDouble(config) {}

    function pause(bool supplyFlag, bool transferFlag, bool withdrawFlag, bool absorbFlag, bool buyFlag) external {
        if (msg.sender != governor && msg.sender != pauseGuardian) revert Unauthorized();
        isSupplyPaused = supplyFlag;
        isTransferPaused = transferFlag;
        isWithdrawPaused = withdrawFlag;
        isAbsorbPaused = absorbFlag;
        isBuyPaused = buyFlag;
        emit PauseAction(supplyFlag, transferFlag, withdrawFlag, absorbFlag, buyFlag);
    }

    function supply(address asset, uint256 amount) external {
        if (isSupplyPaused) revert Paused();
        IERC20(asset).transferFrom(msg.sender, address(this), amount);
        if (asset == baseToken) return _setBase(msg.sender, baseOf[msg.sender] + int256(amount));
        totalsCollateral[asset] += amount;
        if (totalsCollateral[asset] > getAssetInfoByAddress(asset).supplyCap) revert SupplyCapExceeded();
        collateralBalanceOf[msg.sender][asset] += uint128(amount);
    }

    function withdraw(address asset, uint256 amount) external {
        if (isWithdrawPaused) revert Paused();
        if (asset == baseToken) {
            _setBase(msg.sender, baseOf[msg.sender] - int256(amount));
        } else {
            totalsCollateral[asset] -= amount;
            collateralBalanceOf[msg.sender][asset] -= uint128(amount);
        }
        _requireCollateralized(msg.sender, asset == baseToken);
        IERC20(asset).transfer(msg.sender, amount);
    }

    function transferAsset(address to, address asset, uint256 amount) external {
        if (isTransferPaused) revert Paused();
        if (asset == baseToken) {
            _setBase(msg.sender, baseOf[msg.sender] - int256(amount));
            _setBase(to, baseOf[to] + int256(amount));
        } else {
            collateralBalanceOf[msg.sender][asset] -= uint128(amount);
            collateralBalanceOf[to][asset] += uint128(amount);
        }
        _requireCollateralized(msg.sender, asset == baseToken);
    }

    /// @notice Takes over what can be liquidated: its collateral is the market's, its debt is gone.
    function absorb(address, address[] calldata accounts) external {
        if (isAbsorbPaused) revert Paused();
        for (uint256 i = 0; i < accounts.length; ++i) _absorb(accounts[i]);
    }

    function buyCollateral(address asset, uint256 minAmount, uint256 baseAmount, address recipient) external {
        if (isBuyPaused) revert Paused();
        if (getReserves() >= int256(targetReserves)) revert NotForSale();
        IERC20(baseToken).transferFrom(msg.sender, address(this), baseAmount);
        uint256 amount = quoteCollateral(asset, baseAmount);
        if (amount < minAmount) revert TooMuchSlippage();
        if (amount > getCollateralReserves(asset)) revert InsufficientReserves();
        IERC20(asset).transfer(recipient, amount);
    }

    function borrowBalanceOf(address account) external view returns (uint256) {
        return baseOf[account] < 0 ? uint256(-baseOf[account]) : 0;
    }

    function isBorrowCollateralized(address account) external view returns (bool) {
        return _liquidity(account, false) >= 0;
    }

    function quoteCollateral(address asset, uint256 baseAmount) public view returns (uint256) {
        AssetInfo memory info = getAssetInfoByAddress(asset);
        uint256 discount = (storeFrontPriceFactor * (FACTOR_SCALE - info.liquidationFactor)) / FACTOR_SCALE;
        uint256 discounted = (getPrice(info.priceFeed) * (FACTOR_SCALE - discount)) / FACTOR_SCALE;
        return (getPrice(baseTokenPriceFeed) * baseAmount * info.scale) / discounted / baseScale;
    }

    function getCollateralReserves(address asset) public view returns (uint256) {
        return IERC20(asset).balanceOf(address(this)) - totalsCollateral[asset];
    }

    function getReserves() public view returns (int256) {
        return int256(IERC20(baseToken).balanceOf(address(this))) - int256(totalSupply) + int256(totalBorrow);
    }

    function isLiquidatable(address account) public view returns (bool) {
        return _liquidity(account, true) < 0;
    }

    /// @dev Above 0, of any age.
    function getPrice(address priceFeed) public view returns (uint256) {
        (, int256 price, , , ) = AggregatorV3Interface(priceFeed).latestRoundData();
        if (price <= 0) revert BadPrice();
        return uint256(price);
    }

    function _absorb(address account) private {
        if (!isLiquidatable(account)) revert NotLiquidatable();
        uint256 value = 0;
        for (uint8 i = 0; i < numAssets(); ++i) {
            AssetInfo memory info = getAssetInfo(i);
            uint256 seized = collateralBalanceOf[account][info.asset];
            collateralBalanceOf[account][info.asset] = 0;
            totalsCollateral[info.asset] -= seized;
            value += (((seized * getPrice(info.priceFeed)) / info.scale) * info.liquidationFactor) / FACTOR_SCALE;
        }
        int256 balance = baseOf[account] + int256((value * baseScale) / getPrice(baseTokenPriceFeed));
        _setBase(account, balance < 0 ? int256(0) : balance);
    }

    function _setBase(address account, int256 balance) private {
        int256 before = baseOf[account];
        totalSupply = totalSupply - _positive(before) + _positive(balance);
        totalBorrow = totalBorrow - _positive(-before) + _positive(-balance);
        baseOf[account] = balance;
    }

    function _requireCollateralized(address account, bool ofBase) private view {
        if (ofBase && baseOf[account] < 0 && uint256(-baseOf[account]) < baseBorrowMin) revert BorrowTooSmall();
        if (_liquidity(account, false) < 0) revert NotCollateralized();
    }

    /// @dev In the price feeds' currency; an account that owes nothing has enough without any price.
    function _liquidity(address account, bool toLiquidate) private view returns (int256 liquidity) {
        if (baseOf[account] >= 0) return 0;
        liquidity = (baseOf[account] * int256(getPrice(baseTokenPriceFeed))) / int256(baseScale);
        for (uint8 i = 0; i < numAssets(); ++i) {
            AssetInfo memory info = getAssetInfo(i);
            uint256 held = collateralBalanceOf[account][info.asset];
            if (held == 0) continue;
            uint256 factor = toLiquidate ? info.liquidateCollateralFactor : info.borrowCollateralFactor;
            liquidity += int256((((held * getPrice(info.priceFeed)) / info.scale) * factor) / FACTOR_SCALE);
        }
    }

    function _positive(int256 value) private pure returns (uint256) {
        return value > 0 ? uint256(value) : 0;
    }
}
