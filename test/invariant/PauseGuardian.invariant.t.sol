// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PauseGuardian} from "../../contracts/PauseGuardian.sol";
import {assertAtMost, assertTrue} from "../mocks/Vm.sol";
import {GuardianHandler} from "./GuardianHandler.sol";

/// @dev The runner calls contracts of this file only.
contract LadderHandler is GuardianHandler {}

/// @notice What holds of the guardian after any sequence of what anyone can do to it and around it.
contract PauseGuardianInvariants {
    uint256 private constant MARKETS = 2;
    uint256 private constant BUDGET = 2;
    uint256 private constant EMERGENCY_BUDGET = 1;
    uint256 private constant PERIOD = 2 days;
    uint256 private constant SILENCE = 5 days;

    LadderHandler private _handler;
    PauseGuardian private _guardian;

    function setUp() public {
        _handler = new LadderHandler();
        _guardian = _handler.guardian();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_G1_NobodyButTheDaoLowersALadder() external view {
        _neverBroken(1);
    }

    /// @dev Between triggers too: nothing but a counted round, an effect or a policy moves rows and spent rungs.
    function invariant_G2_RowsAndSpentRungsAreWhatTheRoundsSay() external view {
        _neverBroken(2);
        for (uint256 i = 0; i < MARKETS; ++i) {
            LadderHandler.Book memory book = _handler.book(i);
            (bool enabled, uint64 last, uint8[4] memory counts, bool[4] memory spent, ) = _guardian.stateOf(
                _handler.idOf(i)
            );
            assertTrue(enabled == book.enabled && last == book.lastRound, "G2: another state than the rounds'");
            for (uint256 r = 0; r < 4; ++r) {
                assertTrue(counts[r] == book.rows[r + 1], "G2: another row");
                assertTrue(spent[r] == book.spent[r + 1], "G2: a rung spent, or armed, without cause");
            }
        }
    }

    function invariant_G3_ARepeatChangesNothingAndNeverReverts() external view {
        _neverBroken(3);
    }

    /// @dev No order outlives a raise, a void, a policy, a change of the committee, or the DAO's reset of a ladder.
    function invariant_G4_NothingUsedTwiceAndNothingOutlivesAReset() external view {
        _neverBroken(4);
        assertAtMost(_handler.refused(), 0, "G4: an order was refused though nothing was wrong with it");
    }

    function invariant_G5_NoStretchHoldsMoreRaisesThanItsBudget() external view {
        _neverBroken(5);
        for (uint256 i = 0; i < MARKETS; ++i) {
            LadderHandler.Book memory book = _handler.book(i);
            _checkStretches(book.raisedAt, BUDGET);
            _checkStretches(book.orderedAt, EMERGENCY_BUDGET);
        }
    }

    function invariant_G5_AuthorityEndsASilenceAfterTheCommitteeWasHeard() external view {
        for (uint256 i = 0; i < MARKETS; ++i) {
            uint256 until = _handler.book(i).heardAt + SILENCE;
            assertTrue(_guardian.authorityUntil(_handler.idOf(i)) == until, "G5: authority of another length");
        }
    }

    function invariant_G6_NoOrderCountsThatAQuorumDidNotSignWhole() external view {
        _neverBroken(6);
    }

    function invariant_C1_NobodyTakesARoleOrSetsAPolicy() external view {
        _neverBroken(101);
    }

    /// @dev None of the above says anything if nothing ever happens: a long draw of the same calls raises both ways.
    function test_G1_TheHandlerRaisesOnScoresAndOnOrders() external {
        for (uint256 i = 0; i < 400; ++i) {
            uint256 seed = uint256(keccak256(abi.encode("draw", i)));
            if (i % 3 == 0) _handler.round(seed);
            if (i % 3 == 1) _handler.trigger(seed);
            if (i % 7 == 2) _handler.sign(seed);
            if (i % 7 == 3) _handler.submit(seed);
            if (i % 11 == 4) _handler.lower(seed);
            if (i % 13 == 5) _handler.spoiltOrder(seed, i);
        }
        assertTrue(_handler.counted() > 0, "no round was counted");
        assertTrue(_handler.raises() > 0, "no score raised a ladder");
        assertTrue(_handler.ordered() > 0, "no order raised a ladder");
        for (uint256 guarantee = 1; guarantee <= 6; ++guarantee) _neverBroken(guarantee);
    }

    function _checkStretches(uint256[] memory times, uint256 budget) private pure {
        for (uint256 i = budget; i < times.length; ++i) {
            assertTrue(times[i] - times[i - budget] >= PERIOD, "G5: too many raises in one period");
        }
    }

    function _neverBroken(uint256 guarantee) private view {
        assertAtMost(_handler.broken(guarantee), 0, "a guarantee was broken");
    }
}
