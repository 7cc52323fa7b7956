// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {IScoreGatedVault} from "../../contracts/interfaces/IScoreGatedVault.sol";
import {ScoreGate} from "../../contracts/libraries/ScoreGate.sol";
import {Bps} from "../../contracts/types/Bps.sol";
import {Duration} from "../../contracts/types/Duration.sol";
import {assertTrue, vm} from "../mocks/Vm.sol";

/// @notice When a gate is closed: hysteresis, age and doubt, over rows of scores.
contract ScoreGateTest {
    uint256 private constant ROUNDS = 64;
    uint64 private constant START = 1_700_000_000;

    function testFuzz_R9_AnOldOrMissingScoreClosesAndForgetsNothing(
        uint16 enter,
        uint16 score,
        uint32 age,
        uint32 maxAge,
        bool noted
    ) public pure {
        IScoreGatedVault.Policy memory policy = _policy(enter, maxAge);
        IRiskOracle.ScoreRecord memory record = _record(score);
        IScoreGatedVault.Reason reason;
        bool after_;
        (reason, after_) = ScoreGate.judge(policy, record, IRiskOracle.Status.Unknown, noted, START);
        assertTrue(reason == IScoreGatedVault.Reason.ScoreUnknown && after_ == noted, "unknown");
        (reason, after_) = ScoreGate.judge(policy, record, IRiskOracle.Status.Stale, noted, START + uint256(age));
        bool old = age > policy.maxScoreAge.toSeconds();
        assertTrue(old == (reason == IScoreGatedVault.Reason.ScoreTooOld), "too old");
        assertTrue(!old || after_ == noted, "an old score was noted");
    }

    /// @dev A row of any scores and statuses: once breached the gate stays closed until a fresh score below exit, whatever
    /// lies between; before any breach it is closed at or above enter only.
    function testFuzz_HysteresisHoldsOverARow(uint256 seed) public pure {
        IScoreGatedVault.Policy memory policy = _policy(uint16(seed >> 240), type(uint32).max);
        bool noted = false;
        bool breached = false;
        for (uint256 i = 0; i < ROUNDS; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            IRiskOracle.ScoreRecord memory record = _record(uint16(seed));
            IRiskOracle.Status status = IRiskOracle.Status(1 + ((seed >> 16) % 3));
            IScoreGatedVault.Reason reason;
            (reason, noted) = ScoreGate.judge(policy, record, status, noted, START);
            if (record.score >= policy.enter) breached = true;
            else if (record.score < policy.exit && status == IRiskOracle.Status.Fresh) breached = false;
            assertTrue(noted == breached, "what is noted");
            assertTrue((reason == IScoreGatedVault.Reason.None) == !breached, "open or closed");
        }
    }

    function testFuzz_ValidatesEveryField(uint16 enter, uint16 exit, uint32 maxAge) public view {
        IScoreGatedVault.Policy memory policy = IScoreGatedVault.Policy(
            Bps.wrap(enter),
            Bps.wrap(exit),
            Duration.wrap(maxAge)
        );
        bool good = enter >= 1 && enter <= 100_00 && exit < enter && maxAge >= 1 && maxAge <= 30 days;
        try this.validate(policy) {
            assertTrue(good, "a bad policy was taken");
        } catch {
            assertTrue(!good, "a good policy was refused");
        }
    }

    function validate(IScoreGatedVault.Policy memory policy) external pure {
        ScoreGate.validate(policy);
    }

    function _policy(uint16 enter, uint32 maxAge) private pure returns (IScoreGatedVault.Policy memory) {
        uint16 bounded = 2 + (enter % 99_99);
        return IScoreGatedVault.Policy(Bps.wrap(bounded), Bps.wrap(bounded / 2), Duration.wrap(maxAge));
    }

    function _record(uint16 score) private pure returns (IRiskOracle.ScoreRecord memory record) {
        record.score = Bps.wrap(score % 100_01);
        record.observedAt = START;
    }
}
