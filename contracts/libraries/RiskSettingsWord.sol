// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernorRiskGate} from "../interfaces/IGovernorRiskGate.sol";
import {Bps} from "../types/Bps.sol";
import {Duration} from "../types/Duration.sol";

/// @notice The settings of a gate as one word, so that a checkpoint holds them, and back.
///
///     bits 0-31     scoreWindow
///     bits 32-63    strictDelay, seconds
///     bits 64-95    elevatedDelay, seconds
///     bits 96-111   strictQuorumBps
///     bits 112-127  elevatedQuorumBps
///     bits 128-143  strictFrom, bps
///     bits 144-159  elevatedFrom, bps
///     bits 160-207  unused, zero
library RiskSettingsWord {
    function pack(IGovernorRiskGate.RiskSettings memory settings) internal pure returns (uint208) {
        bytes memory packed = abi.encodePacked(
            settings.elevatedFrom,
            settings.strictFrom,
            settings.elevatedQuorumBps,
            settings.strictQuorumBps,
            settings.elevatedDelay,
            settings.strictDelay,
            settings.scoreWindow
        );
        return uint160(bytes20(packed));
    }

    function unpack(uint208 word) internal pure returns (IGovernorRiskGate.RiskSettings memory) {
        return
            IGovernorRiskGate.RiskSettings({
                elevatedFrom: Bps.wrap(uint16(word >> 144)),
                strictFrom: Bps.wrap(uint16(word >> 128)),
                elevatedQuorumBps: uint16(word >> 112),
                strictQuorumBps: uint16(word >> 96),
                elevatedDelay: Duration.wrap(uint32(word >> 64)),
                strictDelay: Duration.wrap(uint32(word >> 32)),
                scoreWindow: uint32(word)
            });
    }
}
