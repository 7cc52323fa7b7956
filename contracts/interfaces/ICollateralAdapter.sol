// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What the steward may move; the order of its rules, targets and bits.
enum Parameter {
    Ltv,
    LiquidationThreshold,
    SupplyCap,
    BorrowCap
}

/// @dev A cap that limits nothing, whatever number the protocol itself writes for it.
uint128 constant UNLIMITED = type(uint128).max;

/// @notice How the steward reads and writes one protocol's collateral parameters. Stateless: the adapter holds the
/// protocol's role, obeys one steward, and knows the protocol's meanings.
///
/// Caps are in the asset's base units (wei of the token), whatever unit the protocol keeps them in. `UNLIMITED` limits
/// nothing and 0 allows nothing, whatever the protocol's own 0 means: H5 is the adapter's alone.
interface ICollateralAdapter {
    /// @param ltvBps Loan to value at which a position may be opened.
    /// @param liquidationThresholdBps Loan to value at which it may be liquidated.
    /// @param supplyCap Most that may be supplied.
    /// @param borrowCap Most that may be borrowed of it.
    struct Parameters {
        uint16 ltvBps;
        uint16 liquidationThresholdBps;
        uint128 supplyCap;
        uint128 borrowCap;
    }

    /// @param parameters What may be moved. What the protocol does not have reads as 0 (ratios) or UNLIMITED (caps).
    /// @param liquidationBonusBps 105_00 gives the liquidator 5 % more collateral than debt; 0 where there is none.
    /// @param held The market is frozen, paused, at an emergency LTV 0 or has a pending LTV: the guardian's.
    struct CollateralState {
        Parameters parameters;
        uint16 liquidationBonusBps;
        bool held;
    }

    error OnlySteward(address caller, address steward);
    /// @notice The guardian or the DAO holds the market.
    error MarketHeld(address asset);
    /// @notice This protocol, or the role that the adapter holds, does not let it write that parameter.
    error NotAdjustable(address asset, Parameter parameter);
    /// @notice Zero is not the steward's to write: LTV 0 is the guardian's rung, and a protocol may read cap 0 as none.
    error ZeroRefused(address asset, Parameter parameter);
    /// @notice The protocol cannot hold that value; `quantise` gives one that it can.
    error NotRepresentable(address asset, Parameter parameter, uint256 value, uint256 nearest);

    /// @notice What the protocol reports now.
    function collateralState(address target, address asset) external view returns (CollateralState memory);

    /// @notice Which parameters may be written, one bit each: `1 << uint8(Parameter)`. Says what the adapter's roles
    /// permit now, so that a policy is refused rather than left without effect.
    /// @dev The liquidation threshold is adjustable only where the adapter can keep everybody from liquidating what a
    /// step has made liquidatable in the transaction of that step (H7).
    function adjustable(address target, address asset) external view returns (uint8);

    /// @notice Categories in which the asset has an LTV of its own, which writing the market's LTV does not touch: bit i
    /// for category i, 0 where the protocol has none. See `IEModeAdapter`.
    function eModesOf(address target, address asset) external view returns (uint256);

    /// @notice The values nearest to `wanted` that the protocol can hold, so that what is validated is what is written.
    /// @param up Rounds each value up, else down. The steward rounds towards the value that stands, so that no bound is
    /// passed by rounding.
    /// @dev Never turns a limit into UNLIMITED, nor a value above 0 into 0; UNLIMITED stays UNLIMITED where the protocol
    /// knows such a thing. What stands always returns unchanged, either way.
    function quantise(
        address target,
        address asset,
        Parameters calldata wanted,
        bool up
    ) external view returns (Parameters memory);

    /// @notice Writes what differs from what stands, and leaves everything else as it is. Only the steward; refuses held
    /// markets, values that the protocol cannot hold, parameters that it cannot write, and zeros.
    /// @param liquidationGrace Where the liquidation threshold falls: for how many seconds, at least one, no position
    /// that it touches may be liquidated. Without effect elsewhere.
    function write(address target, address asset, Parameters calldata next, uint32 liquidationGrace) external;
}
