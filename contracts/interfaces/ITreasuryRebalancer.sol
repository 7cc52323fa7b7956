// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/interfaces/IERC20.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {Bps} from "../types/Bps.sol";
import {Duration} from "../types/Duration.sol";
import {MarketId, MarketKind} from "../types/MarketId.sol";

/// @notice Moves a treasury's shares from a vault into a refuge when a market's score breaches, and back when it is calm,
/// along edges that the DAO named.
interface ITreasuryRebalancer {
    /// @notice An edge: what is left on a breach, where it goes, and how much of it at most.
    /// @param from The vault whose market the score is of: its own, or one that what it holds depends on.
    /// @param refuge Where assets wait; same asset.
    /// @param marketId Whose score it follows.
    /// @param enter A round counts towards leaving from this score on; 1 to 100_00.
    /// @param exit A round counts towards coming back where score + spread is below it; exit < enter.
    /// @param dwell Rounds in a row before anything leaves; 2 to 48, since a move is measured against the round before.
    /// @param calmDwell Rounds in a row before anything comes back; `dwell` to 255.
    /// @param minContributors Thinner rounds count for neither; 1 to 31.
    /// @param maxLoss Most that a move may lose of what it moves, fees and rounding included; 1 to 5_00.
    /// @param maxScoreAge An older score moves nothing; one second to 7 days.
    /// @param referenceAge How long before a move the rates that it is measured against were noted at least; 1 minute to
    /// 1 day. Longer than anybody can afford to keep a vault's rate where it does not belong.
    /// @param dailyCap Most assets that the edge moves in both directions within any 24 hours; above 0.
    /// @param minMove Fewer assets are not worth a move; above 0.
    struct Edge {
        IERC4626 from;
        IERC4626 refuge;
        MarketId marketId;
        Bps enter;
        Bps exit;
        uint8 dwell;
        uint8 calmDwell;
        uint8 minContributors;
        Bps maxLoss;
        Duration maxScoreAge;
        Duration referenceAge;
        uint128 dailyCap;
        uint128 minMove;
    }

    /// @notice What an edge asks for.
    enum Direction {
        Hold,
        /// @dev Out of the vault, into the refuge.
        Out,
        /// @dev Back out of the refuge: no more than went there along this edge.
        Back
    }

    /// @notice Why an edge moves nothing; None where it moves.
    enum Reason {
        None,
        EdgeUnknown,
        Halted,
        /// @dev One of its vaults is no longer approved.
        VaultNotApproved,
        OracleFailed,
        ScoreUnknown,
        ScoreTooOld,
        /// @dev The market's event is another than when the edge was set.
        EventChanged,
        /// @dev Neither row is full, or nothing of this edge's is in the refuge.
        NotDue,
        /// @dev A vault did not say its rate in the round before.
        ReferenceMissing,
        /// @dev The rates of the round before were noted a shorter time ago than `referenceAge`.
        ReferenceTooYoung,
        /// @dev Nothing may leave: no shares, no allowance, or the vault lets nothing out.
        NothingToMove,
        /// @dev No room: the edge's cap, the cap of all, or what the other vault takes.
        NoRoom,
        /// @dev Less than `minMove`.
        TooLittle,
        /// @dev A vault reverted or ran out of gas, or the move broke a bound; `cause` has its revert data.
        MoveFailed
    }

    /// @notice What cut a move short of all that was wanted.
    enum Limit {
        None,
        /// @dev The treasury lets the rebalancer take no more.
        Allowance,
        /// @dev `maxRedeem` of the vault that is left.
        VaultOut,
        /// @dev `maxDeposit` of the vault that is entered.
        VaultIn,
        EdgeCap,
        TotalCap,
        /// @dev Whoever called `rebalanceUpTo`.
        Caller
    }

    /// @param enabled Whether the edge acts; false once it was halted.
    /// @param lastRound Last round counted.
    /// @param highRow Rounds in a row at or above `enter`.
    /// @param calmRow Rounds in a row below `exit`, without doubt.
    /// @param outstanding Shares of the refuge that went there along this edge and did not come back.
    /// @param leftToday Assets that the edge's cap lets move now.
    struct EdgeState {
        bool enabled;
        uint64 lastRound;
        uint8 highRow;
        uint8 calmRow;
        uint256 outstanding;
        uint256 leftToday;
    }

    error ZeroOracle();
    error ZeroTreasury();
    error OnlySelf(address caller);
    error BatchTooLong(uint256 length, uint256 max);
    error AssetMismatch(IERC4626 vault, address asset, address expected);
    error VaultNotApprovedYet(IERC4626 vault);
    error VaultUnknown(IERC4626 vault);
    error SameVault(IERC4626 vault);
    error EdgeUnknown(bytes32 edgeId);
    /// @notice A proposal's score says nothing of a vault.
    error KindNotFollowed(MarketId marketId, MarketKind kind);
    error EdgeWithoutHysteresis(uint256 exitBps, uint256 enterBps);
    /// @notice At once only downwards: raising waits in the timelock.
    error CapNotLower(uint256 newCap, uint256 cap);
    /// @notice A vault took another number of shares than it was asked to.
    error SharesTaken(uint256 taken, uint256 asked);
    /// @notice A vault left assets with the rebalancer.
    error AssetsLeftBehind(uint256 assets);
    error CapExceeded(uint256 assets, uint256 room);
    /// @notice What arrived is worth too little of what left: at the worse of the rates now and the rates noted before.
    error LossTooHigh(uint256 valueOut, uint256 valueIn, uint256 maxLossBps);
    /// @notice All that the treasury could redeem from both vaults fell by more than the move may lose.
    error ValueFell(uint256 valueBefore, uint256 valueAfter, uint256 maxLoss);

    event VaultApproved(IERC4626 indexed vault);
    event VaultDropped(IERC4626 indexed vault);
    event EdgeSet(bytes32 indexed edgeId, Edge edge);
    event EdgeHalted(bytes32 indexed edgeId, address indexed by);
    event EdgeCapLowered(bytes32 indexed edgeId, uint128 dailyCap);
    /// @notice What lies in the refuge is the DAO's to move from here on.
    event OutstandingForgotten(bytes32 indexed edgeId, uint256 shares);
    event TotalCapSet(uint128 dailyCap);
    /// @notice A new round of an edge's market: its rows, and the rates of both vaults that the next round's moves are
    /// measured against, assets for a million whole shares; 0 where a vault did not say.
    event RoundCounted(
        bytes32 indexed edgeId,
        uint64 indexed round,
        uint8 highRow,
        uint8 calmRow,
        uint256 fromRate,
        uint256 refugeRate
    );
    /// @param sharesOut Shares of the vault that was left.
    /// @param assets What came out of it and went into the other.
    /// @param sharesIn Shares of the vault that was entered.
    event Rebalanced(
        bytes32 indexed edgeId,
        Direction indexed direction,
        uint64 indexed round,
        uint256 sharesOut,
        uint256 assets,
        uint256 sharesIn
    );
    /// @notice A move took less than was wanted; the rest waits for the next one.
    event MoveCut(bytes32 indexed edgeId, Limit limit, uint256 sharesWanted, uint256 sharesMoved);
    event EdgeSkipped(bytes32 indexed edgeId, Reason reason, bytes cause);
    event Swept(IERC20 indexed token, uint256 amount);

    /// @notice Admits a vault of the treasury's asset. Only CONFIGURATOR_ROLE, which a timelock holds.
    function approveVault(IERC4626 vault) external;

    /// @notice Sets or replaces an edge between two approved vaults, and enables it. Only CONFIGURATOR_ROLE.
    /// @dev Rows start again; what was moved today still counts, and so does what went to the refuge before.
    /// @return edgeId keccak256(abi.encode(from, refuge, marketId)).
    function setEdge(Edge calldata edge) external returns (bytes32 edgeId);

    /// @notice Sets the cap of all edges together, within any 24 hours. Only CONFIGURATOR_ROLE.
    function setTotalCap(uint128 newDailyCap) external;

    /// @notice The veto: stops an edge at once. Only REVOKER_ROLE; only `setEdge` starts it again.
    function haltEdge(bytes32 edgeId) external;

    /// @notice Leaves in the refuge, for good, what went there along an edge. Only REVOKER_ROLE. Belongs into the batch with
    /// which the DAO itself takes shares out of the refuge: else its next ones there would count as the edge's.
    function forget(bytes32 edgeId) external;

    /// @notice Takes a vault out of every edge at once. Only REVOKER_ROLE.
    function dropVault(IERC4626 vault) external;

    /// @notice Lowers an edge's cap at once, to 0 too. Only REVOKER_ROLE.
    function lowerEdgeCap(bytes32 edgeId, uint128 newDailyCap) external;

    /// @notice Lowers the cap of all at once, to 0 too. Only REVOKER_ROLE.
    function lowerTotalCap(uint128 newDailyCap) external;

    /// @notice Counts the latest round of each edge's market and moves what is due. Anyone may call, once in every round at
    /// least: a round that nobody counted breaks a row. One edge's failure is an event and stops no other.
    function rebalance(bytes32[] calldata edgeIds) external;

    /// @notice The same for one edge, and moves no more than so many shares: where a vault's `maxRedeem` says more than it
    /// has at hand, all of it fails, and a part goes through. Anyone may call.
    function rebalanceUpTo(bytes32 edgeId, uint256 maxShares) external;

    /// @notice Sends whatever of a token lies here to the treasury. Anyone may call; nothing belongs here.
    function sweep(IERC20 token) external;

    /// @notice What a call of `rebalance` would find now, and why it would move nothing. Reverts where the oracle does.
    /// Whether the vaults can do it is known only when they are asked.
    function preview(bytes32 edgeId) external view returns (Direction direction, Reason reason);

    /// @notice What both vaults give for a million whole shares now. Reverts where one of them does.
    function ratesOf(IERC4626 from, IERC4626 refuge) external view returns (uint104 fromRate, uint104 refugeRate);

    /// @notice An edge as it was set, with its cap as it stands.
    function edgeOf(bytes32 edgeId) external view returns (Edge memory);

    /// @notice What an edge's next call builds on.
    function stateOf(bytes32 edgeId) external view returns (EdgeState memory);

    /// @notice The cap of all edges together, and how much of it is left now.
    function totalCap() external view returns (uint128 dailyCap, uint256 leftToday);

    /// @notice Whether a vault may be used.
    function isApproved(IERC4626 vault) external view returns (bool);

    /// @notice Whose shares are moved, and the only address that ever gets anything.
    function treasury() external view returns (address);

    /// @notice What every vault holds.
    function asset() external view returns (IERC20);
}
