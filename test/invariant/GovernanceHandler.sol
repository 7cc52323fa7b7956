// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {Governor} from "@openzeppelin/contracts/governance/Governor.sol";
import {IGovernorRiskGate} from "../../contracts/interfaces/IGovernorRiskGate.sol";
import {IProposalOracle} from "../../contracts/interfaces/IProposalOracle.sol";
import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {Bps} from "../../contracts/types/Bps.sol";
import {FaultyOracle} from "../mocks/FaultyOracle.sol";
import {vm} from "../mocks/Vm.sol";
import {GovernanceBook} from "./GovernanceBook.sol";
import {Poked} from "./GovernanceWorld.sol";

/// @notice Everything that can happen around a gated governor, in any order: proposals of eight kinds, scores good and bad,
/// broken oracles, votes, calls at any time, settings and oracles that change by vote.
abstract contract GovernanceHandler is GovernanceBook {
    uint256 internal constant KINDS = 8;

    uint256 public fixedByScore;
    uint256 public executions;
    uint256 public defeats;

    /// @dev What the governor should hold now, as the executed proposals left it.
    uint256 private _oracle;
    uint256 private _settingsSeed;
    bool private _treasuryExempt;
    mapping(uint256 slot => bytes32) private _descriptionHashes;
    mapping(uint256 slot => uint256) private _seeds;
    mapping(uint256 slot => mapping(address voter => bool)) private _voted;
    mapping(uint256 slot => mapping(uint256 oracle => IRiskOracle.ScoreRecord)) private _records;
    mapping(uint256 slot => mapping(uint256 oracle => IRiskOracle.Status)) private _statuses;

    function propose(uint256 seed) external {
        _propose(seed % KINDS, seed >> 8, proposals % REMEMBERED);
        _checkAll();
    }

    /// @notice The committee, or a quorum of liars, scores a proposal; now, or as of some hours ago; now and then in the
    /// oracle that nobody listens to.
    function score(uint256 seed, uint16 bps, uint16 spread) external {
        uint256 slot = seed % REMEMBERED;
        Entry storage entry = _entries[slot];
        if (entry.id == 0) return;
        IRiskOracle.ScoreRecord memory record;
        (record.score, record.spread) = (Bps.wrap(bps % 100_01), Bps.wrap(spread % 20_00));
        record.observedAt = uint64(block.timestamp - ((seed >> 8) % 2 == 0 ? 0 : (seed >> 16) % 12 hours));
        record.round = uint64(record.observedAt / 1 hours);
        IRiskOracle.Status status = IRiskOracle.Status((seed >> 40) % 6 < 3 ? 3 : (seed >> 44) % 4);
        uint256 oracle = (seed >> 52) % 8 == 7 ? 1 - _oracle : _oracle;
        (_records[slot][oracle], _statuses[slot][oracle]) = (record, status);
        _scripts[oracle].set(gate.proposalMarketId(entry.id), record, status);
        if ((seed >> 48) % 2 == 0) _fix(slot);
        _checkAll();
    }

    function breakOracle(uint256 seed) external {
        _oracles[seed % 2].setFault((seed >> 8) % 2 == 0 ? FaultyOracle.Fault.None : FaultyOracle.Fault(seed % 5));
    }

    /// @notice Anyone fixes a class: at any time, by whatever the oracle says.
    function fix(uint256 seed) external {
        _fix(seed % REMEMBERED);
        _checkAll();
    }

    function vote(uint256 seed) external {
        address voter = [WHALE, MINNOW, OTHER][(seed >> 8) % 3];
        _vote(seed % REMEMBERED, voter, (seed >> 16) % 3);
        _checkAll();
    }

    function wait(uint256 time) external {
        vm.warp(block.timestamp + 1 + (time % 1 days));
        _checkAll();
    }

    /// @notice The next step of a proposal's way, whatever it is: time, votes, queue, execution.
    function advance(uint256 seed) external {
        uint256 slot = seed % REMEMBERED;
        if (_entries[slot].id == 0) return;
        _advance(slot, (seed >> 8) % 4 == 0 ? MINNOW : WHALE);
        _checkAll();
    }

    function cancel(uint256 seed) external {
        uint256 slot = seed % REMEMBERED;
        Entry storage entry = _entries[slot];
        if (entry.id == 0 || seed % 4 != 0 || _stateOf(entry) != IGovernor.ProposalState.Pending) return;
        (address[] memory targets, uint256[] memory values, bytes[] memory calldatas) = _calls(
            entry.kind,
            _seeds[slot]
        );
        governor.cancel(targets, values, calldatas, _descriptionHashes[slot]);
        entry.canceled = true;
        _checkAll();
    }

    /// @notice V2: from whatever state this is, a proposal that a tenth of all votes wants comes to its effect, and within
    /// what the caps allow; V3: one that removes the committee, at the governor's own price.
    function lawful(uint256 seed) external {
        if (seed % 4 != 0) return;
        bool removal = (seed >> 8) % 2 == 0;
        uint256 slot = proposals % REMEMBERED;
        uint256 began = block.timestamp;
        uint256 before = (removal ? COMMITTEE : TREASURY).pokes();
        _propose(removal ? 2 : 0, seed, slot);
        for (uint256 i = 0; i < 6; ++i) _advance(slot, removal ? MINNOW : WHALE);
        uint256 most = VOTING_DELAY + VOTING_PERIOD + VOTE_EXTENSION + MIN_DELAY + 10;
        if (!removal) most += LIMIT_DELAY;
        bool done = (removal ? COMMITTEE : TREASURY).pokes() == before + 1;
        if (!done || block.timestamp - began > most) ++broken[removal ? 3 : 2];
        _checkAll();
    }

    /// @notice Other settings, or another oracle, that were voted on take effect right before the vote on another proposal
    /// begins, as it begins or right behind.
    function changeAround(uint256 seed) external {
        if (seed % 4 != 0) return;
        uint256 slot = proposals % REMEMBERED;
        _propose(5 + ((seed >> 8) % 2), seed, slot);
        for (uint256 i = 0; i < 4; ++i) _advance(slot, WHALE);
        vm.warp(_entries[slot].queuedAt + MIN_DELAY + _delayOf(_entries[slot]));
        uint256 other = proposals % REMEMBERED;
        _propose((seed >> 16) % 4, seed, other);
        vm.warp(_entries[other].snapshot - 1 + ((seed >> 24) % 3));
        _execute(slot);
        _checkAll();
    }

    function _propose(uint256 kind, uint256 seed, uint256 slot) private {
        (address[] memory targets, uint256[] memory values, bytes[] memory calldatas) = _calls(kind, seed);
        string memory description = string(abi.encode(proposals));
        for (uint256 i = 0; i < 3; ++i) _voted[slot][[WHALE, MINNOW, OTHER][i]] = false;
        for (uint256 oracle = 0; oracle < 2; ++oracle) {
            delete _records[slot][oracle];
            delete _statuses[slot][oracle];
        }
        Entry memory entry;
        entry.id = governor.propose(targets, values, calldatas, description);
        entry.kind = kind;
        entry.exempt = kind == 2 || kind == 6 || (kind < 4 && _treasuryExempt);
        entry.settings = _settings(_settingsSeed);
        entry.snapshot = block.timestamp + VOTING_DELAY;
        _entries[slot] = entry;
        (_descriptionHashes[slot], _seeds[slot]) = (keccak256(bytes(description)), seed);
        ++proposals;
    }

    /// @dev What each kind calls.
    function _calls(
        uint256 kind,
        uint256 seed
    ) private view returns (address[] memory targets, uint256[] memory values, bytes[] memory calldatas) {
        uint256 n = kind == 3 ? 2 : 1;
        (targets, values, calldatas) = (new address[](n), new uint256[](n), new bytes[](n));
        (targets[0], calldatas[0]) = (address(COMMITTEE), abi.encodeCall(Poked.poke, ()));
        if (kind == 3) (targets[1], calldatas[1]) = (address(TREASURY), calldatas[0]);
        if (kind < 2) targets[0] = address(TREASURY);
        if (kind < 4) return (targets, values, calldatas);
        targets[0] = address(governor);
        if (kind == 4) calldatas[0] = abi.encodeCall(Governor.relay, (address(TREASURY), 0, calldatas[0]));
        if (kind == 5) calldatas[0] = abi.encodeCall(IGovernorRiskGate.setRiskSettings, (_settings(seed)));
        IProposalOracle other = IProposalOracle(address(_oracles[seed % 2]));
        if (kind == 6) calldatas[0] = abi.encodeCall(IGovernorRiskGate.setRiskOracle, (other));
        bool exempt = seed % 2 == 0;
        if (kind == 7) calldatas[0] = abi.encodeCall(IGovernorRiskGate.setExemptTarget, (address(TREASURY), exempt));
    }

    /// @dev V1, V2: it works exactly when a fresh score was observed since the vote began, once, in the window.
    function _fix(uint256 slot) private {
        Entry storage entry = _entries[slot];
        if (entry.id == 0) return;
        bool due =
            !entry.exempt &&
                entry.fixedClass == 0 &&
                block.timestamp > entry.snapshot &&
                block.timestamp <= _closesAt(entry) &&
                _oracles[_oracle].fault() == FaultyOracle.Fault.None &&
                _statuses[slot][_oracle] == IRiskOracle.Status.Fresh &&
                _records[slot][_oracle].observedAt > entry.snapshot;
        (bool done, ) = address(gate).call{gas: 1_000_000}(abi.encodeCall(gate.fixRisk, (entry.id)));
        if (done != due) ++broken[1];
        if (!due) return;
        ++fixedByScore;
        uint256 risk = _records[slot][_oracle].score.toUint() + _records[slot][_oracle].spread.toUint();
        entry.fixedClass = 1 + _riskClass(entry.settings, risk);
    }

    function _vote(uint256 slot, address voter, uint256 support) private {
        Entry storage entry = _entries[slot];
        if (entry.id == 0 || _voted[slot][voter]) return;
        if (_stateOf(entry) != IGovernor.ProposalState.Active) return;
        vm.prank(voter);
        uint256 weight = governor.castVote(entry.id, uint8(support));
        _voted[slot][voter] = true;
        if (support == 0) entry.votesAgainst += weight;
        else if (support == 1) entry.votesFor += weight;
        else entry.votesAbstain += weight;
    }

    function _advance(uint256 slot, address voter) private {
        Entry storage entry = _entries[slot];
        IGovernor.ProposalState state = _stateOf(entry);
        if (state == IGovernor.ProposalState.Pending) vm.warp(entry.snapshot + 1);
        else if (state == IGovernor.ProposalState.Active) {
            if (!_voted[slot][voter]) _vote(slot, voter, 1);
            else vm.warp(governor.proposalDeadline(entry.id) + 1);
        } else if (state == IGovernor.ProposalState.Succeeded) _queue(slot);
        else if (state == IGovernor.ProposalState.Queued) _execute(slot);
        else if (state == IGovernor.ProposalState.Defeated) ++defeats;
    }

    function _queue(uint256 slot) private {
        Entry storage entry = _entries[slot];
        (address[] memory targets, uint256[] memory values, bytes[] memory calldatas) = _calls(
            entry.kind,
            _seeds[slot]
        );
        governor.queue(targets, values, calldatas, _descriptionHashes[slot]);
        entry.queuedAt = block.timestamp;
    }

    /// @dev V4: no sooner than the wait is over, and then at any time.
    function _execute(uint256 slot) private {
        Entry storage entry = _entries[slot];
        (address[] memory targets, uint256[] memory values, bytes[] memory calldatas) = _calls(
            entry.kind,
            _seeds[slot]
        );
        uint256 due = entry.queuedAt + MIN_DELAY + _delayOf(entry);
        bytes memory data = abi.encodeCall(IGovernor.execute, (targets, values, calldatas, _descriptionHashes[slot]));
        if (block.timestamp < due) {
            vm.warp(due - 1);
            (bool early, ) = address(governor).call(data);
            if (early) ++broken[4];
            vm.warp(due);
        }
        (bool done, ) = address(governor).call(data);
        if (!done) ++broken[4];
        (entry.executed, executions) = (true, executions + 1);
        if (entry.kind == 5) _adopt(_seeds[slot]);
        if (entry.kind == 6) _oracle = _seeds[slot] % 2;
        if (entry.kind == 7) _treasuryExempt = _seeds[slot] % 2 == 0;
    }

    /// @dev V1: by every vote that has not begun, and by no other.
    function _adopt(uint256 seed) private {
        _settingsSeed = seed;
        for (uint256 i = 0; i < REMEMBERED; ++i) {
            if (_entries[i].id != 0 && _entries[i].snapshot >= block.timestamp) _entries[i].settings = _settings(seed);
        }
    }

    function _checkAll() private {
        for (uint256 i = 0; i < REMEMBERED; ++i) _check(_entries[i]);
    }
}
