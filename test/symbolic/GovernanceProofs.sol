// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernorRiskGate} from "../../contracts/interfaces/IGovernorRiskGate.sol";
import {RiskClasses} from "../../contracts/libraries/RiskClasses.sol";
import {Bps} from "../../contracts/types/Bps.sol";
import {Duration} from "../../contracts/types/Duration.sol";
import {vm} from "../mocks/Vm.sol";
import {fits} from "./Facts.sol";

/// @notice For all settings that limits admit, all risks and all votes: a class asks for no less than the governor, no
/// more than the limits, and none for more than what stands without a score (V2, V4).
contract GovernanceProofs {
    struct Numbers {
        uint16 elevatedFrom;
        uint16 strictFrom;
        uint16 elevatedQuorumBps;
        uint16 strictQuorumBps;
        uint32 elevatedDelay;
        uint32 strictDelay;
        uint32 scoreWindow;
        uint16 maxQuorumBps;
        uint16 maxShareBps;
        uint32 maxDelay;
    }

    function check_V4_AdmittedTermsKeepTheLimits(Numbers calldata n, uint16 risk) external pure {
        IGovernorRiskGate.RiskSettings memory settings = _admitted(n);
        (uint16 quorumBps, uint32 delay) = RiskClasses.termsOf(settings, RiskClasses.classOf(settings, risk));
        assert(quorumBps >= 100_00 && quorumBps <= n.maxQuorumBps);
        assert(delay <= n.maxDelay);
        assert(n.maxQuorumBps <= 400_00 && n.maxDelay <= 30 days);
    }

    function check_V2_NoScoreAsksForTheMost(Numbers calldata n, uint16 risk) external pure {
        IGovernorRiskGate.RiskSettings memory settings = _admitted(n);
        (uint16 quorumBps, uint32 delay) = RiskClasses.termsOf(settings, RiskClasses.classOf(settings, risk));
        (uint16 most, uint32 longest) = RiskClasses.termsOf(settings, IGovernorRiskGate.RiskClass.Strict);
        assert(quorumBps <= most && delay <= longest);
    }

    function check_V1_AHigherRiskIsInNoLowerClass(Numbers calldata n, uint16 risk, uint16 other) external pure {
        IGovernorRiskGate.RiskSettings memory settings = _admitted(n);
        vm.assume(risk <= other);
        assert(RiskClasses.classOf(settings, risk) <= RiskClasses.classOf(settings, other));
    }

    /// @dev Votes of ERC20Votes are below 2^208: no product overflows, whatever the factors.
    function check_V4_AQuorumIsRaisedToTheShareAtMost(
        uint208 ownQuorum,
        uint16 quorumBps,
        uint208 totalVotes,
        uint16 shareBps
    ) external pure {
        vm.assume(fits(ownQuorum, quorumBps));
        vm.assume(fits(totalVotes, shareBps));
        uint256 share = (uint256(totalVotes) * shareBps) / 100_00;
        uint256 quorum = RiskClasses.raisedQuorum(ownQuorum, quorumBps, totalVotes, shareBps);
        assert(quorum >= ownQuorum);
        assert(quorum == ownQuorum || quorum <= share);
    }

    /// @dev False: a proof of the above would hold too if no class ever asked for anything.
    function refuted_V4_NoClassAsksForAnything(Numbers calldata n, uint16 risk) external pure {
        IGovernorRiskGate.RiskSettings memory settings = _admitted(n);
        (uint16 quorumBps, uint32 delay) = RiskClasses.termsOf(settings, RiskClasses.classOf(settings, risk));
        assert(quorumBps == 100_00 && delay == 0);
    }

    /// @dev Reverts, and so leaves the proof, for what the contract would refuse.
    function _admitted(Numbers calldata n) private pure returns (IGovernorRiskGate.RiskSettings memory settings) {
        IGovernorRiskGate.RiskLimits memory limits = IGovernorRiskGate.RiskLimits({
            quorumBps: n.maxQuorumBps,
            quorumShare: Bps.wrap(n.maxShareBps),
            extraDelay: Duration.wrap(n.maxDelay)
        });
        settings = IGovernorRiskGate.RiskSettings({
            elevatedFrom: Bps.wrap(n.elevatedFrom),
            strictFrom: Bps.wrap(n.strictFrom),
            elevatedQuorumBps: n.elevatedQuorumBps,
            strictQuorumBps: n.strictQuorumBps,
            elevatedDelay: Duration.wrap(n.elevatedDelay),
            strictDelay: Duration.wrap(n.strictDelay),
            scoreWindow: n.scoreWindow
        });
        RiskClasses.validate(limits);
        RiskClasses.validate(settings, limits);
    }
}
