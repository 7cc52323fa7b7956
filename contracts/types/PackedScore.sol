// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A market's latest score in one storage slot.
///
///     bits 0-63     round
///     bits 64-127   observedAt, unix seconds
///     bits 128-191  blockNumber
///     bits 192-205  score, bps
///     bits 206-219  spread, bps
///     bits 220-224  contributors; zero says that there is no score
///     bits 225-229  distinct models among them
///     bit  230      out of distribution
///     bit  231      degraded
///     bits 232-255  unused, zero
type PackedScore is uint256;

uint256 constant HEADER_BITS = 192;
uint256 constant SPREAD_SHIFT = 14;
uint256 constant CONTRIBUTORS_SHIFT = 28;
uint256 constant MODELS_SHIFT = 33;
uint256 constant OUT_OF_DISTRIBUTION_SHIFT = 38;
uint256 constant DEGRADED_SHIFT = 39;
uint256 constant BPS_MASK = (1 << 14) - 1;
uint256 constant COUNT_MASK = (1 << 5) - 1;

using {
    round,
    observedAt,
    blockNumber,
    score,
    spread,
    contributors,
    models,
    outOfDistribution,
    degraded,
    hasScore,
    withTally,
    withoutTally
} for PackedScore global;

/// @notice The part that all markets of a report share.
function packHeader(uint64 round_, uint64 observedAt_, uint64 blockNumber_) pure returns (PackedScore) {
    return PackedScore.wrap(uint256(round_) | (uint256(observedAt_) << 64) | (uint256(blockNumber_) << 128));
}

/// @notice The part that is a market's own. The caller keeps each number within its bits.
function packTally(
    uint256 score_,
    uint256 spread_,
    uint256 contributors_,
    uint256 models_,
    bool outOfDistribution_,
    bool degraded_
) pure returns (PackedScore) {
    uint256 bits = score_ | (spread_ << SPREAD_SHIFT) | (contributors_ << CONTRIBUTORS_SHIFT) | (models_ << MODELS_SHIFT);
    if (outOfDistribution_) bits |= 1 << OUT_OF_DISTRIBUTION_SHIFT;
    if (degraded_) bits |= 1 << DEGRADED_SHIFT;
    return PackedScore.wrap(bits << HEADER_BITS);
}

/// @notice A report's header and a market's tally make the market's score.
function withTally(PackedScore header, PackedScore tally) pure returns (PackedScore) {
    return PackedScore.wrap(PackedScore.unwrap(header) | PackedScore.unwrap(tally));
}

/// @notice Forgets the score and keeps the round, so that rounds only ever increase.
function withoutTally(PackedScore a) pure returns (PackedScore) {
    return PackedScore.wrap(PackedScore.unwrap(a) & ((1 << HEADER_BITS) - 1));
}

function round(PackedScore a) pure returns (uint64) {
    return uint64(PackedScore.unwrap(a));
}

function observedAt(PackedScore a) pure returns (uint64) {
    return uint64(PackedScore.unwrap(a) >> 64);
}

function blockNumber(PackedScore a) pure returns (uint64) {
    return uint64(PackedScore.unwrap(a) >> 128);
}

function score(PackedScore a) pure returns (uint16) {
    return uint16(_tally(a) & BPS_MASK);
}

function spread(PackedScore a) pure returns (uint16) {
    return uint16((_tally(a) >> SPREAD_SHIFT) & BPS_MASK);
}

function contributors(PackedScore a) pure returns (uint8) {
    return uint8((_tally(a) >> CONTRIBUTORS_SHIFT) & COUNT_MASK);
}

function models(PackedScore a) pure returns (uint8) {
    return uint8((_tally(a) >> MODELS_SHIFT) & COUNT_MASK);
}

function outOfDistribution(PackedScore a) pure returns (bool) {
    return (_tally(a) >> OUT_OF_DISTRIBUTION_SHIFT) & 1 == 1;
}

function degraded(PackedScore a) pure returns (bool) {
    return (_tally(a) >> DEGRADED_SHIFT) & 1 == 1;
}

function hasScore(PackedScore a) pure returns (bool) {
    return a.contributors() != 0;
}

function _tally(PackedScore a) pure returns (uint256) {
    return PackedScore.unwrap(a) >> HEADER_BITS;
}
