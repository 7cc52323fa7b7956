// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {assertAtMost, assertTrue} from "../mocks/Vm.sol";
import {GovernanceHandler} from "./GovernanceHandler.sol";

/// @dev The runner calls contracts of this file only.
contract DaoHandler is GovernanceHandler {}

/// @notice What holds of a gated governor after any sequence of scores, votes and changes of what is set.
contract GovernorRiskGateInvariants {
    DaoHandler private _handler;

    function setUp() public {
        _handler = new DaoHandler();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev Two runs for four guarantees: the books are kept for all of them in every run.
    function invariant_V1_V2_NothingDecidedFlipsAndNothingLawfulIsBlocked() external view {
        assertAtMost(_handler.broken(1), 0, "V1 was broken");
        assertAtMost(_handler.broken(2), 0, "V2 was broken");
    }

    function invariant_V3_V4_TheCommitteeIsNotShieldedAndTheCapsHold() external view {
        assertAtMost(_handler.broken(3), 0, "V3 was broken");
        assertAtMost(_handler.broken(4), 0, "V4 was broken");
    }

    /// @dev What the invariants rest on: a long run reaches every class, every kind of proposal and every end.
    function test_TheHandlerReachesEveryEnd() external {
        for (uint256 i = 0; i < 80; ++i) {
            if (i % 8 == 0) _handler.lawful(i << 5);
            if (i % 8 == 4) _handler.changeAround(uint256(keccak256(abi.encode(i))) << 2);
            _handler.propose(i | (uint256(keccak256(abi.encode(i))) << 8));
            uint256 slot = (_handler.proposals() - 1) % 5;
            // A third of them have the minnow's votes alone.
            uint256 voter = i % 3 == 0 ? 0 : 5 << 8;
            for (uint256 step = 0; step < 6; ++step) {
                _handler.advance(slot + voter);
                if (step == 0) _handler.score(slot, uint16((i * 7_01) % 100_01), 0);
            }
        }
        assertTrue(_handler.fixedByScore() > 10, "too few classes were fixed");
        assertTrue(_handler.executions() > 30, "too few proposals were executed");
        assertTrue(_handler.defeats() > 0, "no proposal was defeated");
        for (uint256 guarantee = 1; guarantee <= 4; ++guarantee) {
            assertAtMost(_handler.broken(guarantee), 0, "a guarantee was broken");
        }
    }
}
