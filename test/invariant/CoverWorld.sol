// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICoverPool} from "../../contracts/interfaces/ICoverPool.sol";
import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {ISkillLedger} from "../../contracts/interfaces/ISkillLedger.sol";
import {CoverPool} from "../../contracts/liquidity/CoverPool.sol";
import {Bps} from "../../contracts/types/Bps.sol";
import {Duration} from "../../contracts/types/Duration.sol";
import {MarketId, MarketKind} from "../../contracts/types/MarketId.sol";
import {DemoToken} from "../mocks/DemoToken.sol";
import {ScriptedAggregator} from "../mocks/ScriptedAggregator.sol";
import {ScriptedOracle} from "../mocks/ScriptedOracle.sol";
import {vm} from "../mocks/Vm.sol";

/// @notice A pool that covers two markets, with feeds that a handler writes, and what a bookkeeper beside it would note:
/// every round, every cover, every token that came or went.
///
/// The bookkeeping shares no code with what it is held against.
abstract contract CoverWorld {
    uint256 internal constant MARKETS = 2;
    uint256 internal constant UNDERWRITERS = 3;
    uint256 internal constant HOLDERS = 2;
    uint256 internal constant START = 1_700_006_400;
    uint256 internal constant THRESHOLD_BPS = 5_00;
    uint256 internal constant MAX_FALL_BPS = 1_00;
    uint256 internal constant GAP_LIMIT = 12 hours;
    uint256 internal constant EXIT_DELAY = 2 days;
    uint256 internal constant EXIT_WINDOW = 12 hours;
    uint256 internal constant CLAIM_PERIOD = 2 days;
    uint256 internal constant WAITING = 2 hours;
    uint256 internal constant MAX_SCORE_AGE = 2 hours;
    uint256 public constant MAX_EXPOSURE = 400e18;
    address internal constant REVOKER = address(0x4E70);
    address internal constant STRANGER = address(0xBAD);

    struct Round {
        int256 answer;
        uint256 writtenAt;
    }

    /// @param streamsUntil End of the day in which its term ends.
    /// @param outcome Unsettled while it binds capital.
    struct Sold {
        uint256 market;
        address holder;
        uint256 amount;
        uint256 premium;
        uint256 boughtAt;
        uint256 startsAt;
        uint256 endsAt;
        uint256 streamsUntil;
        ISkillLedger.Outcome outcome;
    }

    DemoToken public immutable token;
    ScriptedOracle internal immutable _oracle;
    CoverPool public immutable pool;
    ScriptedAggregator[MARKETS] internal _feeds;
    MarketId[MARKETS] internal _marketIds;

    Round[][MARKETS] internal _written;
    uint64[MARKETS] internal _rounds;
    Sold[] internal _sold;
    uint256 public cameIn;
    uint256 public wentOut;
    mapping(address holder => uint256) internal _owed;
    mapping(address owner => uint256) internal _requestedAt;
    /// @notice Times that something happened which may not, by what it was.
    mapping(bytes32 what => uint256) public broken;

    constructor() {
        vm.warp(START);
        token = new DemoToken("Token", "TKN", 18);
        _oracle = new ScriptedOracle();
        pool = new CoverPool(
            token,
            IRiskOracle(address(_oracle)),
            Duration.wrap(uint32(GAP_LIMIT)),
            Duration.wrap(uint32(EXIT_DELAY)),
            Duration.wrap(uint32(EXIT_WINDOW)),
            Duration.wrap(uint32(CLAIM_PERIOD)),
            address(this),
            REVOKER
        );
        for (uint256 i = 0; i < MARKETS; ++i) {
            _feeds[i] = new ScriptedAggregator();
            _write(i, 100e8);
            _marketIds[i] = _oracle.list(
                IRiskOracle.Market({
                    kind: MarketKind.Peg,
                    target: address(_feeds[i]),
                    subject: bytes32(0),
                    threshold: Bps.wrap(uint16(THRESHOLD_BPS)),
                    horizon: Duration.wrap(1 days),
                    referenceFeed: address(_feeds[i])
                })
            );
            _list(i);
        }
    }

    function soldLength() external view returns (uint256) {
        return _sold.length;
    }

    function soldAt(uint256 index) external view returns (Sold memory) {
        return _sold[index];
    }

    function marketIdAt(uint256 market) external view returns (MarketId) {
        return _marketIds[market];
    }

    function underwriter(uint256 index) public pure returns (address) {
        return address(uint160(0xA11CE0 + (index % UNDERWRITERS)));
    }

    function holder(uint256 index) public pure returns (address) {
        return address(uint160(0xB0B0 + (index % HOLDERS)));
    }

    function owed(uint256 index) external view returns (uint256) {
        return _owed[holder(index)];
    }

    function _list(uint256 market) internal {
        pool.list(
            _marketIds[market],
            ICoverPool.Terms({
                floor: Bps.wrap(10),
                cap: Bps.wrap(50_00),
                load: Bps.wrap(50_00),
                kink: Bps.wrap(80_00),
                slope: Bps.wrap(20_00),
                steepSlope: Bps.wrap(200_00),
                maxFall: Bps.wrap(uint16(MAX_FALL_BPS)),
                maxScoreAge: Duration.wrap(uint32(MAX_SCORE_AGE)),
                waiting: Duration.wrap(uint32(WAITING)),
                maxDuration: Duration.wrap(3 days),
                maxExposure: uint128(MAX_EXPOSURE)
            })
        );
    }

    function _write(uint256 market, int256 answer) internal {
        int192[] memory answers = new int192[](1);
        uint64[] memory times = new uint64[](1);
        (answers[0], times[0]) = (int192(answer), uint64(block.timestamp));
        _feeds[market].push(answers, times);
        _written[market].push(Round(answer, block.timestamp));
    }

    /// @dev The last round that is no younger, from 1 up; 0 where there is none.
    function _inForce(uint256 market, uint256 time) internal view returns (uint256 id) {
        Round[] storage rounds = _written[market];
        id = rounds.length;
        while (id > 0 && rounds[id - 1].writtenAt > time) --id;
    }

    /// @dev What came of a cover so far, by the words of the documentation.
    function _outcome(Sold memory sold) internal view returns (ISkillLedger.Outcome) {
        Round[] storage rounds = _written[sold.market];
        uint256 id = _inForce(sold.market, sold.startsAt);
        int256 first = rounds[id - 1].answer;
        for (uint256 i = id; i < rounds.length; ++i) {
            if (rounds[i].writtenAt - rounds[i - 1].writtenAt > GAP_LIMIT) return ISkillLedger.Outcome.Void;
            if (rounds[i].writtenAt > sold.endsAt) return ISkillLedger.Outcome.No;
            if (rounds[i].answer * 100_00 <= first * int256(100_00 - THRESHOLD_BPS)) return ISkillLedger.Outcome.Yes;
        }
        bool silent = block.timestamp > rounds[rounds.length - 1].writtenAt + GAP_LIMIT;
        return silent ? ISkillLedger.Outcome.Void : ISkillLedger.Outcome.Unsettled;
    }
}
