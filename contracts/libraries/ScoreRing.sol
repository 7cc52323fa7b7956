// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PackedScore} from "../types/PackedScore.sol";

/// @notice A market's last rounds: round r stands at `r & mask`, until a later round with the same place comes.
library ScoreRing {
    /// @param packed The score; a round of zero marks an empty place.
    /// @param id Counts recordings over all markets.
    /// @param previousRound Round recorded before this one.
    /// @param eventIndex Which of the market's events the score forecasts.
    struct Place {
        PackedScore packed;
        uint64 id;
        uint64 previousRound;
        uint32 eventIndex;
    }

    /// @param latestRound Round recorded last.
    /// @param index The market's number among recorded ones, from 1; zero before the first recording.
    /// @param eventCount How many events the market had so far; the last one is the present one.
    struct Ring {
        uint64 latestRound;
        uint32 index;
        uint32 eventCount;
        mapping(uint256 place => Place) places;
        mapping(uint256 eventIndex => bytes32 eventHash) events;
    }

    /// @notice Puts a round in its place. The caller has checked that it is newer than the latest.
    function push(Ring storage ring, uint256 mask, PackedScore packed, uint64 id, bytes32 eventHash) internal {
        uint32 present = ring.eventCount;
        if (ring.events[present] != eventHash) {
            ring.eventCount = ++present;
            ring.events[present] = eventHash;
        }
        uint64 round = packed.round();
        ring.places[round & mask] = Place({
            packed: packed,
            id: id,
            previousRound: ring.latestRound,
            eventIndex: present
        });
        ring.latestRound = round;
    }

    /// @return place What stands in the round's place.
    /// @return found Whether that is the round asked for.
    function find(
        Ring storage ring,
        uint256 mask,
        uint256 round
    ) internal view returns (Place memory place, bool found) {
        place = ring.places[round & mask];
        found = place.id != 0 && place.packed.round() == round;
    }
}
