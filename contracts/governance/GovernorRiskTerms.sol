// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {GovernorTimelockControl} from "@openzeppelin/contracts/governance/extensions/GovernorTimelockControl.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {IGovernorRiskGate} from "../interfaces/IGovernorRiskGate.sol";
import {IProposalOracle} from "../interfaces/IProposalOracle.sol";
import {RiskClasses} from "../libraries/RiskClasses.sol";
import {RiskSettingsWord} from "../libraries/RiskSettingsWord.sol";
import {Bps} from "../types/Bps.sol";
import {Duration} from "../types/Duration.sol";

/// @title GovernorRiskTerms
/// @notice What governance sets of the gate: the settings, the oracle, the exempt contracts; and the limits of all that,
/// which nobody sets. Past settings are kept, by the governor's clock, for the votes that began under them (V1).
abstract contract GovernorRiskTerms is IGovernorRiskGate, GovernorTimelockControl {
    using Checkpoints for Checkpoints.Trace208;
    using RiskSettingsWord for RiskSettings;

    uint16 internal immutable MAX_QUORUM_BPS;
    uint16 internal immutable MAX_QUORUM_SHARE;
    uint32 internal immutable MAX_EXTRA_DELAY;

    /// @dev As `RiskSettingsWord` packs them.
    Checkpoints.Trace208 private _settings;
    IProposalOracle private _oracle;
    mapping(address target => bool) private _exemptTargets;

    /// @param newOracle Where proposals are scored.
    /// @param newSettings To begin with.
    /// @param newLimits For good.
    /// @param exemptTargets The committee and what rests on it; neither the governor nor its timelock.
    constructor(
        IProposalOracle newOracle,
        RiskSettings memory newSettings,
        RiskLimits memory newLimits,
        address[] memory exemptTargets
    ) {
        RiskClasses.validate(newLimits);
        MAX_QUORUM_BPS = newLimits.quorumBps;
        MAX_QUORUM_SHARE = uint16(newLimits.quorumShare.toUint());
        MAX_EXTRA_DELAY = uint32(newLimits.extraDelay.toSeconds());
        RiskClasses.validate(newSettings, newLimits);
        _setSettings(newSettings);
        _setOracle(newOracle);
        for (uint256 i = 0; i < exemptTargets.length; ++i) _setExemptTarget(exemptTargets[i], true);
    }

    /// @inheritdoc IGovernorRiskGate
    function setRiskSettings(RiskSettings calldata newSettings) external override onlyGovernance {
        // Check:
        RiskClasses.validate(newSettings, riskLimits());

        // Effect:
        _setSettings(newSettings);
    }

    /// @inheritdoc IGovernorRiskGate
    function setRiskOracle(IProposalOracle newOracle) external override onlyGovernance {
        // Effect:
        _setOracle(newOracle);
    }

    /// @inheritdoc IGovernorRiskGate
    function setExemptTarget(address target, bool exempt) external override onlyGovernance {
        // Effect:
        _setExemptTarget(target, exempt);
    }

    /// @inheritdoc IGovernorRiskGate
    function isExemptTarget(address target) external view override returns (bool) {
        return _exemptTargets[target];
    }

    /// @inheritdoc IGovernorRiskGate
    function riskSettings() public view override returns (RiskSettings memory) {
        return RiskSettingsWord.unpack(_settings.latest());
    }

    /// @inheritdoc IGovernorRiskGate
    function riskOracle() public view override returns (IProposalOracle) {
        return _oracle;
    }

    /// @inheritdoc IGovernorRiskGate
    function riskLimits() public view override returns (RiskLimits memory) {
        return
            RiskLimits({
                quorumBps: MAX_QUORUM_BPS,
                quorumShare: Bps.wrap(MAX_QUORUM_SHARE),
                extraDelay: Duration.wrap(MAX_EXTRA_DELAY)
            });
    }

    /// @dev Settled once the time is past, since whatever is set then is kept under a later one; until then what holds
    /// now.
    function _settingsAt(uint48 timepoint) internal view returns (RiskSettings memory) {
        // Seldom changed: what was set last is tried first.
        (, uint48 since, uint208 latest) = _settings.latestCheckpoint();
        return RiskSettingsWord.unpack(since <= timepoint ? latest : _settings.upperLookupRecent(timepoint));
    }

    /// @dev V3: every call must be one of the committee's own governance, and move nothing. One other call and the whole
    /// is gated, or a payload would hide behind it; a call to the governor or the timelock is another, since both carry
    /// calls to anywhere. But for naming another oracle, which the governor alone can do.
    function _isExempt(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas
    ) internal view returns (bool) {
        for (uint256 i = 0; i < targets.length; ++i) {
            if (values[i] != 0) return false;
            bool namesOracle = targets[i] == address(this) && bytes4(calldatas[i]) == this.setRiskOracle.selector;
            // The executor may have changed since the target was named.
            if (!namesOracle && (!_exemptTargets[targets[i]] || _carriesCalls(targets[i]))) return false;
        }
        return true;
    }

    function _setSettings(RiskSettings memory newSettings) private {
        _settings.push(clock(), newSettings.pack());
        emit RiskSettingsSet(newSettings);
    }

    function _setOracle(IProposalOracle newOracle) private {
        if (address(newOracle) == address(0)) revert ZeroOracle();
        _oracle = newOracle;
        emit RiskOracleSet(newOracle);
    }

    function _setExemptTarget(address target, bool exempt) private {
        if (exempt && _carriesCalls(target)) revert TargetCarriesCalls(target);
        _exemptTargets[target] = exempt;
        emit ExemptTargetSet(target, exempt);
    }

    function _carriesCalls(address target) private view returns (bool) {
        return target == address(this) || target == _executor();
    }
}
