import { ACCEPTED_CALLS } from "./accepted-calls.ts";
import { each } from "./finding.ts";
import type { Accepted } from "./finding.ts";

export const ACCEPTED: readonly Accepted[] = [
  {
    check: "timestamp",
    reason:
      "Ages, delays and rounds are minutes to days long; a proposer moves a block's time by seconds. Signed times have a tolerance of their own (R4).",
  },
  {
    check: "shadowing-local",
    reason: "Names of parameters and returned values in an interface: nothing is computed there.",
  },
  ...each(
    "assembly",
    "The innermost loops of a report, or code that Solidity cannot write; each block says why it is safe and is fuzzed or proven.",
    "ScoreVector.position",
    "ScoreVector.hash",
    "ScoreVector.entry",
    "ScoreVector._wordAt",
    "WeightedMedian.medianAndDeviation",
    "Ballot._collect",
    "ObservationHash.finish",
    "RosterTable.encode",
    "CodeStore.read",
    "CodeStore.write",
    "BoundedCall.callSelf",
    "PolicyStore.read",
    "PolicyStore.write",
  ),
  ...each(
    "assembly",
    "Runs in no transaction: makes a payload's calls within an eth_call, and copies no more of what they answer than it has room for; each hostile answer is a test in PayloadSimulator.test.ts.",
    "PayloadSimulator._call",
    "PayloadSimulator._ask",
  ),
  ...each(
    "assembly",
    "Reads one answer of a feed into scratch memory, at most five words, so that no feed can make a read cost more than READ_GAS; fuzzed over scripted feeds in FeedWalk.t.sol.",
    "FeedReader._query",
  ),
  ...each(
    "assembly",
    "Copies code into an array that Solidity allocated for as many words; what lies beyond the code reads as zero.",
    "CodeStore.readSome",
  ),
  ...each(
    "assembly",
    "Writes seat by seat into an array with one element for each set bit, and ends after the last; the tests read back every seat.",
    "RosterTable.seats",
  ),
  ...each(
    "assembly",
    "Writes one word of the voters without a second bounds check: both callers count the index up to the length of the seats, which is the voters' too.",
    "Ballot.add",
  ),
  ...each(
    "assembly",
    "Reads an oracle's answer of a fixed length behind the free pointer, checked word by word before it is a struct, so that no oracle can make a reader fail or cost it more than READ_GAS; fuzzed against the compiler's own decoder in ScoreReader.t.sol.",
    "ScoreReader.read",
    "ScoreReader.readDoubted",
    "ScoreReader.hasEvent",
    "ScoreReader._ask",
  ),
  ...each(
    "too-many-digits",
    "A mask in hexadecimal: its zeros are bit positions.",
    "Ballot._collect",
    "Ballot.slitherConstructorConstantVariables",
  ),
  ...each(
    "costly-loop",
    "Each recording takes the next id; the counter is warm after the first, beside at least three slots that every recording writes anyway.",
    "ScoreHistory._record",
  ),
  ...each(
    "divide-before-multiply",
    "Whole words are what is read: the division drops what is no word.",
    "CodeStore.read",
  ),
  ...each(
    "divide-before-multiply",
    "Whole tokens are what a cap is rounded to: the division drops what is no whole token.",
    "AaveCaps.quantise",
  ),
  ...each(
    "incorrect-equality",
    "Compares an enumeration, a counter or a queue's own marker, none of which anyone can move off the value with funds.",
    "EmergencyOrders.checkTerms",
    "StewardMoves._put",
  ),
  ...each("incorrect-equality", "Compares an enumeration that a library returns.", "IncentiveGate._hear"),
  ...each(
    "incorrect-equality",
    "Compares the stage that the registry itself sets; no balance or time enters.",
    "ModelRegistry.isActive",
    "ModelRegistry.isShadow",
  ),
  ...each(
    "incorrect-equality",
    "A batch that nobody witnessed has time zero, which no block has.",
    "SkillLedger._verify",
  ),
  ...each(
    "missing-zero-check",
    "An adapter that answers to nobody fails closed: it writes nothing, and another one is deployed.",
    "newSteward",
    "newGuardian",
  ),
  ...each(
    "missing-zero-check",
    "A gate of a pair that Aave does not reward is refused by Aave at its first write.",
    "newAsset",
    "newReward",
  ),
  ...each(
    "missing-zero-check",
    "The mirror's committee refuses a home oracle of zero when it is deployed, and this is what it answers.",
    "oracle",
  ),
  ...each(
    "divide-before-multiply",
    "Whole tokens are what the market keeps: the division drops what is none.",
    "CometV3CollateralAdapter._wholeTokens",
  ),
  ...each("naming-convention", "The vault's own name for it.", "IMetaMorpho.MORPHO"),
  ...each(
    "uninitialized-local",
    "A struct whose six fields are all set: three here, the other three by `seat` before anything reads them.",
    "terms",
  ),
  ...each(
    "uninitialized-local",
    "False is what is meant of every permission that is not named.",
    "permissions",
  ),
  ...each(
    "uninitialized-local",
    "Zero is what is meant: a market without a policy has no rules, and every element is set before it is read.",
    "old",
    "whole",
  ),
  ...each(
    "uninitialized-state",
    "Written by `FeedWalk.advance` through the storage pointer that `settle` passes it, which the detector does not follow.",
    "SkillLedger._walks",
  ),
  ...each(
    "weak-prng",
    "No chance is drawn: the remainder says how far the present round has come.",
    "SkillLedger.closeEpoch",
  ),
  ...each(
    "divide-before-multiply",
    "Rounded up in the pool's favour by the first division; the second only changes the unit of a bound.",
    "PremiumCurve.price",
  ),
  ...each(
    "divide-before-multiply",
    "A rate is what is streamed; what its division drops, less than a unit a second, is the pool's.",
    "PremiumStream.add",
  ),
  ...each(
    "incorrect-equality",
    "Nothing requested, nothing locked: a number that only its owner's own calls move.",
    "CoverPool.cancelExit",
    "CoverPool.requestExit",
  ),
  ...each(
    "incorrect-equality",
    "Tells a clock of seconds from one of blocks; no funds enter.",
    "GovernorRiskGate.fixRisk",
  ),
  ...each(
    "incorrect-equality",
    "Nothing left of a cap, or nothing to move: both are named, and neither moves anything.",
    "TreasuryRebalancer.moveOne",
  ),
  ...each(
    "uninitialized-local",
    "Starts as zeros on purpose and is filled field by field, or means none.",
    "none",
    "fresh",
    "window",
  ),
  ...each(
    "unimplemented-functions",
    "A public mapping is the getter that the interface asks for.",
    "TreasuryRebalancer",
  ),
  ...each(
    "dead-code",
    "OpenZeppelin's governor calls them where it decides a vote.",
    "RiskGatedGovernor._quorumVotes",
    "RiskGatedGovernor._quorumReached",
  ),
  ...each(
    "naming-convention",
    "An immutable, written as the constant that it is to readers.",
    "GovernorRiskTerms.MAX_EXTRA_DELAY",
    "GovernorRiskTerms.MAX_QUORUM_BPS",
    "GovernorRiskTerms.MAX_QUORUM_SHARE",
    "QuorumReports.MAX_AGE",
    "QuorumReports.ROUND_LENGTH",
  ),
  ...ACCEPTED_CALLS,
];
