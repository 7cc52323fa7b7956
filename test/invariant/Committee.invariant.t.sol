// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommittee} from "../../contracts/interfaces/ICommittee.sol";
import {assertAtMost, assertTrue} from "../mocks/Vm.sol";
import {OracleHandler} from "./OracleHandler.sol";

/// @dev The runner calls contracts of this file only.
contract CommitteeHandler is OracleHandler {}

/// @notice What holds of the committee and its models after any sequence of what anyone can do to them.
contract CommitteeInvariants {
    uint256 private constant C1 = 101;
    uint256 private constant C2 = 102;

    CommitteeHandler private _handler;
    ICommittee private _committee;

    function setUp() public {
        _handler = new CommitteeHandler();
        _committee = _handler.committee();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_R1_TheCommitteeIsLargeEnoughForItsFaults() external view {
        uint256 faults = _committee.faults();
        assertTrue(faults >= 1, "R1: f is zero");
        assertTrue(_committee.memberCount() >= 3 * faults + 1, "R1: n < 3f + 1");
        assertTrue(_committee.quorum() == 2 * faults + 1, "R1: the quorum is not 2f + 1");
    }

    function invariant_R12_NoWeightExceedsOneThirdAndAllSumToOne() external view {
        uint256 sum = 0;
        for (uint8 i = 0; i < _committee.memberCount(); ++i) {
            uint256 weight = _weight(i);
            assertAtMost(weight, 33_33, "R12: a weight above one third");
            sum += weight;
        }
        assertTrue(sum == 100_00, "R12: weights do not sum to one");
    }

    /// @dev Loosening without the role, a suspension that a new configuration ended, a report without a quorum left.
    function invariant_C1_NobodyLoosensButTheGovernorAndSilenceIsClosed() external view {
        assertAtMost(_handler.broken(C1), 0, "C1 was broken");
    }

    function invariant_C2_NoRetiredModelCountsAndEnoughDistinctOnesDo() external view {
        assertAtMost(_handler.broken(C2), 0, "C2 was broken");
    }

    function _weight(uint8 member) private view returns (uint256) {
        (ICommittee.MemberConfig memory config, ) = _committee.memberAt(member);
        return config.weightBps;
    }
}
