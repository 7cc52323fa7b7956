// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IIncentiveGate} from "../interfaces/IIncentiveGate.sol";
import {IRiskOracle} from "../interfaces/IRiskOracle.sol";
import {IScoreGatedVault} from "../interfaces/IScoreGatedVault.sol";
import {requireInRange} from "../libraries/InRange.sol";
import {ScoreGate} from "../libraries/ScoreGate.sol";
import {ScoreReader} from "../libraries/ScoreReader.sol";
import {MarketId} from "../types/MarketId.sol";

/// @title IncentiveGate
/// @notice When an emission is off and on; what that means at a distributor is the deriving contract's.
///
/// Time model: the oracle's rounds for the dwell, block timestamps in unix seconds for the age of a score.
///
/// Guarantees
/// - A breach suspends, in whatever state the score's inputs are. A resumption takes `dwell` calm rounds in a row, each
///   Fresh and below `exit`, each counted once.
/// - Silence changes nothing in either direction: a committee that stops ends no programme and resumes none.
/// - What it resumes at is what the DAO set, or what was found when it suspended: never more.
/// - R10 Claims do not pass through it.
///
/// Trusts: the DAO with the emission; the oracle with off and on.
abstract contract IncentiveGate is IIncentiveGate, ReentrancyGuardTransient {
    /// @inheritdoc IIncentiveGate
    IRiskOracle public immutable oracle;
    /// @inheritdoc IIncentiveGate
    MarketId public immutable marketId;
    /// @notice Hash of the market and event that the gate was deployed for.
    bytes32 public immutable eventHash;
    /// @inheritdoc IIncentiveGate
    address public immutable dao;
    /// @inheritdoc IIncentiveGate
    uint8 public immutable dwell;

    IScoreGatedVault.Policy private _policy;
    /// @inheritdoc IIncentiveGate
    bool public suspended;
    /// @inheritdoc IIncentiveGate
    uint8 public calmRounds;
    uint64 private _countedRound;
    /// @inheritdoc IIncentiveGate
    uint256 public emission;

    /// @param newDao The timelock.
    /// @param newDwell 1 to 255 rounds: as long as a lull in a crisis may last.
    constructor(
        address newDao,
        IRiskOracle newOracle,
        MarketId newMarketId,
        IScoreGatedVault.Policy memory newPolicy,
        uint8 newDwell
    ) {
        if (newDao == address(0)) revert ZeroDao();
        if (address(newOracle) == address(0)) revert ZeroOracle();
        ScoreGate.validate(newPolicy);
        requireInRange("dwell", newDwell, 1, type(uint8).max);
        (dao, oracle, marketId, dwell) = (newDao, newOracle, newMarketId, newDwell);
        eventHash = keccak256(abi.encode(newOracle.marketOf(newMarketId)));
        _policy = newPolicy;
    }

    modifier onlyDao() {
        if (msg.sender != dao) revert OnlyDao(msg.sender, dao);
        _;
    }

    /// @inheritdoc IIncentiveGate
    function follow() external nonReentrant {
        _follow();
    }

    /// @inheritdoc IIncentiveGate
    function setEmission(uint256 newEmission) external onlyDao nonReentrant {
        // Check:
        requireInRange("emission", newEmission, 0, _mostEmission());
        // Effect:
        emission = newEmission;
        emit EmissionSet(newEmission);
        // Interaction:
        if (!suspended) _write(newEmission);
    }

    /// @inheritdoc IIncentiveGate
    function word() external view returns (Word said) {
        (said, ) = _hear();
    }

    /// @inheritdoc IIncentiveGate
    function policy() external view returns (IScoreGatedVault.Policy memory) {
        return _policy;
    }

    function _follow() internal {
        (Word said, IRiskOracle.ScoreRecord memory record) = _hear();
        if (suspended) _count(said, record);
        else if (said == Word.Breach) _suspend(record);
    }

    /// @dev Most that the distributor takes per second.
    function _mostEmission() internal view virtual returns (uint256);

    /// @dev What the distributor emits per second as far as the gate has a say in it.
    function _found() internal view virtual returns (uint256);

    /// @dev Lets the distributor emit so much from now on, as far as the gate has a say in it.
    function _write(uint256 newEmission) internal virtual;

    function _suspend(IRiskOracle.ScoreRecord memory record) private {
        // Effect: a rate that the DAO wrote past the gate is the DAO's, too.
        emission = _found();
        (suspended, calmRounds, _countedRound) = (true, 0, record.round);
        emit EmissionSuspended(record.round, record.score, emission);
        // Interaction:
        _write(0);
    }

    function _count(Word said, IRiskOracle.ScoreRecord memory record) private {
        if (said == Word.Silence || record.round <= _countedRound) return;
        // Effect: the row ends at `dwell`, so it never passes the byte.
        uint8 before = record.round == _countedRound + 1 ? calmRounds : 0;
        uint8 row = said == Word.Calm ? before + 1 : 0;
        (calmRounds, _countedRound) = (row, record.round);
        emit RoundCounted(record.round, row);
        if (row >= dwell) _resume(record);
    }

    function _resume(IRiskOracle.ScoreRecord memory record) private {
        // Effect: what is emitted now was written past the gate while it was suspended, by the DAO: it stands.
        uint256 found = _found();
        if (found != 0) emission = found;
        suspended = false;
        emit EmissionResumed(record.round, record.score, emission);
        // Interaction:
        if (found == 0) _write(emission);
    }

    function _hear() private view returns (Word said, IRiskOracle.ScoreRecord memory record) {
        IRiskOracle.Status status;
        // An oracle that does not answer is one without a score.
        (, record, status) = ScoreReader.read(oracle, marketId);
        (IScoreGatedVault.Reason reason, ) = ScoreGate.judge(_policy, record, status, true, block.timestamp);
        if (reason == IScoreGatedVault.Reason.Breach) said = Word.Breach;
        else if (reason == IScoreGatedVault.Reason.NotCalmYet) said = Word.Between;
        else if (reason == IScoreGatedVault.Reason.None) said = Word.Calm;
        if (said != Word.Silence && !ScoreReader.hasEvent(oracle, marketId, eventHash)) said = Word.Silence;
    }
}
