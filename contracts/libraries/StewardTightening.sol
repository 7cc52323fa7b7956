// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICollateralSteward} from "../interfaces/ICollateralSteward.sol";
import {IRiskOracle} from "../interfaces/IRiskOracle.sol";
import {MarketId} from "../types/MarketId.sol";
import {EModeFollower} from "./EModeFollower.sol";
import {StewardAssessment} from "./StewardAssessment.sol";
import {StewardBook} from "./StewardBook.sol";
import {StewardMoves} from "./StewardMoves.sol";
import {StewardState} from "./StewardState.sol";

/// @notice What takes from borrowers, one market at a time. Linked: it runs in the steward's storage, for its code is more
/// than one contract may hold.
library StewardTightening {
    using EModeFollower for StewardAssessment.Assessment;
    using StewardAssessment for StewardAssessment.Assessment;
    using StewardBook for StewardState.Book;
    using StewardMoves for StewardAssessment.Assessment;

    /// @notice Tightens LTV and caps, closes eMode categories, announces a ramp.
    /// @return Why the market stays; None where it moves.
    function tighten(
        StewardState.Book storage book,
        IRiskOracle oracle,
        MarketId marketId
    ) external returns (ICollateralSteward.Reason) {
        // Check:
        StewardAssessment.Assessment memory a = book.look(oracle, marketId);
        if (a.blocked != ICollateralSteward.Reason.None) return a.blocked;
        StewardMoves.Plan memory plan = a.tightening();
        uint256 closing = a.closing();
        uint256 rampTo = a.rampTo();

        // Effect:
        ICollateralSteward.Reason reason = StewardBook.reportStaying(marketId, plan);
        if (!plan.moves && closing == 0 && rampTo == 0) return reason;
        book.tighten(marketId, a, plan);
        if (closing != 0) book.close(marketId, a, closing);
        if (rampTo != 0) book.announce(marketId, a, rampTo);

        // Interaction:
        if (plan.moves) a.write(plan.next);
        if (closing != 0) a.writeEModes(closing, true);
        return ICollateralSteward.Reason.None;
    }

    /// @notice Takes the next step of an announced ramp.
    /// @return Why the threshold stays; None where it moves.
    function lower(
        StewardState.Book storage book,
        IRiskOracle oracle,
        MarketId marketId
    ) external returns (ICollateralSteward.Reason) {
        // Check:
        StewardAssessment.Assessment memory a = book.look(oracle, marketId);
        if (a.blocked != ICollateralSteward.Reason.None) return a.blocked;
        StewardMoves.Plan memory plan = a.lowering();

        // Effect:
        ICollateralSteward.Reason reason = StewardBook.reportStaying(marketId, plan);
        if (!plan.moves) return reason;
        book.tighten(marketId, a, plan);

        // Interaction:
        a.write(plan.next);
        return ICollateralSteward.Reason.None;
    }
}
