// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {IScoreFeeHook} from "../../contracts/interfaces/IScoreFeeHook.sol";
import {ScoreFee} from "../../contracts/libraries/ScoreFee.sol";
import {Bps} from "../../contracts/types/Bps.sol";
import {assertTrue} from "../mocks/Vm.sol";

/// @notice The fee's line and its bounds, over every policy that the hook takes.
contract ScoreFeeTest {
    uint256 private constant MOST = 200_00;

    function testFuzz_H3_AFeeIsWithinItsBoundsForAnyScore(uint256 seed, uint256 doubted, uint8 status) public pure {
        IScoreFeeHook.FeePolicy memory policy = _policy(seed);
        IRiskOracle.Status doubt = IRiskOracle.Status(status % 4);
        uint24 fee = _fee(policy, doubted % (MOST + 1), doubt);
        assertTrue(fee >= policy.minFee && fee <= policy.maxFee, "out of bounds");
        if (doubt == IRiskOracle.Status.Degraded) assertTrue(fee >= policy.blindFee, "doubt was cheap");
        if (doubt == IRiskOracle.Status.Fresh) {
            assertTrue(fee == _line(policy, doubted % (MOST + 1)), "a fresh score's fee is not the line's");
        }
        if (uint8(doubt) < uint8(IRiskOracle.Status.Degraded)) assertTrue(fee == policy.blindFee, "not blind");
    }

    function testFuzz_H3_AFeeNeverFallsAsTheScoreRises(uint256 seed, uint256 a, uint256 b, bool degraded) public pure {
        IScoreFeeHook.FeePolicy memory policy = _policy(seed);
        (a, b) = (a % (MOST + 1), b % (MOST + 1));
        if (a > b) (a, b) = (b, a);
        IRiskOracle.Status status = degraded ? IRiskOracle.Status.Degraded : IRiskOracle.Status.Fresh;
        uint24 lower = _fee(policy, a, status);
        assertTrue(lower <= _fee(policy, b, status), "a higher score was cheaper");
    }

    /// @dev The least whole fee that is not below the line, and the bounds where the line ends.
    function testFuzz_AFeeIsTheLineRoundedUp(uint256 seed, uint256 doubted) public pure {
        IScoreFeeHook.FeePolicy memory policy = _policy(seed);
        (uint256 low, uint256 high) = (policy.low.toUint(), policy.high.toUint());
        assertTrue(_line(policy, doubted % (low + 1)) == policy.minFee, "up to low");
        assertTrue(_line(policy, high + (doubted % MOST)) == policy.maxFee, "from high on");
        uint256 above = doubted % (high - low + 1);
        uint256 risen = uint256(_line(policy, low + above)) - policy.minFee;
        uint256 span = policy.maxFee - policy.minFee;
        assertTrue(risen * (high - low) >= span * above, "below the line");
        assertTrue(risen == 0 || (risen - 1) * (high - low) < span * above, "above the line by one or more");
    }

    /// @dev A whole number stays, anything above it is the next.
    function test_AFeeIsRoundedUpAndNoFurther() public pure {
        for (uint256 score = 0; score <= 10; ++score) {
            assertTrue(ScoreFee.feeAt(0, 10, Bps.wrap(0), Bps.wrap(10), score) == score, "a whole number moved");
        }
        assertTrue(ScoreFee.feeAt(0, 1, Bps.wrap(0), Bps.wrap(3), 1) == 1, "a third was rounded down");
        assertTrue(ScoreFee.feeAt(0, 2, Bps.wrap(0), Bps.wrap(3), 2) == 2, "four thirds were rounded down");
    }

    function testFuzz_ValidatesEveryField(uint24[3] memory fees, uint16 low, uint16 high) public view {
        // Half of the seeds lie near the bounds, where one in a million would otherwise be.
        if (low % 2 == 0) (fees[0], fees[1], fees[2]) = (fees[0] % 100_002, fees[1] % 100_002, fees[2] % 100_002);
        IScoreFeeHook.FeePolicy memory policy = IScoreFeeHook.FeePolicy({
            minFee: fees[0],
            maxFee: fees[1],
            blindFee: fees[2],
            low: Bps.wrap(low),
            high: Bps.wrap(high)
        });
        bool good = policy.maxFee >= 1 && policy.maxFee <= 100_000 && policy.minFee <= policy.blindFee;
        good = good && policy.blindFee <= policy.maxFee && low < high && high <= 100_00;
        try this.validate(policy) {
            assertTrue(good, "a bad policy was taken");
        } catch {
            assertTrue(!good, "a good policy was refused");
        }
    }

    function validate(IScoreFeeHook.FeePolicy memory policy) external pure {
        ScoreFee.validate(policy);
    }

    function _fee(
        IScoreFeeHook.FeePolicy memory policy,
        uint256 doubtedBps,
        IRiskOracle.Status status
    ) private pure returns (uint24) {
        return ScoreFee.inDoubt(_line(policy, doubtedBps), policy.blindFee, status);
    }

    function _line(IScoreFeeHook.FeePolicy memory policy, uint256 doubtedBps) private pure returns (uint24) {
        return ScoreFee.feeAt(policy.minFee, policy.maxFee, policy.low, policy.high, doubtedBps);
    }

    function _policy(uint256 seed) private pure returns (IScoreFeeHook.FeePolicy memory policy) {
        policy.maxFee = uint24(1 + (seed % 100_000));
        policy.minFee = uint24((seed >> 32) % (policy.maxFee + 1));
        policy.blindFee = uint24(policy.minFee + ((seed >> 64) % (policy.maxFee - policy.minFee + 1)));
        policy.high = Bps.wrap(uint16(1 + ((seed >> 96) % 100_00)));
        policy.low = Bps.wrap(uint16((seed >> 128) % policy.high.toUint()));
        ScoreFee.validate(policy);
    }
}
