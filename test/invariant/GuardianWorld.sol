// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PauseGuardian} from "../../contracts/PauseGuardian.sol";
import {ICommittee} from "../../contracts/interfaces/ICommittee.sol";
import {IModelRegistry} from "../../contracts/interfaces/IModelRegistry.sol";
import {Rung} from "../../contracts/interfaces/IPauseAdapter.sol";
import {IPauseGuardian} from "../../contracts/interfaces/IPauseGuardian.sol";
import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {Bps} from "../../contracts/types/Bps.sol";
import {Duration} from "../../contracts/types/Duration.sol";
import {MarketId, MarketKind} from "../../contracts/types/MarketId.sol";
import {ScriptedOracle} from "../mocks/ScriptedOracle.sol";
import {ScriptedPauseAdapter} from "../mocks/ScriptedPauseAdapter.sol";
import {vm} from "../mocks/Vm.sol";

/// @notice A guardian over a scripted oracle and protocol, with a real committee of real keys, and what a bookkeeper
/// beside it would note: rows, spent rungs, every raise there ever was, what was heard when, and what killed orders.
///
/// The bookkeeping shares no code with what it is held against.
abstract contract GuardianWorld {
    error NotDeployed(string name);

    uint256 internal constant MARKETS = 2;
    uint256 internal constant MEMBERS = 7;
    uint256 internal constant QUORUM = 5;
    /// @dev Members 5 and 6 belong to the operators of members 0 and 1.
    uint256 internal constant OPERATORS = 5;
    uint256 internal constant MIN_OPERATORS = 4;
    uint8 internal constant BUDGET = 2;
    uint8 internal constant EMERGENCY_BUDGET = 1;
    uint256 internal constant PERIOD = 2 days;
    uint256 internal constant SILENCE = 5 days;
    /// @dev As long as there can be: so that much comes between an order's signing and its use.
    uint256 internal constant VALIDITY = 1 days;
    uint8 internal constant DWELL = 2;
    uint8 internal constant THICK = 5;
    address internal constant POOL = address(0xA11CE);
    address internal constant BRAKE = address(0x4E40C);
    address internal constant STRANGER = address(0xBAD);

    /// @param rows Rounds in a row at or above each rung's threshold.
    /// @param spent Rungs that had their effect.
    /// @param raisedAt Every raise on a score, ever.
    /// @param orderedAt Every emergency raise, ever.
    /// @param epoch Counts what kills orders.
    /// @param resets Counts how often the DAO lowered the ladder.
    /// @param byHand Whether somebody else than the guardian raised the ladder last.
    struct Book {
        bool enabled;
        uint64 lastRound;
        uint256 heardAt;
        uint256[5] rows;
        bool[5] spent;
        uint256[] raisedAt;
        uint256[] orderedAt;
        uint256 epoch;
        uint256 resets;
        bool byHand;
    }

    ScriptedOracle internal immutable _oracle;
    ScriptedPauseAdapter internal immutable _adapter;
    ICommittee internal immutable _committee;
    PauseGuardian public immutable guardian;

    uint64 internal _round = 1;
    uint256 internal _committeeEpoch;
    uint256 internal _suspended;
    IRiskOracle.ScoreRecord[MARKETS] internal _records;
    bool[MARKETS] internal _stale;
    Book[MARKETS] internal _books;

    /// @notice How often each numbered guarantee was seen broken; `C1` is 101.
    mapping(uint256 guarantee => uint256) public broken;

    constructor() {
        vm.warp(1_700_000_000);
        IModelRegistry registry = IModelRegistry(_deploy("ModelRegistry", abi.encode(address(this), BRAKE)));
        _committee = ICommittee(_deploy("Committee", abi.encode(registry, address(0), address(this), BRAKE)));
        _configure(registry);
        _oracle = new ScriptedOracle();
        _oracle.setCommittee(address(_committee));
        _adapter = new ScriptedPauseAdapter();
        guardian = PauseGuardian(_deploy("PauseGuardian", abi.encode(_oracle, address(this), BRAKE)));
        for (uint256 i = 0; i < MARKETS; ++i) {
            _oracle.list(_market(i));
            _setPolicy(i);
        }
    }

    function idOf(uint256 market) public view returns (MarketId) {
        bytes32 subject = bytes32(uint256(uint160(_asset(market))));
        return MarketId.wrap(keccak256(abi.encode(block.chainid, MarketKind.Collateral, POOL, subject)));
    }

    function rungOf(uint256 market) public view returns (Rung) {
        return _adapter.rungOf(POOL, _asset(market));
    }

    function book(uint256 market) external view returns (Book memory) {
        return _books[market];
    }

    function _asset(uint256 market) internal pure returns (address) {
        return address(uint160(0xA55E70 + market));
    }

    /// @dev The score from which a round counts; BorrowOff is not used.
    function _enter(uint256 rung) internal pure returns (uint256) {
        return [type(uint256).max, type(uint256).max, 40_00, 60_00, 90_00][rung];
    }

    function _exit(uint256 rung) internal pure returns (uint256) {
        return [uint256(0), 0, 20_00, 30_00, 60_00][rung];
    }

    function _setPolicy(uint256 market) internal {
        guardian.setPolicy(idOf(market), _policy(market));
        Book storage its = _books[market];
        its.enabled = true;
        delete its.rows;
        its.heardAt = block.timestamp;
        ++its.epoch;
    }

    function _policy(uint256 market) internal view returns (IPauseGuardian.Policy memory policy) {
        policy.adapter = _adapter;
        (policy.target, policy.asset) = (POOL, _asset(market));
        (policy.budget, policy.budgetPeriod) = (BUDGET, Duration.wrap(uint32(PERIOD)));
        policy.silence = Duration.wrap(uint32(SILENCE));
        policy.emergency = IPauseGuardian.EmergencyPolicy({
            ceiling: Rung.Freeze,
            signers: uint8(QUORUM),
            operators: uint8(MIN_OPERATORS),
            budget: EMERGENCY_BUDGET,
            validity: Duration.wrap(uint32(VALIDITY))
        });
        for (uint256 rung = 2; rung <= 4; ++rung) {
            policy.rungs[rung - 1] = IPauseGuardian.RungPolicy({
                enter: Bps.wrap(uint16(_enter(rung))),
                exit: Bps.wrap(uint16(_exit(rung))),
                dwell: DWELL,
                minContributors: THICK
            });
        }
    }

    /// @dev How many of the times lie within the period that ends now.
    function _recent(uint256[] storage times) internal view returns (uint256 count) {
        for (uint256 i = 0; i < times.length; ++i) if (block.timestamp - times[i] < PERIOD) ++count;
    }

    function _market(uint256 market) private pure returns (IRiskOracle.Market memory) {
        return
            IRiskOracle.Market({
                kind: MarketKind.Collateral,
                target: POOL,
                subject: bytes32(uint256(uint160(_asset(market)))),
                threshold: Bps.wrap(5_00),
                horizon: Duration.wrap(1 days),
                referenceFeed: address(0xFEED)
            });
    }

    function _configure(IModelRegistry registry) private {
        bytes32 model = keccak256("model");
        registry.propose(model, keccak256("features"), "");
        registry.startShadow(model, keccak256("features"), "");
        registry.activate(model);
        ICommittee.MemberConfig[] memory members = new ICommittee.MemberConfig[](MEMBERS);
        for (uint256 i = 0; i < MEMBERS; ++i) {
            address operator = address(uint160(0x0FE4A + (i % OPERATORS)));
            uint16 weight = i == 0 ? 14_32 : 14_28;
            members[i] = ICommittee.MemberConfig(vm.addr(i + 1), operator, model, weight);
        }
        _committee.configure(members, 2, 1, 1);
    }

    /// @dev The build itself, with the settings that it is deployed with.
    function _deploy(string memory name, bytes memory arguments) private returns (address deployed) {
        bytes memory code = bytes.concat(vm.getCode(string.concat(name, ".sol:", name)), arguments);
        // Safe: reads the memory that `code` owns, its length first.
        assembly ("memory-safe") {
            deployed := create(0, add(code, 0x20), mload(code))
        }
        if (deployed == address(0)) revert NotDeployed(name);
    }
}
