// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The read side of the risk oracles that parameter injectors and agents follow today, signature by signature.
interface IRiskParameterFeed {
    /// @param timestamp When the value was observed, unix seconds.
    /// @param newValue `abi.encode(uint256 scoreBps)`: the probability of the market's event.
    /// @param referenceId Names the round and the snapshot block.
    /// @param previousValue The same of the market's recording before; empty if that is not held.
    /// @param updateType What kind of update it is.
    /// @param updateId Rises with every recording, over all types and markets.
    /// @param market The address that the binding gave the market.
    /// @param additionalData `abi.encode(uint16 spreadBps, uint8 contributors, uint8 models, bool outOfDistribution,
    /// bool degraded)`.
    struct RiskParameterUpdate {
        uint256 timestamp;
        bytes newValue;
        string referenceId;
        bytes previousValue;
        string updateType;
        uint256 updateId;
        address market;
        bytes additionalData;
    }

    /// @notice The latest update of a type for a market; reverts when there is none.
    function getLatestUpdateByParameterAndMarket(
        string calldata updateType,
        address market
    ) external view returns (RiskParameterUpdate memory);

    /// @notice An update by its id; reverts when there is none, or none of a bound market.
    function getUpdateById(uint256 updateId) external view returns (RiskParameterUpdate memory);

    /// @notice Id of the latest update.
    function updateCounter() external view returns (uint256);

    /// @notice Every type that was ever bound.
    function getAllUpdateTypes() external view returns (string[] memory);

    /// @notice Whether the account may publish updates.
    function isAuthorized(address account) external view returns (bool);
}
