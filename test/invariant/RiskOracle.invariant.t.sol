// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {Duration} from "../../contracts/types/Duration.sol";
import {MarketId} from "../../contracts/types/MarketId.sol";
import {assertAtMost, assertTrue} from "../mocks/Vm.sol";
import {OracleHandler} from "./OracleHandler.sol";

/// @dev The runner calls contracts of this file only.
contract ReportHandler is OracleHandler {}

/// @notice What holds of the report path after any sequence of what anyone can do to it.
contract RiskOracleInvariants {
    uint256 private constant MARKETS = 4;
    uint256 private constant MAX_AGE = 2 hours;
    /// @dev One cold slot and its unpacking, with room; a lending market may give no more.
    uint256 private constant READ_GAS = 15_000;

    ReportHandler private _handler;
    IRiskOracle private _oracle;

    function setUp() public {
        _handler = new ReportHandler();
        _oracle = _handler.oracle();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_R1_NothingShortOfAQuorumOfSignersIsAccepted() external view {
        _neverBroken(1);
    }

    function invariant_R2_NothingIsAcceptedThatWasNotSigned() external view {
        _neverBroken(2);
    }

    function invariant_R3_RoundsOnlyIncreaseAndNothingReplays() external view {
        _neverBroken(3);
    }

    function invariant_R4_NothingIsAcceptedOutsideItsTime() external view {
        _neverBroken(4);
    }

    function invariant_R5_NoMalformedReportIsAccepted() external view {
        _neverBroken(5);
    }

    function invariant_R6_EveryScoreLiesWithinTheHonestRange() external view {
        _neverBroken(6);
    }

    /// @dev Between reports too: nothing but a report, or another event, changes a record.
    function invariant_R7_EveryRecordIsWhatItsReportSays() external view {
        for (uint256 i = 0; i < MARKETS; ++i) {
            (IRiskOracle.ScoreRecord memory stored, ) = _oracle.score(_handler.idOf(i));
            bytes32 expected = keccak256(abi.encode(_handler.expected(i)));
            assertTrue(keccak256(abi.encode(stored)) == expected, "R7: a record differs from the reference");
        }
        assertAtMost(_handler.refused(), 0, "R7: a good report was refused");
    }

    function invariant_R8_AReportWritesOneSlotForEachMarketItStores() external view {
        _neverBroken(8);
    }

    function invariant_R9_NoStaleScorePassesForAFreshOne() external view {
        for (uint256 i = 0; i < MARKETS; ++i) {
            MarketId id = _handler.idOf(i);
            IRiskOracle.ScoreRecord memory expected = _handler.expected(i);
            (, IRiskOracle.Status status) = _oracle.score(id);
            bool stale = block.timestamp > expected.observedAt + MAX_AGE;
            if (expected.contributors == 0) assertTrue(status == IRiskOracle.Status.Unknown, "R9: not Unknown");
            else assertTrue((status == IRiskOracle.Status.Stale) == stale, "R9: Stale or not");
            if (status == IRiskOracle.Status.Fresh) {
                assertTrue(!expected.degraded && !expected.outOfDistribution, "R9: Fresh in spite of a flag");
            }
            try _oracle.scoreNoOlderThan(id, Duration.wrap(uint32(MAX_AGE))) {
                assertTrue(!stale && expected.contributors != 0, "R9: too old a score was given");
            } catch {
                assertTrue(stale || expected.contributors == 0, "R9: a score of good age was not given");
            }
        }
    }

    function invariant_R10_ReadingNeverRevertsAndIsCheap() external view {
        for (uint256 i = 0; i <= MARKETS; ++i) {
            // The last one is no market at all.
            bytes memory call = abi.encodeCall(_oracle.score, (_handler.idOf(i)));
            (bool done, ) = address(_oracle).staticcall{gas: READ_GAS}(call);
            assertTrue(done, "R10: score reverted");
        }
    }

    /// @dev None of the above says anything if no report ever comes through.
    function afterInvariant() external view {
        assertTrue(_handler.accepted() > 0, "no report was accepted in the whole run");
    }

    function _neverBroken(uint256 guarantee) private view {
        assertAtMost(_handler.broken(guarantee), 0, "a guarantee was broken");
    }
}
