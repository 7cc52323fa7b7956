// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {ISkillLedger} from "../../contracts/interfaces/ISkillLedger.sol";
import {WeightReference} from "./WeightReference.sol";

/// @notice Brings the ledger whatever there is to bring, and holds each answer against the books. It counts what went
/// otherwise.
abstract contract SkillDesk is WeightReference {
    uint256 public constant OUTCOMES = 1;
    uint256 public constant LOSSES = 2;
    uint256 public constant WEIGHTS = 3;

    mapping(uint256 what => uint256) public broken;
    /// @notice Cases that were counted.
    uint256 public counted;
    mapping(bytes32 batch => uint40) private _seenAt;

    constructor() {
        _epoch = ledger.epoch();
    }

    /// @dev The first witness stands.
    function _witness(Case memory its) internal {
        bytes32 batch = _hashOf(its);
        if (_seenAt[batch] == 0) _seenAt[batch] = uint40(block.timestamp);
        its.seenAt = _seenAt[batch];
        ledger.witness(batch);
        if (ledger.witnessedAt(batch) != its.seenAt) ++broken[LOSSES];
    }

    function _settle(Case memory its, uint256 market, uint80 start, uint256 steps) internal {
        Window storage window = _windowOf(its, market);
        Verdict memory due = _verdictOf(its, market);
        bool open = window.outcome == ISkillLedger.Outcome.Unsettled && block.timestamp > _endOf(its, market);
        bool right = window.isBegun || (start == due.start && start != 0);
        bytes memory data = abi.encodeCall(
            ledger.settle,
            (_listings[its.listing].digest, idOf(market), its.observedAt, start, steps)
        );
        (bool done, bytes memory answer) = address(ledger).call(data);
        if (!open || !right || steps == 0) {
            if (done) ++broken[OUTCOMES];
            return;
        }
        bool reaches = window.walked + steps >= due.steps;
        if (!done) {
            // Only the feed's silence, which may yet end, is a reason.
            if (!reaches || !due.isBehind) ++broken[OUTCOMES];
            return;
        }
        window.isBegun = true;
        window.walked += steps;
        window.outcome = reaches ? due.outcome : ISkillLedger.Outcome.Unsettled;
        if (abi.decode(answer, (ISkillLedger.Outcome)) != window.outcome || (reaches && due.isBehind)) {
            ++broken[OUTCOMES];
        }
    }

    function _account(Case memory its, uint64 mask) internal {
        bool due = _countable(its, mask);
        IRiskOracle.Report memory report = _reportOf(its, mask);
        _sign(its, report);
        if (_send(its, report) != due) ++broken[LOSSES];
        if (!due) return;
        ++counted;
        _note(its, mask);
    }

    function _send(Case memory its, IRiskOracle.Report memory report) internal returns (bool done) {
        (done, ) = address(ledger).call(
            abi.encodeCall(ledger.account, (report, _rosters[its.roster].digest, _listings[its.listing].digest))
        );
    }

    function _close() internal {
        uint32 version = _roster().version;
        bool begins = version != _epoch.configuredVersion;
        bool over = block.timestamp >= _epoch.startedAt + EPOCH && block.timestamp % ROUND >= ROUND / 2;
        (bool done, ) = address(ledger).call(abi.encodeCall(ledger.closeEpoch, ()));
        if (done != (begins || over)) ++broken[WEIGHTS];
        if (!done) return;
        if (begins) {
            (_epoch.configuredVersion, _epoch.termStartedAt) = (version, uint40(block.timestamp));
        } else {
            uint16[] memory weights = committee.weights();
            if (!_mayFollow(weights)) ++broken[WEIGHTS];
            _noteMissed();
            if (committee.digest() != _roster().digest) _renew(weights);
        }
        (_epoch.index, _epoch.startedAt, _epoch.rounds) = (_epoch.index + 1, uint40(block.timestamp), 0);
    }

    function _verdictOf(Case memory its, uint256 market) internal view returns (Verdict memory) {
        uint256 threshold = _listings[its.listing].thresholds[market];
        return _verdict(market, its.observedAt, _endOf(its, market), threshold);
    }

    function _withoutLast(Case memory its) internal pure returns (Case memory part) {
        part = abi.decode(abi.encode(its), (Case));
        uint32 last = 1;
        while (part.members / 2 >= last) last *= 2;
        part.members &= ~last;
    }

    /// @dev As few of a case's members as make a round.
    function _quorumOf(Case memory its) internal view returns (Case memory part) {
        part = abi.decode(abi.encode(its), (Case));
        part.seenAt = 0;
        while (_count(part.members) > 2 * _rosters[its.roster].faults + 1) part.members &= part.members - 1;
    }
}
