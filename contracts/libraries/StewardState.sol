// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What the steward remembers of a market and of each of its parameters.
library StewardState {
    /// @param enabled Whether the steward acts.
    /// @param band 0 where calm, else one more than the index of the band that the score is in.
    /// @param slowBand The band that counts for everything but the LTV.
    /// @param row Rounds in a row above `slowBand`, `rowBand` the lowest band among them, `rowRound` the last.
    /// @param rampTo Where an announced ramp ends; 0 for none.
    /// @param rampStartsAt From when its steps may be taken.
    /// @param eModesAt From when the closed eMode categories may be opened; 0 where that is not queued.
    struct Market {
        bool enabled;
        uint8 band;
        uint8 slowBand;
        uint8 row;
        uint8 rowBand;
        uint64 rowRound;
        uint16 rampTo;
        uint40 rampStartsAt;
        uint40 eModesAt;
    }

    /// @param lastTightenAt When the parameter was last tightened.
    /// @param lastChangeAt When it was last written.
    /// @param budgetAt When `budgetLeft` was written.
    /// @param budgetLeft What its budget held then, in bps.
    /// @param executableAt From when its queued loosening may be executed; 0 for none.
    struct Track {
        uint40 lastTightenAt;
        uint40 lastChangeAt;
        uint40 budgetAt;
        uint16 budgetLeft;
        uint40 executableAt;
    }

    /// @param policy Where the policy is kept as code; zero for none.
    /// @param closedEModes eMode categories that the steward closed, bit i for category i.
    /// @param market Its own state.
    /// @param tracks By `Parameter`.
    /// @param queued Queued loosenings by `Parameter`; meaningful where the track's `executableAt` is not 0.
    struct Book {
        address policy;
        uint256 closedEModes;
        Market market;
        Track[4] tracks;
        uint128[4] queued;
    }
}
