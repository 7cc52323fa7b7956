// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Arrays} from "@openzeppelin/contracts/utils/Arrays.sol";
import {ICommittee} from "../interfaces/ICommittee.sol";
import {Seat, packSeat} from "../types/Seat.sol";

/// @notice A committee's configuration as words, in the order in which they are kept as code.
///
///     0              hash of the configuration
///     1              the registry's count of retirements when every model was seen active
///     2 .. n+1       member i, as a `Seat`
///     n+2 .. 2n+1    member i: operator
///     2n+2 ..        distinct models, in order of first use
library RosterTable {
    using Arrays for uint256[];

    uint256 private constant CONFIG_HASH = 0;
    uint256 private constant RETIREMENTS = 1;
    uint256 private constant MEMBERS = 2;

    /// @notice The words of a new configuration.
    /// @dev Reverts with `MinModelsOutOfRange` or `MinOperatorsOutOfRange` where no report could satisfy them.
    function encode(
        uint8 faults,
        uint8 minModels,
        uint8 minOperators,
        uint256 newRetirements,
        ICommittee.MemberConfig[] calldata members
    ) internal pure returns (uint256[] memory words) {
        uint256 n = members.length;
        words = new uint256[](MEMBERS + 3 * n);
        words[CONFIG_HASH] = uint256(keccak256(abi.encode(members, faults, minModels, minOperators)));
        words[RETIREMENTS] = newRetirements;
        uint256 firstModel = MEMBERS + 2 * n;
        uint256 distinct = 0;
        uint256 operators = 0;
        for (uint256 i = 0; i < n; ++i) {
            ICommittee.MemberConfig calldata member = members[i];
            uint256 model = 0;
            while (model < distinct && words[firstModel + model] != uint256(member.modelHash)) ++model;
            if (model == distinct) words[firstModel + distinct++] = uint256(member.modelHash);
            uint256 operator = 0;
            while (members[operator].operator != member.operator) ++operator;
            if (operator == i) ++operators;
            Seat its = packSeat(member.signer, member.weightBps, uint8(model), uint8(operator));
            words[MEMBERS + i] = Seat.unwrap(its);
            words[MEMBERS + n + i] = uint256(uint160(member.operator));
        }
        if (minModels == 0 || minModels > distinct) revert ICommittee.MinModelsOutOfRange(minModels, distinct);
        if (minOperators == 0 || minOperators > operators) {
            revert ICommittee.MinOperatorsOutOfRange(minOperators, operators);
        }
        uint256 length = firstModel + distinct;
        // Safe: shortens an array that this function owns; the words behind the end are left unused.
        assembly ("memory-safe") {
            mstore(words, length)
        }
    }

    /// @notice Puts other weights in, in place; all else stays. The words must have been written for this f and
    /// minimums and for as many members as there are weights.
    function reweigh(
        uint256[] memory words,
        uint16[] memory newWeights,
        uint8 faults,
        uint8 minModels,
        uint8 minOperators
    ) internal pure {
        uint256 n = newWeights.length;
        for (uint256 i = 0; i < n; ++i) words[MEMBERS + i] = Seat.unwrap(seat(words, i).withWeight(newWeights[i]));
        words[CONFIG_HASH] = uint256(keccak256(abi.encode(memberConfigs(words, n), faults, minModels, minOperators)));
    }

    /// @notice The digest of a committee on any chain; its version only grows, so that no digest recurs.
    function digest(
        uint256[] memory words,
        uint256 chainId,
        address committee,
        uint32 version,
        uint32 suspended
    ) internal pure returns (bytes32) {
        return keccak256(abi.encode(chainId, committee, version, suspended, words[CONFIG_HASH]));
    }

    function retirements(uint256[] memory words) internal pure returns (uint256) {
        return words[RETIREMENTS];
    }

    /// @notice Member `member`, which the caller has checked to be below `n`.
    function seat(uint256[] memory words, uint256 member) internal pure returns (Seat) {
        // Safe: member < n <= 31.
        unchecked {
            return Seat.wrap(words.unsafeMemoryAccess(MEMBERS + member));
        }
    }

    /// @notice One seat for each set bit, ascending; the caller has checked that all are members.
    function seats(uint256[] memory words, uint256 memberBitmap) internal pure returns (Seat[] memory chosen) {
        // Safe: a bitmap has at most 31 members, and the array has one element for each set bit.
        unchecked {
            uint256 count = 0;
            for (uint256 bits = memberBitmap; bits != 0; bits &= bits - 1) ++count;
            chosen = new Seat[](count);
            uint256 member = 0;
            for (uint256 element = 1; element <= count; ++member) {
                if ((memberBitmap >> member) & 1 == 0) continue;
                Seat its = seat(words, member);
                assembly ("memory-safe") {
                    mstore(add(chosen, mul(element, 0x20)), its)
                }
                ++element;
            }
        }
    }

    function weights(uint256[] memory words, uint256 n) internal pure returns (uint16[] memory values) {
        values = new uint16[](n);
        for (uint256 i = 0; i < n; ++i) values[i] = seat(words, i).weightBps();
    }

    /// @notice The `n` members as they were encoded, with the weights that the words have now.
    function memberConfigs(
        uint256[] memory words,
        uint256 n
    ) internal pure returns (ICommittee.MemberConfig[] memory configs) {
        configs = new ICommittee.MemberConfig[](n);
        for (uint256 i = 0; i < n; ++i) configs[i] = memberConfig(words, n, i);
    }

    /// @notice Member `index` of `n`.
    function memberConfig(
        uint256[] memory words,
        uint256 n,
        uint256 index
    ) internal pure returns (ICommittee.MemberConfig memory config) {
        Seat its = seat(words, index);
        config = ICommittee.MemberConfig({
            signer: its.signer(),
            operator: address(uint160(words[MEMBERS + n + index])),
            modelHash: bytes32(words[MEMBERS + 2 * n + its.modelIndex()]),
            weightBps: its.weightBps()
        });
    }

    function models(uint256[] memory words, uint256 n) internal pure returns (bytes32[] memory hashes) {
        // Safe: n <= 31, and the words reach to first + count by the definition of count.
        unchecked {
            uint256 first = MEMBERS + 2 * n;
            uint256 count = words.length - first;
            hashes = new bytes32[](count);
            for (uint256 i = 0; i < count; ++i) hashes[i] = bytes32(words.unsafeMemoryAccess(first + i));
        }
    }

    /// @notice Bit i: the key of new member i is a member's whose bit is set in `suspended`.
    function carriedSuspensions(
        uint256[] memory words,
        uint256 suspended,
        ICommittee.MemberConfig[] calldata newMembers
    ) internal pure returns (uint32 carried) {
        for (uint256 old = 0; suspended >> old != 0; ++old) {
            if ((suspended >> old) & 1 == 0) continue;
            address signer = seat(words, old).signer();
            for (uint256 i = 0; i < newMembers.length; ++i) {
                if (newMembers[i].signer == signer) carried |= uint32(1 << i);
            }
        }
    }

    /// @notice Reverts unless every set bit is one of `n` members.
    function checkKnown(uint256 memberBitmap, uint256 n) internal pure {
        if (memberBitmap >> n == 0) return;
        uint256 highest = 0;
        while (memberBitmap >> highest > 1) ++highest;
        revert ICommittee.UnknownMember(highest, n);
    }
}
