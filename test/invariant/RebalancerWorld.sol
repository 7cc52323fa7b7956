// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {ITreasuryRebalancer} from "../../contracts/interfaces/ITreasuryRebalancer.sol";
import {TreasuryRebalancer} from "../../contracts/liquidity/TreasuryRebalancer.sol";
import {Bps} from "../../contracts/types/Bps.sol";
import {Duration} from "../../contracts/types/Duration.sol";
import {MarketId, MarketKind} from "../../contracts/types/MarketId.sol";
import {DemoToken} from "../mocks/DemoToken.sol";
import {FaultyOracle} from "../mocks/FaultyOracle.sol";
import {FickleVault} from "../mocks/FickleVault.sol";
import {ScriptedOracle} from "../mocks/ScriptedOracle.sol";
import {vm} from "../mocks/Vm.sol";

/// @notice A rebalancer with two edges into one refuge, over vaults that fail as they are told, and what a bookkeeper beside
/// it would note: rows, rates of each counted round, every move there ever was.
///
/// The bookkeeping shares no code with what it is held against.
abstract contract RebalancerWorld {
    uint256 internal constant EDGES = 2;
    uint256 internal constant START = 1_700_000_000;
    uint256 internal constant DWELL = 2;
    uint256 internal constant CALM_DWELL = 3;
    uint256 internal constant MAX_LOSS_BPS = 50;
    uint256 internal constant REFERENCE_AGE = 10 minutes;
    uint256 internal constant MAX_SCORE_AGE = 2 hours;
    uint256 public constant EDGE_CAP = 300e18;
    uint256 public constant TOTAL_CAP = 400e18;
    address internal constant TREASURY = address(0x7EA5);
    address internal constant VETOER = address(0x4E70);
    address internal constant STRANGER = address(0xBAD);

    /// @param high Rounds in a row at or above the threshold; `calm` below the exit, without doubt.
    /// @param notedAt When the last round was counted, and the rates then; `before` of the round before it in the row.
    struct Book {
        bool enabled;
        uint64 lastRound;
        uint256 high;
        uint256 calm;
        uint256 notedAt;
        uint256[2] rates;
        uint256 notedBefore;
        uint256[2] ratesBefore;
        uint256 outstanding;
    }

    struct Moved {
        uint256 edge;
        uint256 movedAt;
        uint256 assets;
    }

    DemoToken internal immutable _token;
    FickleVault internal immutable _refuge;
    FickleVault[EDGES] internal _from;
    ScriptedOracle internal immutable _scripted;
    FaultyOracle internal immutable _oracle;
    TreasuryRebalancer public immutable rebalancer;
    MarketId[EDGES] internal _marketIds;
    bytes32[EDGES] public edgeIds;

    uint64[EDGES] internal _rounds;
    Book[EDGES] internal _books;
    Moved[] internal _moves;
    /// @notice Times that something happened which may not, by what it was.
    mapping(bytes32 what => uint256) public broken;

    constructor() {
        vm.warp(START);
        _token = new DemoToken("Token", "TKN", 18);
        _refuge = new FickleVault(_token, 0);
        _scripted = new ScriptedOracle();
        _oracle = new FaultyOracle(_scripted);
        rebalancer = new TreasuryRebalancer(
            IRiskOracle(address(_oracle)),
            TREASURY,
            _token,
            uint128(TOTAL_CAP),
            address(this),
            VETOER
        );
        rebalancer.approveVault(_refuge);
        _openTo(_refuge, 100e18);
        for (uint256 i = 0; i < EDGES; ++i) {
            _from[i] = new FickleVault(_token, 0);
            _marketIds[i] = _list(address(_from[i]));
            rebalancer.approveVault(_from[i]);
            _openTo(_from[i], 1_000e18);
            _setEdge(i);
        }
    }

    function movesLength() external view returns (uint256) {
        return _moves.length;
    }

    function moveAt(uint256 index) external view returns (Moved memory) {
        return _moves[index];
    }

    function bookOf(uint256 edge) external view returns (Book memory) {
        return _books[edge];
    }

    function _setEdge(uint256 i) internal {
        edgeIds[i] = rebalancer.setEdge(
            ITreasuryRebalancer.Edge({
                from: _from[i],
                refuge: _refuge,
                marketId: _marketIds[i],
                enter: Bps.wrap(40_00),
                exit: Bps.wrap(20_00),
                dwell: uint8(DWELL),
                calmDwell: uint8(CALM_DWELL),
                minContributors: 5,
                maxLoss: Bps.wrap(uint16(MAX_LOSS_BPS)),
                maxScoreAge: Duration.wrap(uint32(MAX_SCORE_AGE)),
                referenceAge: Duration.wrap(uint32(REFERENCE_AGE)),
                dailyCap: uint128(EDGE_CAP),
                minMove: 1e15
            })
        );
        Book memory book = _books[i];
        Book memory next;
        (next.enabled, next.lastRound, next.outstanding) = (true, book.lastRound, book.outstanding);
        _books[i] = next;
    }

    /// @dev The treasury deposits, and lets the rebalancer take shares.
    function _openTo(FickleVault vault, uint256 assets) internal {
        _token.mint(TREASURY, assets);
        vm.prank(TREASURY);
        _token.approve(address(vault), type(uint256).max);
        vm.prank(TREASURY);
        vault.deposit(assets, TREASURY);
        vm.prank(TREASURY);
        vault.approve(address(rebalancer), type(uint256).max);
    }

    function _list(address target) private returns (MarketId) {
        return
            _scripted.list(
                IRiskOracle.Market({
                    kind: MarketKind.Liquidity,
                    target: target,
                    subject: bytes32(0),
                    threshold: Bps.wrap(5_00),
                    horizon: Duration.wrap(1 days),
                    referenceFeed: address(1)
                })
            );
    }

    /// @dev The rate that a vault says, or zero.
    function _rateOf(IERC4626 vault) internal view returns (uint256) {
        try vault.convertToAssets{gas: 300_000}(1e18) returns (uint256 rate) {
            return rate;
        } catch {
            return 0;
        }
    }
}
