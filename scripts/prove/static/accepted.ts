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
    "divide-before-multiply",
    "Whole words are what is read: the division drops what is no word.",
    "CodeStore.read",
  ),
  ...each(
    "incorrect-equality",
    "Compares an enumeration, a counter or a queue's own marker, none of which anyone can move off the value with funds.",
    "PauseGuardian.raiseOne",
    "PauseGuardian.preview",
    "CollateralSteward.executeOne",
    "CollateralSteward.preview",
    "CollateralSteward._assessAndRemember",
    "CollateralSteward.stateOf",
    "CollateralSteward.queueOne",
  ),
  ...each(
    "missing-zero-check",
    "An adapter that answers to nobody fails closed: it writes nothing, and another one is deployed.",
    "newSteward",
    "newGuardian",
  ),
  ...each(
    "reentrancy-events",
    "The event says what the protocol reports after the write, so it follows the call; every entry point is non-reentrant.",
    "PauseGuardian.raiseOne",
    "CollateralSteward.executeOne",
    "CollateralSteward.tightenOne",
  ),
  ...each(
    "unused-return",
    "Called to see that the adapter answers for this market before a policy rests on it.",
    "PauseGuardian.setPolicy",
  ),
  ...each(
    "unused-return",
    "The status was judged when the round was counted; the record is read for the event.",
    "PauseGuardian.raiseOne",
  ),
  ...each(
    "unused-return",
    "A malformed signature recovers zero, which is no member's key: the error code adds nothing.",
    "RiskOracle._checkSignature",
  ),
  ...each(
    "unused-return",
    "Aave returns the whole reserve; only its index is wanted.",
    "AaveV3PauseAdapter._openEMode",
  ),
  ...each(
    "dead-code",
    "A value type has its comparisons as a set; an unused free function is in no bytecode.",
    "equals",
    "lessOrEqual",
    "differs",
  ),
];
