// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Identifies anything that has a score, on any chain.
type MarketId is bytes32;

/// @notice What a market is; the event that its score forecasts follows from the kind.
enum MarketKind {
    Collateral,
    Peg,
    Liquidity,
    Proposal
}

using {equals as ==} for MarketId global;

function equals(MarketId a, MarketId b) pure returns (bool) {
    return MarketId.unwrap(a) == MarketId.unwrap(b);
}

/// @notice The id of a market: `keccak256(abi.encode(chainId, kind, target, subject))`.
/// @param chainId Chain on which the market lives.
/// @param kind What the market is.
/// @param target Lending pool, token, AMM pool or governor.
/// @param subject Asset (left-padded address), or proposal id.
function toMarketId(
    uint256 chainId,
    MarketKind kind,
    address target,
    bytes32 subject
) pure returns (MarketId) {
    return MarketId.wrap(keccak256(abi.encode(chainId, kind, target, subject)));
}
