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

/// @notice What gives back to borrowers, one market at a time. Linked: it runs in the steward's storage, for its code is
/// more than one contract may hold.
library StewardLoosening {
    using EModeFollower for StewardAssessment.Assessment;
    using StewardAssessment for StewardAssessment.Assessment;
    using StewardBook for StewardState.Book;
    using StewardMoves for StewardAssessment.Assessment;

    /// @notice Starts the waits of what the score allows now.
    /// @return Why nothing was queued; None where something was.
    function queue(
        StewardState.Book storage book,
        IRiskOracle oracle,
        MarketId marketId
    ) external returns (ICollateralSteward.Reason) {
        // Check:
        StewardAssessment.Assessment memory a = book.look(oracle, marketId);
        if (a.blocked != ICollateralSteward.Reason.None) return a.blocked;
        StewardMoves.Plan memory plan = a.loosening(false);
        uint256 opening = a.opening();

        // Effect:
        bool queues = book.queue(marketId, a, plan);
        if (opening != 0) queues = book.queueEModes(marketId, a, opening) || queues;
        ICollateralSteward.Reason reason = StewardBook.reportStaying(marketId, plan);
        return queues ? ICollateralSteward.Reason.None : reason;
    }

    /// @notice Executes what has waited, if the score still allows it.
    /// @return Why nothing was executed; None where something was.
    function execute(
        StewardState.Book storage book,
        IRiskOracle oracle,
        MarketId marketId
    ) external returns (ICollateralSteward.Reason) {
        // Check: the waits first, then everything again on what is read now.
        StewardAssessment.Assessment memory a = book.look(oracle, marketId);
        if (a.blocked != ICollateralSteward.Reason.None) return a.blocked;
        StewardMoves.Plan memory plan = a.loosening(true);
        uint256 opening = a.openingNow(plan);

        // Effect: executes once.
        ICollateralSteward.Reason reason = StewardBook.reportStaying(marketId, plan);
        book.dropExpired(marketId, a);
        if (!plan.moves && opening == 0) return reason;
        book.loosen(marketId, a, plan);
        if (opening != 0) book.open(marketId, a, opening);

        // Interaction:
        if (plan.moves) a.write(plan.next);
        if (opening != 0) a.writeEModes(opening, false);
        return ICollateralSteward.Reason.None;
    }
}
