import { each } from "./finding.ts";
import type { Accepted } from "./finding.ts";

/** Of calls to other contracts: what they return, what they may call back, how often they are made. */
export const ACCEPTED_CALLS: readonly Accepted[] = [
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
    "What stood before a setting is in the checkpoints, and the event tells of the new one.",
    "GovernorRiskTerms._setSettings",
  ),
  ...each(
    "unused-return",
    "Whether there is a checkpoint: the constructor wrote the first.",
    "GovernorRiskTerms._settingsAt",
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
];
