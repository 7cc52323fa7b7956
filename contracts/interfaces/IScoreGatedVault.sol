// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {Bps} from "../types/Bps.sol";
import {Duration} from "../types/Duration.sol";
import {MarketId} from "../types/MarketId.sol";
import {IRiskOracle} from "./IRiskOracle.sol";

/// @notice A door in front of an ERC-4626 vault: it takes deposits while a market's score is calm, and lets everybody out
/// at any time.
///
/// A share of the gate is a share of the vault, one for one: every rate, fee and rounding is the vault's.
interface IScoreGatedVault is IERC4626 {
    /// @param enter The score from which the gate is closed; 1 to 100_00.
    /// @param exit Below it, and without doubt, the gate opens again; exit < enter.
    /// @param maxScoreAge A score observed longer ago closes the gate until a younger one comes; one second to 30 days.
    /// Longer than the committee's silences that deposits should survive.
    struct Policy {
        Bps enter;
        Bps exit;
        Duration maxScoreAge;
    }

    /// @notice Why the gate is closed; None where it is open.
    enum Reason {
        None,
        /// @dev The score is at or above `enter`.
        Breach,
        /// @dev A breach was seen, and the score is not below `exit`, or below it with doubt (not Fresh).
        NotCalmYet,
        /// @dev The market has no score of its present event.
        ScoreUnknown,
        ScoreTooOld,
        /// @dev The market's event is another than when the gate was deployed, or the market is no longer listed.
        EventChanged,
        /// @dev The oracle did not answer.
        OracleFailed
    }

    error ZeroOracle();
    error GateWithoutHysteresis(uint256 exitBps, uint256 enterBps);

    /// @notice A breach was noted: from here on the gate stays closed until a score below `exit`.
    event BreachNoted(uint64 indexed round, Bps score);
    /// @notice A calm score was noted after a breach.
    event CalmNoted(uint64 indexed round, Bps score);

    /// @notice Why the gate is closed now; None where it is open. Never reverts.
    function closedBecause() external view returns (Reason);

    /// @notice Notes a breach or the calm after it, and nothing where the oracle fails. Anyone may call; every deposit
    /// does. Without a call during a breach the gate opens again as soon as the score is below `enter`, since nobody
    /// remembers.
    function note() external;

    /// @notice Whether a breach was noted and no calm score since.
    function breachNoted() external view returns (bool);

    /// @notice The vault behind the gate.
    function vault() external view returns (IERC4626);

    /// @notice Where the scores are.
    function oracle() external view returns (IRiskOracle);

    /// @notice Whose score it follows.
    function marketId() external view returns (MarketId);

    /// @notice When it closes and opens; for good.
    function policy() external view returns (Policy memory);
}
