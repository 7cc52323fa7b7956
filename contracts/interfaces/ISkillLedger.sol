// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MarketId, MarketKind} from "../types/MarketId.sol";
import {ICommittee} from "./ICommittee.sol";
import {IRiskOracle} from "./IRiskOracle.sol";

/// @notice Whether events came, what each member lost by its forecasts of them, and the weights that follow (R12).
interface ISkillLedger {
    /// @notice Whether a market's event came within its horizon.
    ///
    /// - Unsettled: the feed has not been walked to the end of the window.
    /// - Void: the feed was silent or senseless within the window. A loss for nobody.
    /// - No, Yes: it did not come, it came.
    enum Outcome {
        Unsettled,
        Void,
        No,
        Yes
    }

    /// @notice Where the ledger stands.
    /// @param index Counts epochs and never returns to an earlier value.
    /// @param configuredVersion The committee's configuration that the epoch judges.
    /// @param startedAt When the epoch began, unix seconds.
    /// @param termStartedAt When the ledger first saw that configuration: what was observed before does not count.
    /// @param rounds Market rounds counted in the epoch.
    struct Epoch {
        uint16 index;
        uint32 configuredVersion;
        uint40 startedAt;
        uint40 termStartedAt;
        uint24 rounds;
    }

    /// @notice One market's round as counted.
    /// @param pin Low 160 bits of keccak256(abi.encode(marketsDigest, observedAt)): what the round was of.
    /// @param members Bit i: member i's observation was counted.
    /// @param lossSum Losses of those who did not abstain, bps squared.
    /// @param voters How many they are.
    /// @param medianBps The committee's weighted median of the first batch; 0x3FFF if too few voted.
    struct Attendance {
        uint160 pin;
        uint32 members;
        uint32 lossSum;
        uint8 voters;
        uint16 medianBps;
    }

    /// @notice One key's skill, in one slot: the first four fields are of the epoch that they name, the others of the
    /// key's life, over all configurations.
    /// @param epoch Index of the epoch; in a later one the next three are zero.
    /// @param epochEvents Forecasts judged in it.
    /// @param epochAttended Market rounds in which it spoke, abstentions included.
    /// @param epochRegret Sum of how much less it lost than the peers awake on the same events, bps squared.
    /// @param events Forecasts judged.
    /// @param attended Market rounds in which it spoke.
    /// @param missed Market rounds counted without it, as far as epochs were closed.
    /// @param loss Sum of Brier losses, bps squared: 1e8 is the loss of certainty in what did not come.
    struct Standing {
        uint16 epoch;
        uint24 epochEvents;
        uint24 epochAttended;
        int56 epochRegret;
        uint24 events;
        uint24 attended;
        uint24 missed;
        uint64 loss;
    }

    error ZeroSource(address committee, address oracle);

    /// @notice The feed says nothing of this kind of event.
    error KindNotSettled(MarketId marketId, MarketKind kind);
    error WindowNotOver(uint256 end, uint256 current);
    error AlreadySettled(MarketId marketId, uint64 observedAt, Outcome outcome);
    error MaxRoundsZero();
    error FeedRoundMissing(uint80 roundId);
    error RoundAfterObservation(uint80 roundId, uint256 updatedAt, uint256 observedAt);
    /// @notice A later round was in force at the observation: start from that one, or from one behind it.
    error RoundNotInForce(uint80 roundId, uint80 successor, uint256 successorUpdatedAt, uint256 observedAt);
    /// @notice The feed has no round behind the window yet, and may still come in time.
    error FeedBehindWindow(uint80 roundId, uint256 updatedAt, uint256 end);

    error EmptyBatch();
    error MarketMaskOutOfRange(uint64 marketMask, uint256 markets);
    error WrongRound(uint64 round, uint64 expected);
    /// @notice Close the epoch first: the committee has another configuration than the one that it judges.
    error TermOutdated(uint32 configuredVersion, uint32 present);
    error ObservedBeforeTerm(uint64 observedAt, uint256 termStartedAt);
    /// @notice Signed under a configuration in which the seat was another's, or had another model.
    error SeatChanged(uint8 member);
    /// @notice Nobody recorded these observations before it was known how they would turn out.
    error NotWitnessed(bytes32 batchHash, uint256 witnessedAt, uint256 latest);
    error NotSettled(MarketId marketId, uint64 observedAt, Outcome outcome);
    error AccountedTooLate(MarketId marketId, uint256 latest, uint256 current);
    /// @notice The round was counted as one of another market set or of another time.
    error OtherObservation(MarketId marketId, uint64 round);
    error TooFewObservations(MarketId marketId, uint256 observations, uint256 quorum);
    /// @notice Every member of the batch was counted before, on every market.
    error NothingToAccount(uint64 round);

    error EpochNotOver(uint256 current, uint256 end);
    /// @notice New weights would void the observations of a round whose report is on the way.
    error RoundUnderWay(uint256 secondsIntoRound, uint256 earliest);

    event Witnessed(bytes32 indexed batchHash, uint40 witnessedAt);
    event WalkPaused(MarketId indexed marketId, bytes32 marketsDigest, uint64 observedAt, uint80 cursor);
    event EventSettled(
        MarketId indexed marketId,
        bytes32 marketsDigest,
        uint64 observedAt,
        uint80 startRoundId,
        uint80 lastRoundId,
        Outcome outcome
    );
    /// @notice A batch counted on one market. With the outcome, its scores make every loss and every regret.
    /// @param counted Members counted before this batch.
    /// @param brought Members in the batch.
    /// @param scores One for each of `brought`, ascending; 0x3FFF is an abstention.
    event RoundAccounted(
        MarketId indexed marketId,
        uint64 indexed round,
        uint16 indexed epoch,
        Outcome outcome,
        uint256 counted,
        uint256 brought,
        uint16[] scores
    );
    /// @notice The committee was configured anew: the present epoch ends without effect.
    event TermBegun(uint16 indexed epoch, uint32 configuredVersion);
    /// @param baseSixteenths How much of the base weights had to be mixed in for every bound to hold.
    event EpochClosed(uint16 indexed epoch, uint24 rounds, uint256 baseSixteenths, uint16[] weights);

    /// @notice Records that these observations exist now. Anyone may; whoever sends a report does so beside it, and a
    /// member that a report leaves out does so for itself. A signature bears no date: without this a member could wait
    /// for the outcome and then sign what came.
    /// @param batchHash keccak256 of the EIP-712 digests of the observations, one after the other, members ascending.
    function witness(bytes32 batchHash) external;

    /// @notice Walks a market's feed through the window of an observation, after its end. Anyone may.
    /// @param marketsDigest The market set in which the event is defined.
    /// @param observedAt Time of the observation, unix seconds.
    /// @param startRoundId The feed's round in force then; not read when a walk goes on.
    /// @param maxRounds How many rounds to walk at most, about 8,000 gas each; a longer walk goes on in another call.
    /// @return outcome Unsettled if rounds remain.
    function settle(
        bytes32 marketsDigest,
        MarketId marketId,
        uint64 observedAt,
        uint80 startRoundId,
        uint256 maxRounds
    ) external returns (Outcome outcome);

    /// @notice Counts witnessed observations on settled markets. Anyone may. The first batch of a market's round
    /// brings at least 2f + 1 members, by the present f: what no quorum observed is no round. Members counted before
    /// are passed over.
    /// @param report As in a report, whole or with other observations of the same header; `marketMask` names the
    /// markets to count.
    /// @param committeeDigest The committee under which they were signed.
    /// @param marketsDigest The market set under which they were signed.
    function account(IRiskOracle.Report calldata report, bytes32 committeeDigest, bytes32 marketsDigest) external;

    /// @notice Ends an epoch that has lasted `epochLength`, in the second half of a round, and gives the committee the weights that follow. Anyone may.
    /// Where the committee was configured anew, at any time: then the ledger starts anew, without new weights.
    function closeEpoch() external;

    /// @notice Whose members are judged and weighed.
    function committee() external view returns (ICommittee);

    /// @notice Whose markets are settled.
    function oracle() external view returns (IRiskOracle);

    /// @notice Where the ledger stands.
    function epoch() external view returns (Epoch memory);

    /// @notice How a market's window turned out, and its last second (zero before its walk began).
    function outcomeOf(
        bytes32 marketsDigest,
        MarketId marketId,
        uint64 observedAt
    ) external view returns (Outcome outcome, uint40 end);

    /// @notice When a batch was first witnessed, unix seconds; zero if never.
    function witnessedAt(bytes32 batchHash) external view returns (uint40);

    /// @notice A market's round as counted under a configuration.
    function attendanceOf(
        uint32 configuredVersion,
        MarketId marketId,
        uint64 round
    ) external view returns (Attendance memory);

    /// @notice One key's skill.
    function standingOf(address signer) external view returns (Standing memory);
}
