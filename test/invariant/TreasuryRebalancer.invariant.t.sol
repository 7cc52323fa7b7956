// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TreasuryRebalancer} from "../../contracts/liquidity/TreasuryRebalancer.sol";
import {assertAtMost, assertTrue} from "../mocks/Vm.sol";
import {RebalancerHandler} from "./RebalancerHandler.sol";
import {RebalancerWorld} from "./RebalancerWorld.sol";

/// @dev The runner calls contracts of this file only.
contract EdgeHandler is RebalancerHandler {}

/// @notice What holds of the rebalancer after any sequence of what anyone can do to it and around it.
contract TreasuryRebalancerInvariants {
    uint256 private constant EDGES = 2;

    EdgeHandler private _handler;
    TreasuryRebalancer private _rebalancer;

    function setUp() public {
        _handler = new EdgeHandler();
        _rebalancer = _handler.rebalancer();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_NobodyButTheTreasuryHasOrGetsAnything() external view {
        _never("stray");
        _never("sweep");
        _never("assets not conserved");
        _never("more came back than went");
        for (uint256 i = 0; i < EDGES; ++i) {
            uint256 outstanding = _rebalancer.stateOf(_handler.edgeIds(i)).outstanding;
            assertTrue(outstanding == _handler.bookOf(i).outstanding, "another sum outstanding");
        }
    }

    function invariant_H3_NothingMovesWithoutItsRowOfUsableScores() external view {
        _never("moved on no score");
        _never("moved without a row");
        for (uint256 i = 0; i < EDGES; ++i) {
            RebalancerWorld.Book memory book = _handler.bookOf(i);
            TreasuryRebalancer.EdgeState memory state = _rebalancer.stateOf(_handler.edgeIds(i));
            assertTrue(state.enabled == book.enabled && state.lastRound == book.lastRound, "another round");
            assertTrue(state.highRow == book.high && state.calmRow == book.calm, "another row");
        }
    }

    function invariant_NoMoveLosesMoreThanItsBound() external view {
        _never("lost too much");
        _never("moved unmeasured");
    }

    /// @dev Over every stretch of a day that ends with a move.
    function invariant_NoDaySeesMoreThanItsCaps() external view {
        uint256 length = _handler.movesLength();
        for (uint256 i = 0; i < length; ++i) {
            RebalancerWorld.Moved memory last = _handler.moveAt(i);
            uint256 all = 0;
            uint256 along = 0;
            for (uint256 j = 0; j <= i; ++j) {
                RebalancerWorld.Moved memory moved = _handler.moveAt(j);
                if (moved.movedAt + 1 days < last.movedAt) continue;
                all += moved.assets;
                if (moved.edge == last.edge) along += moved.assets;
            }
            assertAtMost(along, _handler.EDGE_CAP(), "more than an edge's cap in a day");
            assertAtMost(all, _handler.TOTAL_CAP(), "more than the cap of all in a day");
        }
    }

    function invariant_C1_NobodyTakesWhatIsTheDaos() external view {
        _never("trespass");
    }

    /// @dev None of the above says anything if nothing ever moves: a long draw of the same calls moves both ways.
    function test_TheHandlerMovesBothWays() external {
        for (uint256 i = 0; i < 400; ++i) {
            uint256 seed = uint256(keccak256(abi.encode("draw", i)));
            _handler.round(seed);
            _handler.wait(seed);
            if (i % 5 == 2) _handler.push(seed);
            if (i % 7 == 3) _handler.fees(seed);
            if (i % 11 == 4) _handler.donate(seed);
            if (i % 13 == 5) _handler.deposit(seed);
        }
        assertTrue(_handler.outs() > 3, "too little went out");
        assertTrue(_handler.backs() > 3, "too little came back");
        _never("lost too much");
        _never("stray");
    }

    function _never(bytes32 what) private view {
        assertAtMost(_handler.broken(what), 0, "a promise was broken");
    }
}
