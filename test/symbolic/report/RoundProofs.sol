// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "../../../contracts/interfaces/IRiskOracle.sol";
import {IRoster} from "../../../contracts/interfaces/IRoster.sol";
import {QuorumOracle} from "../../../contracts/libraries/QuorumOracle.sol";
import {Bps} from "../../../contracts/types/Bps.sol";
import {Duration} from "../../../contracts/types/Duration.sol";
import {MarketId, MarketKind} from "../../../contracts/types/MarketId.sol";
import {Seat, packSeat} from "../../../contracts/types/Seat.sol";
import {vm} from "../../mocks/Vm.sol";

/// @notice A roster of one member that tolerates no fault: whose signature it is does not matter to rounds.
contract OneMemberRoster is IRoster {
    bytes32 public constant override digest = keccak256("digest");

    function roster(
        uint256
    ) external pure override returns (bytes32, uint8, uint8, uint8, Seat[] memory seats, bytes32[] memory models) {
        (seats, models) = (new Seat[](1), new bytes32[](1));
        seats[0] = packSeat(address(1), 100_00, 0, 0);
        return (digest, 0, 1, 1, seats, models);
    }
}

/// @notice What the oracle and its mirror share, alone: any block may be the snapshot's.
contract SharedOracle is QuorumOracle {
    constructor(
        IRoster newCommittee,
        Duration newRoundLength,
        Duration newMaxAge
    ) QuorumOracle(newCommittee, newRoundLength, newMaxAge, msg.sender) {}

    function configure(Market[] calldata newMarkets) external {
        _replaceMarkets(block.chainid, marketsVersion() + 1, newMarkets);
    }

    function _domain() internal pure override returns (bytes32) {
        return keccak256("domain");
    }

    function _checkBlock(Report calldata) internal view override {}
}

/// @notice For any two reports that the oracle accepts one after the other: round and time increase (R3).
contract RoundProofs {
    uint32 private constant ROUND_LENGTH = 15 minutes;

    struct Terms {
        uint64 round;
        uint64 observedAt;
        uint64 blockNumber;
        bytes32 blockHash;
        bytes32 scores;
        bytes32 r;
        bytes32 vs;
        uint64 timestamp;
        uint64 number;
    }

    SharedOracle private immutable _oracle;
    MarketId private immutable _marketId;

    constructor() {
        _oracle = new SharedOracle(new OneMemberRoster(), Duration.wrap(ROUND_LENGTH), Duration.wrap(1 hours));
        IRiskOracle.Market[] memory markets = new IRiskOracle.Market[](1);
        markets[0] = IRiskOracle.Market({
            kind: MarketKind.Collateral,
            target: address(2),
            subject: bytes32(uint256(3)),
            threshold: Bps.wrap(5_00),
            horizon: Duration.wrap(1 days),
            referenceFeed: address(4)
        });
        _oracle.configure(markets);
        _marketId = _oracle.marketIds()[0];
    }

    /// @dev Whatever two reports are accepted one after the other, of any content, at any times.
    function check_R3_RoundsIncrease(Terms calldata first, Terms calldata second) external {
        IRiskOracle.ScoreRecord memory older = _accepted(first);
        IRiskOracle.ScoreRecord memory newer = _accepted(second);
        assert(newer.round == second.round && newer.observedAt == second.observedAt);
        assert(newer.round == newer.observedAt / ROUND_LENGTH && older.round == older.observedAt / ROUND_LENGTH);
        assert(newer.round > older.round);
    }

    /// @dev False, and must be found to be: the next round is accepted.
    function refuted_R3_NoNextRound(Terms calldata first, Terms calldata second) external {
        IRiskOracle.ScoreRecord memory older = _accepted(first);
        assert(_accepted(second).round != older.round + 1);
    }

    /// @dev What a greater round says of the time: a round begins at `start`, which is the round times the length, and
    /// another one a length later for each round between; any time of either lies less than a length behind its start.
    function check_R3_GreaterRoundIsLater(
        uint96 start,
        uint64 between,
        uint32 length,
        uint32 restBefore,
        uint32 restAfter
    ) external pure {
        vm.assume(restBefore < length);
        unchecked {
            uint256 before = uint256(start) + restBefore;
            uint256 laterStart = uint256(start) + length + uint256(between) * length;
            assert(laterStart + restAfter > before);
        }
    }

    function _accepted(Terms calldata terms) private returns (IRiskOracle.ScoreRecord memory record) {
        vm.warp(terms.timestamp);
        vm.roll(terms.number);
        IRiskOracle.SignedObservation[] memory observations = new IRiskOracle.SignedObservation[](1);
        observations[0].scores = abi.encodePacked(bytes2(terms.scores));
        (observations[0].r, observations[0].vs) = (terms.r, terms.vs);
        _oracle.submit(
            IRiskOracle.Report({
                round: terms.round,
                observedAt: terms.observedAt,
                blockNumber: terms.blockNumber,
                blockHash: terms.blockHash,
                marketMask: 1,
                observations: observations
            })
        );
        (record, ) = _oracle.score(_marketId);
    }
}
