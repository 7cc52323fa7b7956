// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernorRiskGate} from "../../../contracts/interfaces/IGovernorRiskGate.sol";
import {RiskSettingsWord} from "../../../contracts/libraries/RiskSettingsWord.sol";
import {Bps} from "../../../contracts/types/Bps.sol";
import {Duration} from "../../../contracts/types/Duration.sol";
import {assertTrue} from "../../mocks/Vm.sol";

/// @notice Settings come out of their word as they went in, whatever they are.
contract RiskSettingsWordTest {
    using RiskSettingsWord for IGovernorRiskGate.RiskSettings;

    function testFuzz_V1_SettingsAreKeptWhole(
        uint16[4] calldata parts,
        uint32 elevatedDelay,
        uint32 strictDelay,
        uint32 scoreWindow
    ) external pure {
        IGovernorRiskGate.RiskSettings memory settings = IGovernorRiskGate.RiskSettings({
            elevatedFrom: Bps.wrap(parts[0]),
            strictFrom: Bps.wrap(parts[1]),
            elevatedQuorumBps: parts[2],
            strictQuorumBps: parts[3],
            elevatedDelay: Duration.wrap(elevatedDelay),
            strictDelay: Duration.wrap(strictDelay),
            scoreWindow: scoreWindow
        });
        bytes32 came = keccak256(abi.encode(RiskSettingsWord.unpack(settings.pack())));
        assertTrue(came == keccak256(abi.encode(settings)), "V1: settings changed in their word");
    }

    function test_EachSettingLiesWhereItsNumberSays() external pure {
        IGovernorRiskGate.RiskSettings memory settings = IGovernorRiskGate.RiskSettings({
            elevatedFrom: Bps.wrap(1),
            strictFrom: Bps.wrap(2),
            elevatedQuorumBps: 3,
            strictQuorumBps: 4,
            elevatedDelay: Duration.wrap(5),
            strictDelay: Duration.wrap(6),
            scoreWindow: 7
        });
        uint208 word = (1 << 144) | (2 << 128) | (3 << 112) | (4 << 96) | (5 << 64) | (6 << 32) | 7;
        assertTrue(settings.pack() == word, "a setting lies elsewhere");
    }
}
