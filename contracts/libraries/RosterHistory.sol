// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommittee} from "../interfaces/ICommittee.sol";
import {Seat} from "../types/Seat.sol";
import {CodeStore} from "./CodeStore.sol";
import {RosterTable} from "./RosterTable.sol";

/// @notice Every roster that ever stood, by the digest that it stood under: what was signed under it can be judged
/// long after. Written at each change of the committee, never by a report.
library RosterHistory {
    using RosterTable for uint256[];

    /// @dev One slot.
    struct Past {
        address table;
        uint8 members;
        uint8 faults;
    }

    struct History {
        mapping(bytes32 digest => Past) pasts;
    }

    function keep(History storage self, bytes32 digest, address table, uint8 members, uint8 faults) internal {
        self.pasts[digest] = Past({table: table, members: members, faults: faults});
    }

    /// @notice As `ICommittee.rosterAt`.
    function rosterAt(
        History storage self,
        bytes32 digest,
        uint256 memberBitmap
    ) internal view returns (uint8 faults, Seat[] memory seats, bytes32[] memory models) {
        Past memory past = self.pasts[digest];
        if (past.table == address(0)) revert ICommittee.UnknownDigest(digest);
        RosterTable.checkKnown(memberBitmap, past.members);
        uint256[] memory words = CodeStore.read(past.table);
        return (past.faults, words.seats(memberBitmap), words.models(past.members));
    }
}
