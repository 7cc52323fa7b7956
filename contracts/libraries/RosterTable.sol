// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Arrays} from "@openzeppelin/contracts/utils/Arrays.sol";
import {ICommittee} from "../interfaces/ICommittee.sol";

/// @notice A committee's configuration as words, in the order in which they are kept as code.
///
///     0              hash of the configuration
///     1              the registry's count of retirements when every model was seen active
///     2 .. n+1       member i: signer (bits 0-159), weight in bps (160-175), index of its model (176-183)
///     n+2 .. 2n+1    member i: operator
///     2n+2 ..        distinct models, in order of first use
library RosterTable {
    using Arrays for uint256[];

    uint256 private constant CONFIG_HASH = 0;
    uint256 private constant RETIREMENTS = 1;
    uint256 private constant MEMBERS = 2;
    uint256 private constant WEIGHT_SHIFT = 160;
    uint256 private constant MODEL_SHIFT = 176;

    function encode(
        bytes32 newConfigHash,
        uint256 newRetirements,
        ICommittee.MemberConfig[] calldata members
    ) internal pure returns (uint256[] memory words, uint256 models) {
        uint256 n = members.length;
        words = new uint256[](MEMBERS + 3 * n);
        words[CONFIG_HASH] = uint256(newConfigHash);
        words[RETIREMENTS] = newRetirements;
        uint256 firstModel = MEMBERS + 2 * n;
        for (uint256 i = 0; i < n; ++i) {
            ICommittee.MemberConfig calldata member = members[i];
            uint256 model = 0;
            while (model < models && words[firstModel + model] != uint256(member.modelHash)) ++model;
            if (model == models) words[firstModel + models++] = uint256(member.modelHash);
            words[MEMBERS + i] =
                uint256(uint160(member.signer)) |
                (uint256(member.weightBps) << WEIGHT_SHIFT) |
                (model << MODEL_SHIFT);
            words[MEMBERS + n + i] = uint256(uint160(member.operator));
        }
        uint256 length = firstModel + models;
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

    /// @notice Fills in member `member`, which the caller has checked to be below `n`.
    function read(
        uint256[] memory words,
        uint256 n,
        uint256 member,
        ICommittee.RosterEntry memory entry
    ) internal pure {
        // Safe: member < n <= 31, and a member's model index is below the number of models.
        unchecked {
            uint256 word = words.unsafeMemoryAccess(MEMBERS + member);
            uint8 model = uint8(word >> MODEL_SHIFT);
            entry.signer = address(uint160(word));
            entry.weightBps = uint16(word >> WEIGHT_SHIFT);
            entry.modelIndex = model;
            entry.modelHash = bytes32(words.unsafeMemoryAccess(MEMBERS + 2 * n + model));
        }
    }

    function operator(uint256[] memory words, uint256 n, uint256 member) internal pure returns (address) {
        return address(uint160(words[MEMBERS + n + member]));
    }
}
