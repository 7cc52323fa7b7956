// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskParameterFeed} from "../../contracts/interfaces/IRiskParameterFeed.sol";

/// @notice A consumer in the manner of today's: takes the latest update of one type and market, once, while it has not
/// expired. It knows nothing of Breakwater.
contract ParameterInjector {
    error UpdateExpired(uint256 timestamp, uint256 expiration);
    error UpdateInjectedAlready(uint256 updateId);

    uint256 private constant EXPIRATION = 6 hours;

    IRiskParameterFeed private immutable _feed;
    mapping(uint256 updateId => bool) private _isInjected;

    /// @notice What was injected last.
    uint256 public value;

    constructor(IRiskParameterFeed feed) {
        _feed = feed;
    }

    function inject(string calldata updateType, address market) external {
        IRiskParameterFeed.RiskParameterUpdate memory update = _feed.getLatestUpdateByParameterAndMarket(
            updateType,
            market
        );
        uint256 expiration = update.timestamp + EXPIRATION;
        if (block.timestamp > expiration) revert UpdateExpired(update.timestamp, expiration);
        if (_isInjected[update.updateId]) revert UpdateInjectedAlready(update.updateId);
        _isInjected[update.updateId] = true;
        value = abi.decode(update.newValue, (uint256));
    }
}
