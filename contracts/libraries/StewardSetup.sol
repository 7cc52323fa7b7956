// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICollateralSteward} from "../interfaces/ICollateralSteward.sol";
import {MarketId} from "../types/MarketId.sol";
import {StewardPolicy} from "./StewardPolicy.sol";
import {StewardRenewal} from "./StewardRenewal.sol";
import {StewardState} from "./StewardState.sol";

/// @notice A market's new policy. Linked: it runs in the steward's storage, for its code is more than one contract may
/// hold.
library StewardSetup {
    /// @notice Checks a policy and stores it.
    function setPolicy(
        StewardState.Book storage book,
        MarketId marketId,
        ICollateralSteward.Policy calldata policy
    ) external {
        StewardPolicy.validate(policy);
        StewardRenewal.renew(book, marketId, policy);
    }
}
