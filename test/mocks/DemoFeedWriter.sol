// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReplayFeed} from "./ReplayFeed.sol";

/// @notice Owns the demo's feeds and writes rounds to all of them in one transaction.
contract DemoFeedWriter {
    struct Batch {
        ReplayFeed feed;
        int192[] answers;
        uint64[] updatedAts;
    }

    error OnlyOwner(address caller, address owner);

    address public immutable owner = msg.sender;

    function push(Batch[] calldata batches) external {
        if (msg.sender != owner) revert OnlyOwner(msg.sender, owner);
        for (uint256 i = 0; i < batches.length; ++i) {
            batches[i].feed.push(batches[i].answers, batches[i].updatedAts);
        }
    }
}
