/** A finding that stays, and why. */
export interface Accepted {
  readonly check: string;
  /** What the finding names first: `Contract.function`, or a variable. All such findings of the check when left out. */
  readonly element?: string;
  readonly reason: string;
}

const each = (check: string, reason: string, ...elements: string[]): readonly Accepted[] =>
  elements.map((element) => ({ check, element, reason }));

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
    "calls-loop",
    "A call to the registry, a fixed and trusted contract, for each of at most 31 members.",
    "Committee._checkActive",
  ),
  ...each(
    "calls-loop",
    "A call to the bonds, a fixed and trusted contract, for each of at most 31 members, when governance configures.",
    "Committee._isBonded",
  ),
  ...each(
    "calls-loop",
    "The caller names the markets that it pays for; the oracle is immutable, and its `score` never reverts (R10), so no market keeps another from being recorded.",
    "ScoreHistory._record",
  ),
  ...each(
    "calls-loop",
    "The caller chooses how many markets; each is counted once a round, and the oracle is fixed.",
    "PauseGuardian._counted",
  ),
  ...each(
    "calls-loop",
    "Aave keeps e-mode categories one by one; the loop is bounded by what one raise may cost (G3).",
    "AaveV3PauseAdapter._openEMode",
    "AaveV3PauseAdapter._closeEModes",
  ),
  ...each(
    "calls-loop",
    "Aave closes eMode categories one by one; a policy follows at most four.",
    "AaveV3CollateralAdapter.setEModesClosed",
  ),
  ...each(
    "calls-loop",
    "Each approved call is tried once, when the adapter is deployed.",
    "SafePauseAdapter._isPaused",
  ),
  ...each(
    "low-level-calls",
    "Asks whatever the Safe's owners named, by their own calldata; an answer that is not one word is refused.",
    "SafePauseAdapter._isPaused",
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
    "reentrancy-events",
    "The event says whether there was a member to suspend and what the bond was, which only the calls know; neither the committee nor the bonds call anyone in them, and a second proof meets the slashed bond.",
    "EquivocationCourt.prove",
  ),
  ...each(
    "reentrancy-events",
    "The event says what the protocol reports after the write, so it follows the call; every entry point is non-reentrant.",
    "PauseGuardian.raiseOne",
  ),
  ...each(
    "unused-return",
    "Drops what is queued, whether or not anything is.",
    "CollateralSteward.disable",
    "StewardRenewal.renew",
  ),
  ...each(
    "unused-return",
    "Called for its reverts: another pool, an asset that is not listed.",
    "AaveV3CollateralAdapter.adjustable",
    "AaveV3CollateralAdapter.namedEModes",
    "AaveV3PauseAdapter.supportedRungs",
  ),
  ...each(
    "unused-return",
    "Of the open and the closed categories one side is asked for.",
    "StewardAssessment._stillClosed",
    "EModeFollower.closing",
  ),
  ...each(
    "unused-return",
    "Called to see that the adapter answers for this market before a policy rests on it.",
    "GuardianPolicy.validate",
  ),
  ...each(
    "unused-return",
    "The status was judged when the round was counted; the record is read for the event.",
    "PauseGuardian.raiseOne",
  ),
  ...each(
    "unused-return",
    "A malformed signature recovers zero, which is no member's key: the error code adds nothing.",
    "QuorumReports._checkSignature",
    "ObservationBatch.verify",
    "ShadowLedger._verify",
    "EmergencyOrders.checkSigners",
  ),
  ...each(
    "unused-return",
    "Of the committee's rules only f bounds how many must sign an order.",
    "GuardianPolicy._validateEmergency",
  ),
  ...each(
    "unused-return",
    "A malformed signature recovers zero, which is refused by name in the next line.",
    "EquivocationProof.recover",
  ),
  ...each(
    "unused-return",
    "Weights depend neither on how many models a report needs nor on suspensions: the suspended are judged by what they signed before.",
    "SkillLedger.closeEpoch",
  ),
  ...each(
    "unused-return",
    "Who voted is counted in `_judge`; of the tally only the median is kept.",
    "SkillTally._begin",
  ),
  ...each(
    "unused-return",
    "The court asks whether the member is suspended; how it is configured has no bearing on its guilt.",
    "EquivocationCourt._suspend",
  ),
  ...each(
    "unused-return",
    "When the window ended matters to the skill ledger alone, which counted the round in time or has no median of it.",
    "ShadowLedger._outcomeOf",
  ),
  ...each(
    "unused-return",
    "Aave returns the whole reserve; only its index is wanted.",
    "AaveV3PauseAdapter._openEMode",
    "AaveEModes.read",
  ),
  ...each(
    "unused-return",
    "Called so that a target or an asset that is not the adapter's reverts.",
    "CometV3PauseAdapter.rungOf",
    "CometV3PauseAdapter.supportedRungs",
  ),
  ...each(
    "unused-return",
    "The vault tells a market's cap together with what else it keeps of it; the rest has no bearing on the rung.",
    "MetaMorphoAdapter.rungOf",
    "MetaMorphoAdapter._lower",
  ),
  ...each(
    "unused-return",
    "One judgement for three callers: each takes its part of it.",
    "ScoreGatedVault.note",
    "ScoreGatedVault.closedBecause",
  ),
  ...each(
    "unused-return",
    "The shares are burnt before the assets leave, as many as the vault previewed: it may take fewer and never more.",
    "ScoreGatedVault.withdraw",
  ),
  ...each(
    "unused-return",
    "An oracle that does not answer has the status of one without a score, and whether a breach stands noted is the gate's own to remember.",
    "IncentiveGate._hear",
  ),
  ...each(
    "unused-return",
    "Aave tells an emission together with its index and its times; the rest has no bearing on a gate.",
    "AaveIncentiveGate._found",
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
    "reentrancy-balance",
    "The balances before are what the move is measured against, and must be old; every entry point is non-reentrant, and what the vaults do meanwhile is what is judged.",
    "VaultMove._exchange",
    "VaultMove.run",
  ),
  ...each(
    "reentrancy-no-eth",
    "What the vaults did is what is written; every entry point is non-reentrant, and only the DAO's roles move edges.",
    "TreasuryRebalancer.moveOne",
  ),
  ...each(
    "reentrancy-events",
    "The event says what the vaults did, so it follows the calls; every entry point is non-reentrant.",
    "TreasuryRebalancer.moveOne",
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
    "risk",
    "window",
  ),
  ...each("unused-return", "Called for its revert: a cover that is not open.", "CoverPool.lapse"),
  ...each(
    "unused-return",
    "Of a vault's configuration for a market the cap alone is read: enabled and a removal's time follow from it.",
    "MetaMorphoAdapter.collateralState",
  ),
  ...each(
    "unused-return",
    "What a vault says that it gave is not believed: balances are.",
    "VaultMove._exchange",
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
];
