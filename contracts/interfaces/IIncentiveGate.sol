// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bps} from "../types/Bps.sol";
import {MarketId} from "../types/MarketId.sol";
import {IRiskOracle} from "./IRiskOracle.sol";
import {IScoreGatedVault} from "./IScoreGatedVault.sol";

/// @notice Switches one emission of rewards off in a breach of a market's score, and on again after calm. What was earned
/// stays earned, and claiming has nothing to do with it.
interface IIncentiveGate {
    /// @notice What the market's latest score says of the emission.
    enum Word {
        /// @dev Nothing: there is no score, or it is too old, of another event than at deployment, or the oracle does not
        /// answer.
        Silence,
        /// @dev At or above `enter`.
        Breach,
        /// @dev Neither a breach nor calm.
        Between,
        /// @dev Fresh and below `exit`.
        Calm
    }

    error ZeroOracle();
    error ZeroDao();
    error OnlyDao(address caller, address dao);

    event EmissionSet(uint256 emission);
    /// @param emission What was emitted until now, per second, and is again after a resumption.
    event EmissionSuspended(uint64 indexed round, Bps score, uint256 emission);
    event EmissionResumed(uint64 indexed round, Bps score, uint256 emission);
    /// @notice A round after a suspension was counted.
    /// @param calmRounds Calm ones in a row, this one included; 0 for one that is not calm.
    event RoundCounted(uint64 indexed round, uint8 calmRounds);

    /// @notice Does what the score is due: suspends in a breach; once suspended counts calm rounds in a row, each once, and
    /// resumes after `dwell` of them. Anyone may call, and where nothing is due nothing happens. A round in which nobody
    /// calls breaks the row.
    function follow() external;

    /// @notice Sets the emission per second; while suspended, the one to resume at. Of the DAO alone. Bounded by what the
    /// distributor can hold; when a programme begins, changes or ends.
    function setEmission(uint256 newEmission) external;

    /// @notice The emission per second that the DAO set, or that was found at the last suspension; emitted while not
    /// suspended.
    function emission() external view returns (uint256);

    function suspended() external view returns (bool);

    /// @notice Calm rounds in a row since the suspension.
    function calmRounds() external view returns (uint8);

    /// @notice What the latest score says. Never reverts.
    function word() external view returns (Word);

    /// @notice Where the scores are.
    function oracle() external view returns (IRiskOracle);

    /// @notice Whose score it follows.
    function marketId() external view returns (MarketId);

    /// @notice Who sets emissions; for good.
    function dao() external view returns (address);

    /// @notice When a score is a breach, calm or too old; for good.
    function policy() external view returns (IScoreGatedVault.Policy memory);

    /// @notice How many calm rounds in a row resume the emission; for good.
    function dwell() external view returns (uint8);
}
