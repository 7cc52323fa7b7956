// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernorRiskGate} from "../../../contracts/interfaces/IGovernorRiskGate.sol";
import {RiskClasses} from "../../../contracts/libraries/RiskClasses.sol";
import {Bps} from "../../../contracts/types/Bps.sol";
import {Duration} from "../../../contracts/types/Duration.sol";
import {assertAtMost, assertTrue} from "../../mocks/Vm.sol";

/// @notice Classes, quorums and delays, for random settings within random limits.
contract RiskClassesTest {
    /// @dev Whatever is admitted keeps the caps, and asks for no less from class to class.
    function testFuzz_V4_TermsKeepTheLimits(uint256 seed, uint16 risk, uint16 otherRisk) external view {
        (IGovernorRiskGate.RiskSettings memory settings, IGovernorRiskGate.RiskLimits memory limits) = _drawn(seed);
        if (!_admits(settings, limits)) return;
        IGovernorRiskGate.RiskClass class = RiskClasses.classOf(settings, risk);
        (uint16 quorumBps, uint32 delay) = RiskClasses.termsOf(settings, class);
        assertAtMost(100_00, quorumBps, "V4: a quorum is lowered");
        assertAtMost(quorumBps, limits.quorumBps, "V4: a quorum past its limit");
        assertAtMost(delay, limits.extraDelay.toSeconds(), "V4: a delay past its limit");
        if (otherRisk < risk) return;
        IGovernorRiskGate.RiskClass other = RiskClasses.classOf(settings, otherRisk);
        (uint16 otherQuorumBps, uint32 otherDelay) = RiskClasses.termsOf(settings, other);
        assertTrue(other >= class, "a higher risk has a lower class");
        assertTrue(otherQuorumBps >= quorumBps && otherDelay >= delay, "a higher risk asks for less");
    }

    /// @dev V2: nothing asks for more than what stands without a score.
    function testFuzz_V2_NoScoreAsksForTheMost(uint256 seed, uint16 risk) external view {
        (IGovernorRiskGate.RiskSettings memory settings, IGovernorRiskGate.RiskLimits memory limits) = _drawn(seed);
        if (!_admits(settings, limits)) return;
        (uint16 most, uint32 longest) = RiskClasses.termsOf(settings, IGovernorRiskGate.RiskClass.Strict);
        (uint16 quorumBps, uint32 delay) = RiskClasses.termsOf(settings, RiskClasses.classOf(settings, risk));
        assertTrue(quorumBps <= most && delay <= longest, "V2: a score asks for more than none");
    }

    /// @dev Each class begins at its bound.
    function testFuzz_V1_ClassesAreBands(uint256 seed, uint16 risk) external pure {
        (IGovernorRiskGate.RiskSettings memory settings, ) = _drawn(seed);
        IGovernorRiskGate.RiskClass class = RiskClasses.classOf(settings, risk);
        bool strict = risk >= Bps.unwrap(settings.strictFrom);
        bool low = !strict && risk < Bps.unwrap(settings.elevatedFrom);
        assertTrue(strict == (class == IGovernorRiskGate.RiskClass.Strict), "V1: Strict outside its band");
        assertTrue(low == (class == IGovernorRiskGate.RiskClass.Low), "V1: Low outside its band");
    }

    /// @dev For every supply that ERC20Votes can have: at least the base; at most the multiple of it; and past neither
    /// the base nor the share of all votes.
    function testFuzz_V4_QuorumKeepsItsBounds(
        uint208 totalVotes,
        uint256 part,
        uint256 quorumBps,
        uint256 shareBps
    ) external pure {
        uint256 base = (uint256(totalVotes) * (part % 101)) / 100;
        quorumBps = 100_00 + (quorumBps % 300_01);
        shareBps = 1 + (shareBps % 50_00);
        uint256 quorum = RiskClasses.raisedQuorum(base, quorumBps, totalVotes, shareBps);
        uint256 share = (uint256(totalVotes) * shareBps) / 100_00;
        assertAtMost(base, quorum, "V4: below the governor's own");
        assertAtMost(quorum, (base * quorumBps) / 100_00, "V4: more than the multiple");
        assertAtMost(quorum, base > share ? base : share, "V4: past base and share");
        assertAtMost(quorum, totalVotes, "V4: more than there are votes");
        assertTrue(base != 0 || quorum == 0, "V4: a quorum out of nothing");
    }

    /// @dev A higher class never needs fewer votes.
    function testFuzz_V4_QuorumRisesWithTheClass(uint208 totalVotes, uint256 part, uint16 a, uint16 b) external pure {
        uint256 base = (uint256(totalVotes) * (part % 101)) / 100;
        (uint256 lower, uint256 higher) = a < b ? (a, b) : (b, a);
        uint256 less = RiskClasses.raisedQuorum(base, 100_00 + lower, totalVotes, 40_00);
        assertAtMost(less, RiskClasses.raisedQuorum(base, 100_00 + higher, totalVotes, 40_00), "V4: falls");
    }

    function validate(
        IGovernorRiskGate.RiskSettings memory settings,
        IGovernorRiskGate.RiskLimits memory limits
    ) external pure {
        RiskClasses.validate(limits);
        RiskClasses.validate(settings, limits);
    }

    /// @dev What is expected of `validate`, said again from the outside.
    function testFuzz_V4_AdmitsWhatIsWithinItsBoundsAndNothingElse(uint256 seed) external view {
        (IGovernorRiskGate.RiskSettings memory s, IGovernorRiskGate.RiskLimits memory l) = _drawn(seed);
        bool limits = l.quorumBps >= 100_00 && l.quorumBps <= 400_00 && Bps.unwrap(l.quorumShare) >= 1;
        limits = limits && Bps.unwrap(l.quorumShare) <= 50_00 && l.extraDelay.toSeconds() <= 30 days;
        bool bands = Bps.unwrap(s.elevatedFrom) >= 1 && Bps.unwrap(s.elevatedFrom) <= Bps.unwrap(s.strictFrom);
        bands = bands && Bps.unwrap(s.strictFrom) <= 100_00;
        bool quorums = s.elevatedQuorumBps >= 100_00 && s.elevatedQuorumBps <= s.strictQuorumBps;
        quorums = quorums && s.strictQuorumBps <= l.quorumBps;
        bool delays = s.elevatedDelay.toSeconds() <= s.strictDelay.toSeconds();
        delays = delays && s.strictDelay.toSeconds() <= l.extraDelay.toSeconds();
        bool expected = limits && bands && quorums && delays && s.scoreWindow != 0;
        assertTrue(_admits(s, l) == expected, "V4: admitted or refused otherwise than the bounds say");
    }

    function _admits(
        IGovernorRiskGate.RiskSettings memory settings,
        IGovernorRiskGate.RiskLimits memory limits
    ) private view returns (bool) {
        try this.validate(settings, limits) {
            return true;
        } catch {
            return false;
        }
    }

    /// @dev Within the bounds most of the time, at their edges often, beyond them now and then.
    function _drawn(
        uint256 seed
    )
        private
        pure
        returns (IGovernorRiskGate.RiskSettings memory settings, IGovernorRiskGate.RiskLimits memory limits)
    {
        limits.quorumBps = uint16(_near(seed, 0, 100_00, 400_00));
        limits.quorumShare = Bps.wrap(uint16(_near(seed, 1, 1, 50_00)));
        limits.extraDelay = Duration.wrap(uint32(_near(seed, 2, 0, 30 days)));
        settings.strictFrom = Bps.wrap(uint16(_near(seed, 3, 1, 100_00)));
        settings.elevatedFrom = Bps.wrap(uint16(_near(seed, 4, 1, Bps.unwrap(settings.strictFrom))));
        settings.strictQuorumBps = uint16(_near(seed, 5, 100_00, limits.quorumBps));
        settings.elevatedQuorumBps = uint16(_near(seed, 6, 100_00, settings.strictQuorumBps));
        settings.strictDelay = Duration.wrap(uint32(_near(seed, 7, 0, limits.extraDelay.toSeconds())));
        settings.elevatedDelay = Duration.wrap(uint32(_near(seed, 8, 0, settings.strictDelay.toSeconds())));
        settings.scoreWindow = uint32(_near(seed, 9, 1, 7 days));
    }

    function _near(uint256 seed, uint256 field, uint256 min, uint256 max) private pure returns (uint256) {
        uint256 random = uint256(keccak256(abi.encode(seed, field)));
        if (random % 32 == 0) return min == 0 ? 0 : min - 1;
        if (random % 32 == 1) return max + 1;
        if (random % 32 < 6) return min;
        if (random % 32 < 11 || max <= min) return max;
        return min + ((random >> 8) % (max - min + 1));
    }
}
