// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICollateralSteward} from "../interfaces/ICollateralSteward.sol";
import {MarketId} from "../types/MarketId.sol";
import {ParameterBundle} from "./ParameterBundle.sol";
import {PolicyStore} from "./PolicyStore.sol";
import {StewardBook} from "./StewardBook.sol";
import {StewardBounds} from "./StewardBounds.sol";
import {StewardState} from "./StewardState.sol";

/// @notice A book's new policy: it forgives nothing.
library StewardRenewal {
    using StewardBook for StewardState.Book;

    /// @notice Stores a validated policy. What was spent stays spent, and doubt stays; what was queued, announced or
    /// closed for a category that is no longer followed was of the old policy.
    function renew(
        StewardState.Book storage book,
        MarketId marketId,
        ICollateralSteward.Policy calldata policy
    ) internal {
        book.dropQueue(marketId, address(this));
        book.dropRamp(marketId);
        book.forget(marketId, book.closedEModes & ~policy.eModes.followed);
        ICollateralSteward.Policy memory old;
        if (book.policy != address(0)) old = PolicyStore.read(book.policy);
        for (uint256 i = 0; i < ParameterBundle.COUNT; ++i) {
            if (policy.rules[i].anchor != 0) _carryBudget(book.tracks[i], old.rules[i], policy.rules[i]);
        }
        StewardState.Market memory market = book.market;
        market.enabled = true;
        // Safe cast: a policy has at most eight bands.
        uint8 bands = uint8(policy.bands.length);
        if (market.band > bands) market.band = bands;
        if (market.slowBand > bands) market.slowBand = bands;
        market.row = 0;
        book.market = market;
        book.policy = PolicyStore.write(policy);
        emit ICollateralSteward.PolicySet(marketId, policy);
    }

    /// @dev A budget's clock starts again at what was left, so that no recharge is counted twice. A parameter that the
    /// old policy left out recharged under no rule: it is judged by the new one.
    function _carryBudget(
        StewardState.Track storage slot,
        ICollateralSteward.Rule memory old,
        ICollateralSteward.Rule calldata rule
    ) private {
        StewardState.Track memory track = slot;
        uint256 budget = rule.tightenBudget.toUint();
        if (track.budgetAt != 0) {
            uint256 left = StewardBounds.budgetNow(track, old.anchor == 0 ? rule : old, block.timestamp);
            if (left < budget) budget = left;
        }
        // Safe casts: at most 100_00, and seconds fit 40 bits for 34,000 years.
        (slot.budgetLeft, slot.budgetAt) = (uint16(budget), uint40(block.timestamp));
    }
}
