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

    function encode(
        bytes32 newConfigHash,
        uint256 newRetirements,
        ICommittee.MemberConfig[] calldata members
    ) internal pure returns (uint256[] memory words, uint256 distinct) {
        uint256 n = members.length;
        words = new uint256[](MEMBERS + 3 * n);
        words[CONFIG_HASH] = uint256(newConfigHash);
        words[RETIREMENTS] = newRetirements;
        uint256 firstModel = MEMBERS + 2 * n;
        for (uint256 i = 0; i < n; ++i) {
            ICommittee.MemberConfig calldata member = members[i];
            uint256 model = 0;
            while (model < distinct && words[firstModel + model] != uint256(member.modelHash)) ++model;
            if (model == distinct) words[firstModel + distinct++] = uint256(member.modelHash);
            words[MEMBERS + i] = Seat.unwrap(packSeat(member.signer, member.weightBps, uint8(model)));
            words[MEMBERS + n + i] = uint256(uint160(member.operator));
        }
        uint256 length = firstModel + distinct;
        // Safe: shortens an array that this function owns; the words behind the end are left unused.
        assembly ("memory-safe") {
            mstore(words, length)
        }
    }

    function configHash(uint256[] memory words) internal pure returns (bytes32) {
        return bytes32(words[CONFIG_HASH]);
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

    function models(uint256[] memory words, uint256 n) internal pure returns (bytes32[] memory hashes) {
        uint256 first = MEMBERS + 2 * n;
        hashes = new bytes32[](words.length - first);
        for (uint256 i = 0; i < hashes.length; ++i) hashes[i] = bytes32(words[first + i]);
    }

    function operator(uint256[] memory words, uint256 n, uint256 member) internal pure returns (address) {
        return address(uint160(words[MEMBERS + n + member]));
    }
}
