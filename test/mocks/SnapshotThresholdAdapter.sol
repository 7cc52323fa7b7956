// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICollateralAdapter} from "../../contracts/interfaces/ICollateralAdapter.sol";
import {IAavePoolConfigurator} from "../../contracts/interfaces/aave/IAavePoolConfigurator.sol";

/// @notice A layer before the real Aave that keeps a liquidation threshold as two fields that hang together, a ratio and
/// the time from which it grows, as Aave's price caps keep theirs. It has the error of 2026-03-10: it limits the step of
/// the ratio and not that of the time. A test may correct it. Anyone may write, LTV and threshold alone.
contract SnapshotThresholdAdapter is ICollateralAdapter {
    struct Snapshot {
        uint256 ratioBps;
        uint256 since;
    }

    /// @notice Most that one write moves the ratio, of the ratio that stands.
    uint256 public constant MAX_RATIO_STEP_BPS = 3_00;
    /// @notice The threshold grows by one bps in so much time.
    uint256 public constant TIME_PER_BPS = 1 days;

    ICollateralAdapter private immutable _aave;
    IAavePoolConfigurator private immutable _configurator;

    mapping(address asset => Snapshot) public snapshotOf;
    /// @notice Whether a ratio that was limited keeps a time that goes with it.
    bool public corrected;

    /// @param aave Reads the real Aave.
    constructor(ICollateralAdapter aave, IAavePoolConfigurator configurator) {
        (_aave, _configurator) = (aave, configurator);
    }

    /// @notice Starts with a ratio of `ratioBps` that has grown for `age` seconds.
    function start(address target, address asset, uint256 ratioBps, uint256 age) external {
        snapshotOf[asset] = Snapshot({ratioBps: ratioBps, since: block.timestamp - age});
        _apply(target, asset, collateralState(target, asset).parameters.ltvBps);
    }

    function correct() external {
        corrected = true;
    }

    function write(address target, address asset, Parameters calldata next, uint32) external {
        Snapshot storage snapshot = snapshotOf[asset];
        uint256 wanted = next.liquidationThresholdBps;
        uint256 highest = (snapshot.ratioBps * (100_00 + MAX_RATIO_STEP_BPS)) / 100_00;
        snapshot.ratioBps = wanted < highest ? wanted : highest;
        snapshot.since = block.timestamp;
        if (corrected) snapshot.since -= (wanted - snapshot.ratioBps) * TIME_PER_BPS;
        _apply(target, asset, next.ltvBps);
    }

    function adjustable(address, address) external pure returns (uint8) {
        return 3;
    }

    function eModesOf(address target, address asset) external view returns (uint256) {
        return _aave.eModesOf(target, asset);
    }

    function quantise(address, address, Parameters calldata wanted, bool) external pure returns (Parameters memory) {
        return wanted;
    }

    function collateralState(address target, address asset) public view returns (CollateralState memory) {
        return _aave.collateralState(target, asset);
    }

    /// @dev Tells Aave the threshold that the two fields make together.
    function _apply(address target, address asset, uint256 ltvBps) private {
        Snapshot memory snapshot = snapshotOf[asset];
        _configurator.configureReserveAsCollateral({
            asset: asset,
            ltv: ltvBps,
            liquidationThreshold: snapshot.ratioBps + (block.timestamp - snapshot.since) / TIME_PER_BPS,
            liquidationBonus: collateralState(target, asset).liquidationBonusBps
        });
    }
}
