// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommittee} from "../../contracts/interfaces/ICommittee.sol";
import {ISkillLedger} from "../../contracts/interfaces/ISkillLedger.sol";
import {assertAtMost, assertTrue} from "../mocks/Vm.sol";
import {CaseForge} from "./CaseForge.sol";
import {FeedBook} from "./FeedBook.sol";
import {SkillBook} from "./SkillBook.sol";
import {SkillHandler} from "./SkillHandler.sol";

/// @dev The runner calls contracts of this file only.
contract LedgerHandler is SkillHandler {}

/// @notice What holds of outcomes, losses and weights after any sequence of what anyone can do to the ledger.
contract SkillLedgerInvariants {
    uint256 private constant KEYS = 10;
    uint256 private constant MARKETS = 2;

    LedgerHandler private _handler;
    ISkillLedger private _ledger;
    ICommittee private _committee;

    function setUp() public {
        _handler = new LedgerHandler();
        (_ledger, _committee) = (_handler.ledger(), _handler.committee());
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev Nothing unwitnessed or late counts, nothing twice, nothing void; and what counts does so to the last unit. Each
    /// call looks at one case and at some keys.
    function invariant_R2_R12_EveryOutcomeAndEveryLossFollowsFromFeedsAndSignatures() external view {
        _neverBroken(_handler.OUTCOMES());
        _neverBroken(_handler.LOSSES());
        ISkillLedger.Epoch memory epoch = _ledger.epoch();
        assertTrue(
            keccak256(abi.encode(epoch)) == keccak256(abi.encode(_handler.epoch())),
            "R12: the ledger stands elsewhere than the books"
        );
        uint256 calls = _handler.calls();
        for (uint256 i = 0; i < 3; ++i) _checkStanding(1 + ((calls + i) % KEYS), epoch.index);
        if (_handler.cases() == 0) return;
        uint256 index = calls % _handler.cases();
        for (uint256 market = 0; market < MARKETS; ++market) {
            _checkOutcome(index, market);
            _checkTally(index, market, epoch.configuredVersion);
        }
    }

    /// @dev Between closings too: nothing else moves a weight.
    function invariant_R12_WeightsMoveAtTheEndOfAnEpochAndWithinBounds() external view {
        _neverBroken(_handler.WEIGHTS());
        uint16[] memory weights = _committee.weights();
        uint256 sum = 0;
        for (uint256 i = 0; i < weights.length; ++i) {
            (uint256 members, uint256 weight) = _handler.weightAt(i);
            assertTrue(members == weights.length && weight == weights[i], "R12: a weight moved by itself");
            assertAtMost(weights[i], 33_33, "R12: a weight above one third");
            sum += weights[i];
        }
        assertTrue(sum == 100_00, "R12: weights do not sum to one");
    }

    /// @dev None of the above says anything if nothing is ever counted. A past window has one outcome, whenever it is
    /// computed: those that were settled early are computed once more.
    function afterInvariant() external view {
        assertTrue(_handler.counted() > 0, "nothing was counted in the whole run");
        for (uint256 key = 1; key <= KEYS; ++key) _checkStanding(key, _ledger.epoch().index);
        for (uint256 i = 0; i < _handler.cases(); ++i) {
            (, , SkillBook.Window memory window, ) = _handler.caseAt(i, 0);
            FeedBook.Verdict memory verdict = _handler.verdictAt(i, 0);
            if (window.outcome == ISkillLedger.Outcome.Unsettled) continue;
            assertTrue(window.outcome == verdict.outcome, "R12: a past window has another outcome now");
        }
    }

    function _checkOutcome(uint256 index, uint256 market) private view {
        (CaseForge.Case memory its, bytes32 digest, SkillBook.Window memory window, ) = _handler.caseAt(index, market);
        (ISkillLedger.Outcome outcome, uint40 end) = _ledger.outcomeOf(digest, _handler.idOf(market), its.observedAt);
        assertTrue(outcome == window.outcome, "R12: another outcome than the feed's rounds make");
        uint256 expected = window.isBegun ? its.observedAt + (market + 1) * 3 hours : 0;
        assertTrue(end == expected, "R12: another end than the horizon's");
    }

    function _checkTally(uint256 index, uint256 market, uint32 version) private view {
        (CaseForge.Case memory its, , , SkillBook.Tally memory tally) = _handler.caseAt(index, market);
        uint64 round = uint64(its.observedAt / 1 hours);
        ISkillLedger.Attendance memory counted = _ledger.attendanceOf(version, _handler.idOf(market), round);
        assertTrue(counted.members == tally.members, "R12: other members counted than were brought");
        assertTrue(counted.voters == tally.losses.length, "R12: another count of forecasts");
        uint256 sum = 0;
        for (uint256 i = 0; i < tally.losses.length; ++i) sum += tally.losses[i];
        assertTrue(counted.lossSum == sum, "R12: another sum of losses");
        assertTrue(counted.medianBps == tally.median, "R6: another median than the first batch's");
    }

    function _checkStanding(uint256 key, uint16 epoch) private view {
        ISkillLedger.Standing memory standing = _ledger.standingOf(_handler.signerOf(key));
        SkillBook.Record memory record = _handler.recordOf(key);
        if (standing.epoch != epoch) {
            (standing.epochEvents, standing.epochAttended, standing.epochRegret) = (0, 0, 0);
        }
        bool life =
            standing.events == record.events &&
                standing.attended == record.attended &&
                standing.missed == record.missed &&
                standing.loss == record.loss;
        assertTrue(life, "R12: another record of a key than its rounds make");
        bool inEpoch =
            standing.epochEvents == record.epochEvents &&
                standing.epochAttended == record.epochAttended &&
                standing.epochRegret == record.epochRegret;
        assertTrue(inEpoch, "R12: another epoch of a key than its rounds make");
    }

    function _neverBroken(uint256 what) private view {
        assertAtMost(_handler.broken(what), 0, "R12 was broken");
    }
}
