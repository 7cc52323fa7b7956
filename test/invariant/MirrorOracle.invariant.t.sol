// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommittee} from "../../contracts/interfaces/ICommittee.sol";
import {IMirrorCommittee} from "../../contracts/interfaces/IMirrorCommittee.sol";
import {IMirrorOracle} from "../../contracts/interfaces/IMirrorOracle.sol";
import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {Duration} from "../../contracts/types/Duration.sol";
import {MarketId} from "../../contracts/types/MarketId.sol";
import {assertAtMost, assertTrue} from "../mocks/Vm.sol";
import {MirrorHandler} from "./MirrorHandler.sol";

/// @dev The runner calls contracts of this file only.
contract RelayHandler is MirrorHandler {}

/// @notice What holds of a mirror after any sequence of what happens at home, on the way and there.
contract MirrorOracleInvariants {
    uint256 private constant MARKETS = 4;
    uint256 private constant MAX_AGE = 2 hours;
    uint256 private constant READ_GAS = 15_000;
    uint256 private constant C1 = 101;

    RelayHandler private _handler;
    IMirrorOracle private _mirror;
    IMirrorCommittee private _committee;

    function setUp() public {
        _handler = new RelayHandler();
        (_mirror, _committee) = (_handler.mirror(), _handler.mirrorCommittee());
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev R1, R4 and R5 with it: each spoilt report counts under the guarantee that forbids it.
    function invariant_R1_R2_R4_R5_NothingIsTakenThatAQuorumDidNotSignForTheHome() external view {
        _neverBroken(1);
        _neverBroken(2);
        _neverBroken(4);
        _neverBroken(5);
    }

    function invariant_R3_TheMirrorFollowsWhatIsNewerAndNeverGoesBack() external view {
        _neverBroken(3);
        (uint32 version, uint32 marketsVersion) = _handler.followed();
        assertTrue(_committee.version() == version, "R3: another home version than was followed last");
        assertTrue(_mirror.marketsVersion() == marketsVersion, "R3: another market set than was followed last");
    }

    /// @dev The same observations leave the same record, be they relayed at once or late.
    function invariant_R7_EveryRecordIsWhatTheHomeMadeOfTheSameReport() external view {
        _neverBroken(7);
        for (uint256 i = 0; i < MARKETS; ++i) {
            (IRiskOracle.ScoreRecord memory stored, ) = _mirror.score(_handler.idOf(i));
            bytes32 expected = keccak256(abi.encode(_handler.mirrored(i)));
            assertTrue(keccak256(abi.encode(stored)) == expected, "R7: another record than the home's");
        }
    }

    /// @dev R10 with it: the read that tells them apart never reverts, and is cheap.
    function invariant_R9_R10_NoStaleScorePassesForAFreshOneAndReadingNeverReverts() external view {
        for (uint256 i = 0; i < MARKETS; ++i) {
            MarketId id = _handler.idOf(i);
            IRiskOracle.ScoreRecord memory expected = _handler.mirrored(i);
            (bool done, bytes memory data) = address(_mirror).staticcall{gas: READ_GAS}(
                abi.encodeCall(_mirror.score, (id))
            );
            assertTrue(done, "R10: score reverted");
            (, IRiskOracle.Status status) = abi.decode(data, (IRiskOracle.ScoreRecord, IRiskOracle.Status));
            bool stale = block.timestamp > expected.observedAt + MAX_AGE;
            if (expected.contributors == 0) assertTrue(status == IRiskOracle.Status.Unknown, "R9: not Unknown");
            else assertTrue((status == IRiskOracle.Status.Stale) == stale, "R9: Stale or not");
            (done, ) = address(_mirror).staticcall(
                abi.encodeCall(_mirror.scoreNoOlderThan, (id, Duration.wrap(uint32(MAX_AGE))))
            );
            assertTrue(done == (!stale && expected.contributors != 0), "R9: given too old, or not given in time");
        }
    }

    /// @dev C1 with it: a suspension made there holds until the governor there ends it, whatever is followed meanwhile.
    function invariant_R11_C1_WhoIsProvenOrSuspendedThereIsOutThere() external view {
        _neverBroken(11);
        _neverBroken(C1);
        for (uint8 i = 0; i < _committee.memberCount(); ++i) {
            (address signer, bool suspended) = _handler.seatThere(i);
            (ICommittee.MemberConfig memory config, , bool there) = _committee.memberAt(i);
            assertTrue(config.signer == signer, "R2: another member than the home's");
            assertTrue(there == suspended, "R11: suspended there, or not");
        }
    }

    /// @dev None of the above says anything if no report ever comes through.
    function afterInvariant() external view {
        assertTrue(_handler.accepted() > 0, "no report was taken by the mirror in the whole run");
    }

    function _neverBroken(uint256 guarantee) private view {
        assertAtMost(_handler.broken(guarantee), 0, "a guarantee was broken");
    }
}
