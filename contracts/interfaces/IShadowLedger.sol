// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MarketId} from "../types/MarketId.sol";
import {ISkillLedger} from "./ISkillLedger.sol";

/// @notice What models in shadow would have lost, beside what the committee lost on the same events (C2).
interface IShadowLedger {
    /// @notice What a member's key signs of a shadow model (EIP-712; domain "Breakwater ShadowLedger", version "1"). It
    /// is no observation: it counts in no report, and can be no equivocation.
    /// @param scores As in an observation: two bytes for each market of the set.
    struct ShadowObservation {
        bytes32 marketsDigest;
        uint64 round;
        uint64 observedAt;
        bytes32 snapshotRoot;
        bytes32 modelHash;
        bytes scores;
    }

    /// @notice What one key said that a model forecast.
    /// @param events Forecasts judged.
    /// @param loss Sum of the model's Brier losses, bps squared.
    /// @param committeeLoss Sum of the losses of the committee's median on the same events.
    struct ShadowRecord {
        uint32 events;
        uint64 loss;
        uint64 committeeLoss;
    }

    error ZeroSource(address ledger, address registry);
    error ModelNotInShadow(bytes32 modelHash);
    /// @notice `signer` is zero where the signature itself is malformed.
    error NotAMember(address signer);
    error MarketOutOfRange(uint256 market, uint256 markets);
    /// @notice Nobody recorded the forecast before it was known how it would turn out.
    error NotWitnessed(bytes32 batchHash, uint256 witnessedAt, uint256 latest);
    error NotSettled(MarketId marketId, uint64 observedAt, ISkillLedger.Outcome outcome);
    /// @notice The ledger has no median of this market, round, time and set to stand beside.
    error NoMedian(MarketId marketId, uint64 round);
    error Abstained(MarketId marketId, uint64 round);
    error CountedAlready(MarketId marketId, uint64 round);

    event ShadowAccounted(
        bytes32 indexed modelHash,
        address indexed signer,
        MarketId indexed marketId,
        uint64 round,
        uint16 scoreBps,
        uint16 medianBps,
        ISkillLedger.Outcome outcome
    );

    /// @notice Counts one forecast, witnessed in time as a batch of one (`ISkillLedger.witness`), on one market of a
    /// round that the ledger has counted. Anyone may.
    /// @param market Index of the market in its set.
    /// @param r First half of the EIP-2098 signature of a member's key.
    /// @param vs Second half.
    function account(ShadowObservation calldata observation, uint256 market, bytes32 r, bytes32 vs) external;

    /// @notice What one key said that a model forecast. Kept by key, so that a member that lies about a model spoils its
    /// own record of it and no other: compare several.
    function recordOf(bytes32 modelHash, address signer) external view returns (ShadowRecord memory);

    /// @notice The EIP-712 digest that a key signs; `keccak256` of it is what to witness.
    function observationDigest(ShadowObservation calldata observation) external view returns (bytes32);
}
