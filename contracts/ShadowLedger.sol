// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ICommittee} from "./interfaces/ICommittee.sol";
import {IModelRegistry} from "./interfaces/IModelRegistry.sol";
import {IRiskOracle} from "./interfaces/IRiskOracle.sol";
import {IShadowLedger} from "./interfaces/IShadowLedger.sol";
import {ISkillLedger} from "./interfaces/ISkillLedger.sol";
import {BrierLoss} from "./libraries/BrierLoss.sol";
import {ObservationBatch} from "./libraries/ObservationBatch.sol";
import {ScoreVector} from "./libraries/ScoreVector.sol";
import {MarketId} from "./types/MarketId.sol";

/// @title ShadowLedger
/// @notice What models in shadow would have lost, beside what the committee lost on the same events: what the DAO reads
/// before it activates one.
///
/// Time model: the skill ledger's. A forecast is witnessed within the oracle's `maxAge`, and counted once its event is
/// settled and its round counted there.
///
/// Guarantees
/// - C2 Nothing here changes a score, a weight or a stage: this contract holds no role, and no contract reads it.
/// - R12 A forecast counts once for each key, model, market and round, and only if it was seen in time.
///
/// Trusts: the skill ledger with outcomes and medians; a member's word for what a model forecast. The chain cannot run
/// the model: that is why records are kept by key.
contract ShadowLedger is IShadowLedger, EIP712 {
    /// @notice Knows outcomes, witnesses and the committee's medians.
    ISkillLedger public immutable ledger;
    /// @notice Says which models are in shadow.
    IModelRegistry public immutable registry;
    ICommittee private immutable _committee;
    IRiskOracle private immutable _oracle;

    mapping(bytes32 modelHash => mapping(address signer => ShadowRecord)) private _records;
    /// @dev Rounds counted, 256 a word.
    mapping(bytes32 run => mapping(uint256 word => uint256)) private _counted;

    /// @param newLedger Knows outcomes, witnesses and the committee's medians.
    /// @param newRegistry Says which models are in shadow.
    constructor(ISkillLedger newLedger, IModelRegistry newRegistry) EIP712("Breakwater ShadowLedger", "1") {
        if (address(newLedger) == address(0) || address(newRegistry) == address(0)) {
            revert ZeroSource(address(newLedger), address(newRegistry));
        }
        ledger = newLedger;
        registry = newRegistry;
        _committee = newLedger.committee();
        _oracle = newLedger.oracle();
    }

    /// @inheritdoc IShadowLedger
    function account(ShadowObservation calldata observation, uint256 market, bytes32 r, bytes32 vs) external override {
        // Check:
        (address signer, MarketId marketId, uint256 score) = _verify(observation, market, r, vs);
        ISkillLedger.Outcome outcome = _outcomeOf(observation, marketId);
        uint16 median = _medianOf(observation, marketId);

        // Effect:
        _markCounted(observation, signer, marketId);
        bool happened = outcome == ISkillLedger.Outcome.Yes;
        ShadowRecord storage record = _records[observation.modelHash][signer];
        ++record.events;
        // Safe casts: a loss is at most 1e8.
        record.loss += uint64(BrierLoss.lossOf(score, happened));
        record.committeeLoss += uint64(BrierLoss.lossOf(median, happened));
        emit ShadowAccounted({
            modelHash: observation.modelHash,
            signer: signer,
            marketId: marketId,
            round: observation.round,
            scoreBps: uint16(score),
            medianBps: median,
            outcome: outcome
        });
    }

    /// @inheritdoc IShadowLedger
    function recordOf(bytes32 modelHash, address signer) external view override returns (ShadowRecord memory) {
        return _records[modelHash][signer];
    }

    /// @inheritdoc IShadowLedger
    function observationDigest(ShadowObservation calldata observation) public view override returns (bytes32) {
        return
            _hashTypedDataV4(
                keccak256(
                    abi.encode(
                        keccak256(
                            "ShadowObservation(bytes32 marketsDigest,uint64 round,uint64 observedAt,bytes32 snapshotRoot,bytes32 modelHash,bytes scores)"
                        ),
                        observation.marketsDigest,
                        observation.round,
                        observation.observedAt,
                        observation.snapshotRoot,
                        observation.modelHash,
                        keccak256(observation.scores)
                    )
                )
            );
    }

    /// @dev C2, R12: of a model in shadow, by a member's key, seen in time, and a forecast at all.
    function _verify(
        ShadowObservation calldata observation,
        uint256 market,
        bytes32 r,
        bytes32 vs
    ) private view returns (address signer, MarketId marketId, uint256 score) {
        if (!registry.isShadow(observation.modelHash)) {
            revert ModelNotInShadow(observation.modelHash);
        }
        bytes32 signedDigest = observationDigest(observation);
        (signer, , ) = ECDSA.tryRecover(signedDigest, r, vs);
        (bool found, uint8 member) = _committee.indexOf(signer);
        if (!found) revert NotAMember(signer);
        _checkWitness(keccak256(abi.encode(signedDigest)), observation.observedAt);

        MarketId[] memory ids = _oracle.marketsAt(observation.marketsDigest);
        if (market >= ids.length) revert MarketOutOfRange(market, ids.length);
        ObservationBatch.checkScores(member, observation.scores, ids.length);
        marketId = ids[market];
        score = ScoreVector.entry(ScoreVector.position(observation.scores), market) & ScoreVector.VALUE_MASK;
        if (score == ScoreVector.ABSTAIN) revert Abstained(marketId, observation.round);
    }

    function _checkWitness(bytes32 batchHash, uint64 observedAt) private view {
        uint256 seenAt = ledger.witnessedAt(batchHash);
        uint256 latest = observedAt + _oracle.maxAge().toSeconds();
        if (seenAt == 0 || seenAt > latest) revert NotWitnessed(batchHash, seenAt, latest);
    }

    function _outcomeOf(
        ShadowObservation calldata observation,
        MarketId marketId
    ) private view returns (ISkillLedger.Outcome outcome) {
        (outcome, ) = ledger.outcomeOf(observation.marketsDigest, marketId, observation.observedAt);
        if (outcome != ISkillLedger.Outcome.No && outcome != ISkillLedger.Outcome.Yes) {
            revert NotSettled(marketId, observation.observedAt, outcome);
        }
    }

    /// @dev The committee's median of the very same market, round, time and set.
    function _medianOf(ShadowObservation calldata observation, MarketId marketId) private view returns (uint16) {
        ISkillLedger.Attendance memory attendance = ledger.attendanceOf(
            ledger.epoch().configuredVersion,
            marketId,
            observation.round
        );
        bytes32 pin = keccak256(abi.encode(observation.marketsDigest, observation.observedAt));
        bool same = attendance.members != 0 && attendance.pin == uint160(uint256(pin));
        if (!same || attendance.medianBps == ScoreVector.ABSTAIN) revert NoMedian(marketId, observation.round);
        return attendance.medianBps;
    }

    function _markCounted(ShadowObservation calldata observation, address signer, MarketId marketId) private {
        bytes32 run = keccak256(abi.encode(observation.modelHash, signer, marketId));
        uint256 word = _counted[run][observation.round / 256];
        uint256 bit = 1 << (observation.round % 256);
        if (word & bit != 0) revert CountedAlready(marketId, observation.round);
        _counted[run][observation.round / 256] = word | bit;
    }
}
