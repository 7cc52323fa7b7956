// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CodeStore} from "./CodeStore.sol";
import {RosterTable} from "./RosterTable.sol";

/// @notice A roster in force: what a committee and its mirror share.
library RosterState {
    using RosterTable for uint256[];

    /// @dev One slot: a report reads it once.
    /// @param table Where the members are, as code.
    /// @param version Counts the home committee's changes.
    /// @param suspended Bit i: the home committee suspended member i.
    struct State {
        address table;
        uint32 version;
        uint32 suspended;
        uint8 members;
        uint8 faults;
        uint8 minModels;
        uint8 minOperators;
    }

    function words(State memory self) internal view returns (uint256[] memory) {
        return CodeStore.read(self.table);
    }

    /// @notice The digest that members of the home committee sign under; zero before the first configuration.
    function digest(
        State memory self,
        uint256[] memory table,
        uint256 chainId,
        address committee
    ) internal pure returns (bytes32) {
        if (self.members == 0) return 0;
        return table.digest(chainId, committee, self.version, self.suspended);
    }

    /// @notice Which member signs with a key.
    function find(State memory self, address signer) internal view returns (bool found, uint8 member) {
        uint256[] memory table = words(self);
        for (uint8 i = 0; i < self.members; ++i) {
            if (table.seat(i).signer() == signer) return (true, i);
        }
    }
}
