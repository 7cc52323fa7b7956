// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IRoster} from "../interfaces/IRoster.sol";
import {Rung} from "../interfaces/IPauseAdapter.sol";
import {IPauseGuardian} from "../interfaces/IPauseGuardian.sol";
import {MarketId} from "../types/MarketId.sol";
import {OPERATOR_SHIFT, Seat} from "../types/Seat.sol";
import {BreachLadder} from "./BreachLadder.sol";
import {RaiseLog} from "./RaiseLog.sol";

/// @notice What members sign to raise a ladder without a score: which orders count, and how many (G4, G5, G6).
library EmergencyOrders {
    using BreachLadder for BreachLadder.State;
    using RaiseLog for RaiseLog.Log;

    /// @param nonce Of the orders that can still be used.
    /// @param raises What the emergency budget is counted against.
    struct Book {
        uint64 nonce;
        RaiseLog.Log raises;
    }

    bytes32 internal constant TYPE_HASH = keccak256(
        "EmergencyRaise(bytes32 marketId,uint8 rung,uint8 from,uint64 nonce,uint64 validUntil,bytes32 committeeDigest,bytes32 reasonHash)"
    );

    /// @notice Whatever was signed before is dead.
    function void(Book storage book, MarketId marketId) internal {
        emit IPauseGuardian.OrdersVoided(marketId, ++book.nonce);
    }

    function raisesLeft(Book storage book, IPauseGuardian.Policy memory policy) internal view returns (uint256) {
        return book.raises.left(policy.emergency.budget, policy.budgetPeriod.toSeconds(), block.timestamp);
    }

    /// @notice Reverts unless the guardian has authority and the order is one for now: of this ladder, nonce and time,
    /// within ceiling and budget.
    /// @param current The rung in force.
    function checkTerms(
        Book storage book,
        IPauseGuardian.EmergencyRaise calldata order,
        IPauseGuardian.Policy memory policy,
        BreachLadder.State memory state,
        Rung current
    ) internal view {
        if (!state.enabled) revert IPauseGuardian.MarketDisabled(order.marketId);
        uint256 until = state.authorityUntil(policy.silence.toSeconds());
        if (block.timestamp > until) revert IPauseGuardian.AuthorityEnded(order.marketId, until);
        IPauseGuardian.EmergencyPolicy memory emergency = policy.emergency;
        if (order.rung > emergency.ceiling) revert IPauseGuardian.RungAboveCeiling(order.rung, emergency.ceiling);
        if (order.from != current) revert IPauseGuardian.LadderMoved(order.from, current);
        if (order.nonce != book.nonce) revert IPauseGuardian.WrongNonce(order.nonce, book.nonce);
        if (block.timestamp > order.validUntil) revert IPauseGuardian.OrderExpired(order.validUntil, block.timestamp);
        uint256 latest = block.timestamp + emergency.validity.toSeconds();
        if (order.validUntil > latest) revert IPauseGuardian.OrderValidTooLong(order.validUntil, latest);
        if (raisesLeft(book, policy) == 0) {
            revert IPauseGuardian.EmergencyBudgetSpent(order.marketId, emergency.budget);
        }
    }

    /// @notice Reverts unless enough active members, of enough operators, have signed `digest`.
    /// @return members Bit i: member i has signed.
    function checkSigners(
        IRoster committee,
        IPauseGuardian.EmergencyPolicy memory emergency,
        bytes32 committeeDigest,
        bytes32 digest,
        IPauseGuardian.MemberSignature[] calldata signatures
    ) internal view returns (uint256 members) {
        members = _bitmapOf(signatures);
        // Reverts for a member that is unknown, suspended, or runs a retired model.
        (bytes32 present, uint8 faults, , uint8 minOperators, Seat[] memory seats, ) = committee.roster(members);
        if (committeeDigest != present) revert IPauseGuardian.WrongCommittee(committeeDigest, present);
        // Never less than a report needs, whatever the committee has become since the policy was set (G6).
        uint256 needed = Math.max(emergency.signers, 2 * uint256(faults) + 1);
        if (seats.length < needed) revert IPauseGuardian.TooFewSigners(seats.length, needed);
        needed = Math.max(emergency.operators, minOperators);
        uint256 operators = _operators(seats);
        if (operators < needed) revert IPauseGuardian.TooFewOperators(operators, needed);
        for (uint256 i = 0; i < seats.length; ++i) {
            (address recovered, , ) = ECDSA.tryRecover(digest, signatures[i].r, signatures[i].vs);
            address signer = seats[i].signer();
            if (recovered != signer) revert IPauseGuardian.InvalidSignature(signatures[i].member, recovered, signer);
        }
    }

    /// @notice The EIP-712 struct hash.
    function hash(IPauseGuardian.EmergencyRaise calldata order) internal pure returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    TYPE_HASH,
                    order.marketId,
                    order.rung,
                    order.from,
                    order.nonce,
                    order.validUntil,
                    order.committeeDigest,
                    order.reasonHash
                )
            );
    }

    /// @dev How many distinct operators the signers belong to.
    function _operators(Seat[] memory seats) private pure returns (uint256 count) {
        uint256 bits = 0;
        for (uint256 i = 0; i < seats.length; ++i) bits |= seats[i].voter() >> OPERATOR_SHIFT;
        for (; bits != 0; bits &= bits - 1) ++count;
    }

    function _bitmapOf(IPauseGuardian.MemberSignature[] calldata signatures) private pure returns (uint256 members) {
        for (uint256 i = 0; i < signatures.length; ++i) {
            uint8 member = signatures[i].member;
            if (members >> member != 0) {
                revert IPauseGuardian.MembersNotAscending(signatures[i - 1].member, member);
            }
            members |= 1 << member;
        }
    }
}
