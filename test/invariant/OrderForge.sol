// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Rung} from "../../contracts/interfaces/IPauseAdapter.sol";
import {IPauseGuardian} from "../../contracts/interfaces/IPauseGuardian.sol";
import {MarketId} from "../../contracts/types/MarketId.sol";
import {vm} from "../mocks/Vm.sol";
import {GuardianWorld} from "./GuardianWorld.sol";

/// @notice Draws emergency orders, truly signed or spoilt in exactly one way.
abstract contract OrderForge is GuardianWorld {
    /// @dev The one thing that is wrong.
    enum Fault {
        None,
        OneTooFew,
        OneOperatorTooFew,
        Twice,
        Unordered,
        AnothersKey,
        NoSignature,
        HighS,
        Suspended,
        SignedMarket,
        SignedRung,
        SignedFrom,
        SignedNonce,
        SignedTime,
        SignedCommittee,
        SignedReason,
        SignedForOtherChain,
        SignedForOtherGuardian,
        Expired,
        ValidTooLong,
        AboveCeiling,
        NextNonce
    }

    uint256 internal constant FAULTS = uint256(Fault.NextNonce);

    /// @param order As it is submitted.
    /// @param members Who signs; bit i is member i.
    /// @param fault What is wrong with it.
    /// @param market Index of the market.
    /// @param epoch The market's when it was signed.
    /// @param resets The market's when it was signed.
    /// @param committeeEpoch The committee's when it was signed.
    struct Draft {
        IPauseGuardian.EmergencyRaise order;
        IPauseGuardian.MemberSignature[] signatures;
        uint256 members;
        Fault fault;
        uint256 market;
        uint256 epoch;
        uint256 resets;
        uint256 committeeEpoch;
    }

    bytes32 private constant DOMAIN_TYPE_HASH = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    );
    bytes32 private constant TYPE_HASH = keccak256(
        "EmergencyRaise(bytes32 marketId,uint8 rung,uint8 from,uint64 nonce,uint64 validUntil,bytes32 committeeDigest,bytes32 reasonHash)"
    );

    /// @dev An order with which nothing is wrong now, by every member who may sign, or by some.
    function _draft(uint256 seed, uint256 market) internal view returns (Draft memory draft) {
        draft.market = market;
        draft.members = _someMembers(seed);
        (draft.epoch, draft.resets) = (_books[market].epoch, _books[market].resets);
        draft.committeeEpoch = _committeeEpoch;
        (uint64 nonce, ) = guardian.emergencyStateOf(idOf(market));
        draft.order = IPauseGuardian.EmergencyRaise({
            marketId: idOf(market),
            rung: Rung(1 + ((seed >> 8) % 3)),
            from: rungOf(market),
            nonce: nonce,
            validUntil: uint64(block.timestamp + ((seed >> 16) % (VALIDITY + 1))),
            committeeDigest: _committee.digest(),
            reasonHash: keccak256(abi.encode(seed))
        });
    }

    /// @dev Spoils the draft; what is spoilt in the signing alone, `_sign` does.
    function _spoil(Draft memory draft, Fault fault) internal view {
        draft.fault = fault;
        IPauseGuardian.EmergencyRaise memory order = draft.order;
        if (fault == Fault.OneTooFew) while (_count(draft.members) >= QUORUM) draft.members &= draft.members - 1;
        // Members 0, 5, 1, 6 and 2: five keys of three operators.
        if (fault == Fault.OneOperatorTooFew) draft.members = 0x67;
        if (fault == Fault.Suspended) draft.members = 0x7F;
        if (fault == Fault.Expired) order.validUntil = uint64(block.timestamp - 1);
        if (fault == Fault.ValidTooLong) order.validUntil = uint64(block.timestamp + VALIDITY + 1);
        if (fault == Fault.AboveCeiling) order.rung = Rung.Pause;
        if (fault == Fault.NextNonce) ++order.nonce;
    }

    function _sign(Draft memory draft) internal view {
        uint256 count = _count(draft.members);
        draft.signatures = new IPauseGuardian.MemberSignature[](count);
        bytes32 digest = _digest(draft);
        uint256 next = 0;
        for (uint8 member = 0; member < MEMBERS; ++member) {
            if ((draft.members >> member) & 1 == 0) continue;
            bool anothers = draft.fault == Fault.AnothersKey && next == 1;
            draft.signatures[next++] = _signature(anothers ? (member + 1) % MEMBERS : member, member, digest);
        }
        if (count < 2) return;
        IPauseGuardian.MemberSignature memory first = draft.signatures[0];
        if (draft.fault == Fault.NoSignature) (first.r, first.vs) = (0, 0);
        if (draft.fault == Fault.HighS) first.vs = bytes32(uint256(first.vs) | (type(uint256).max >> 1));
        if (draft.fault == Fault.Twice) draft.signatures[1] = first;
        if (draft.fault == Fault.Unordered) {
            (draft.signatures[0], draft.signatures[1]) = (draft.signatures[1], draft.signatures[0]);
        }
    }

    function _count(uint256 bitmap) internal pure returns (uint256 count) {
        for (; bitmap != 0; bitmap &= bitmap - 1) ++count;
    }

    function _operatorsOf(uint256 members) internal pure returns (uint256) {
        return _count((members | (members >> OPERATORS)) & ((1 << OPERATORS) - 1));
    }

    /// @dev Enough members who may sign; none where there are not.
    function _someMembers(uint256 seed) private view returns (uint256 members) {
        members = 0x7F & ~_suspended;
        for (uint256 i = 0; i < MEMBERS; ++i) {
            uint256 without = members & ~(1 << ((i + (seed % MEMBERS)) % MEMBERS));
            bool enough = _count(without) >= QUORUM && _operatorsOf(without) >= MIN_OPERATORS;
            if ((seed >> (32 + i)) & 1 == 1 && enough) members = without;
        }
    }

    function _signature(
        uint256 signer,
        uint8 member,
        bytes32 digest
    ) private pure returns (IPauseGuardian.MemberSignature memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(signer + 1, digest);
        bytes32 vs = bytes32(uint256(s) | (uint256(v - 27) << 255));
        return IPauseGuardian.MemberSignature({member: member, r: r, vs: vs});
    }

    /// @dev What the members sign: another value than is submitted, where that is the fault.
    function _digest(Draft memory draft) private view returns (bytes32) {
        IPauseGuardian.EmergencyRaise memory signed = abi.decode(
            abi.encode(draft.order),
            (IPauseGuardian.EmergencyRaise)
        );
        Fault fault = draft.fault;
        if (fault == Fault.SignedMarket) signed.marketId = idOf(1 - draft.market);
        if (fault == Fault.SignedRung) signed.rung = signed.rung == Rung.Freeze ? Rung.LtvZero : Rung.Freeze;
        if (fault == Fault.SignedFrom) signed.from = signed.from == Rung.None ? Rung.LtvZero : Rung.None;
        if (fault == Fault.SignedNonce) ++signed.nonce;
        if (fault == Fault.SignedTime) ++signed.validUntil;
        if (fault == Fault.SignedCommittee) signed.committeeDigest = keccak256(abi.encode(signed.committeeDigest));
        if (fault == Fault.SignedReason) signed.reasonHash = keccak256(abi.encode(signed.reasonHash));
        uint256 chainId = fault == Fault.SignedForOtherChain ? block.chainid + 1 : block.chainid;
        address verifier = fault == Fault.SignedForOtherGuardian ? address(this) : address(guardian);
        return keccak256(abi.encodePacked(hex"1901", _domain(chainId, verifier), _hash(signed)));
    }

    function _domain(uint256 chainId, address verifier) private pure returns (bytes32) {
        bytes32 name = keccak256("Breakwater PauseGuardian");
        return keccak256(abi.encode(DOMAIN_TYPE_HASH, name, keccak256("1"), chainId, verifier));
    }

    function _hash(IPauseGuardian.EmergencyRaise memory order) private pure returns (bytes32) {
        return keccak256(bytes.concat(TYPE_HASH, abi.encode(order)));
    }
}
