// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICollateralAdapter, Parameter} from "../interfaces/ICollateralAdapter.sol";
import {ICollateralSteward} from "../interfaces/ICollateralSteward.sol";
import {ONE_BPS} from "../types/Bps.sol";

/// @notice A market's parameters as one bundle: by `Parameter`, checked together, compared field by field (H4).
library ParameterBundle {
    uint256 internal constant COUNT = 4;
    uint256 internal constant LTV = uint256(Parameter.Ltv);
    uint256 internal constant THRESHOLD = uint256(Parameter.LiquidationThreshold);

    /// @notice Whether the parameter's bounds are parts of its anchor.
    function isCap(uint256 index) internal pure returns (bool) {
        return index > THRESHOLD;
    }

    function toArray(ICollateralAdapter.Parameters memory p) internal pure returns (uint128[4] memory) {
        return [uint128(p.ltvBps), p.liquidationThresholdBps, p.supplyCap, p.borrowCap];
    }

    /// @dev Ratios come from a protocol's 16 bits and only ever move towards a target of at most 100_00: they fit.
    function toParameters(uint128[4] memory v) internal pure returns (ICollateralAdapter.Parameters memory) {
        return
            ICollateralAdapter.Parameters({
                ltvBps: uint16(v[0]),
                liquidationThresholdBps: uint16(v[1]),
                supplyCap: v[2],
                borrowCap: v[3]
            });
    }

    /// @notice Why LTV and liquidation threshold do not go together.
    /// @param liquidationBonusBps 105_00 for 5 %; 0 where the protocol has none.
    function problem(
        uint128[4] memory values,
        uint256 minGapBps,
        uint256 liquidationBonusBps
    ) internal pure returns (ICollateralSteward.Reason) {
        if (values[LTV] + minGapBps > values[THRESHOLD]) return ICollateralSteward.Reason.GapViolated;
        // A liquidation at the threshold leaves the liquidator its bonus; rounded to the nearest bps, as Aave does.
        if ((values[THRESHOLD] * liquidationBonusBps + ONE_BPS / 2) / ONE_BPS > ONE_BPS) {
            return ICollateralSteward.Reason.BonusViolated;
        }
        return ICollateralSteward.Reason.None;
    }

    /// @notice Reverts unless the protocol reports exactly what was validated.
    function requireSame(
        ICollateralAdapter.CollateralState memory validated,
        ICollateralAdapter.CollateralState memory reported
    ) internal pure {
        ICollateralAdapter.Parameters memory v = validated.parameters;
        ICollateralAdapter.Parameters memory r = reported.parameters;
        _requireEqual("ltv", v.ltvBps, r.ltvBps);
        _requireEqual("liquidationThreshold", v.liquidationThresholdBps, r.liquidationThresholdBps);
        _requireEqual("supplyCap", v.supplyCap, r.supplyCap);
        _requireEqual("borrowCap", v.borrowCap, r.borrowCap);
        _requireEqual("liquidationBonus", validated.liquidationBonusBps, reported.liquidationBonusBps);
        _requireEqual("held", validated.held ? 1 : 0, reported.held ? 1 : 0);
    }

    function _requireEqual(bytes32 field, uint256 validated, uint256 reported) private pure {
        if (validated != reported) revert ICollateralSteward.PostConditionViolated(field, validated, reported);
    }
}
