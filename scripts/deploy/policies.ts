import { RUNG_NAMES } from "./parameters.ts";
import type { GuardianParameters, ReserveParameters, RungParameters } from "./parameters.ts";
import type { RuleParameters, StewardParameters } from "./stewardParameters.ts";

interface Where {
  readonly adapter: string;
  readonly target: string;
  readonly asset: string;
}

/** The anchor 0 of a parameter that the policy leaves out. */
const KEPT = {
  anchor: 0n,
  drift: 0,
  tightenStep: 0,
  tightenBudget: 0,
  loosenStep: 0,
  tightenDelay: 0,
  budgetPeriod: 0,
  loosenDelay: 0,
};

const rule = (anchor: bigint, parameters: RuleParameters | null) =>
  parameters === null
    ? KEPT
    : {
        anchor,
        drift: parameters.driftBps,
        tightenStep: parameters.tightenStepBps,
        tightenBudget: parameters.tightenBudgetBps,
        loosenStep: parameters.loosenStepBps,
        tightenDelay: parameters.tightenDelay,
        budgetPeriod: parameters.budgetPeriod,
        loosenDelay: parameters.loosenDelay,
      };
type Rule = ReturnType<typeof rule>;
type Targets = [bigint, bigint, bigint, bigint];

const maskOf = (categories: readonly number[]): bigint =>
  categories.reduce((mask, category) => mask | (1n << BigInt(category)), 0n);

/** ICollateralSteward.Policy; the anchors of the ratios are the reserve's in the same file. */
export const stewardPolicy = (where: Where, reserve: ReserveParameters, policy: StewardParameters) => {
  const unit = 10n ** BigInt(reserve.decimals);
  const { ltv, liquidationThreshold, supplyCap, borrowCap, eModes } = policy;
  return {
    ...where,
    minGap: policy.minGapBps,
    maxSpreadToLoosen: policy.maxSpreadToLoosenBps,
    minContributorsToLoosen: policy.minContributorsToLoosen,
    dwell: policy.dwell,
    loosenExpiry: policy.loosenExpiry,
    ramp: {
      notice: liquidationThreshold?.notice ?? 0,
      expiry: liquidationThreshold?.expiry ?? 0,
      liquidationGrace: liquidationThreshold?.liquidationGrace ?? 0,
    },
    eModes: {
      fromBand: eModes?.fromBand ?? 0,
      followed: maskOf(eModes?.followed ?? []),
      left: maskOf(eModes?.left ?? []),
    },
    rules: [
      rule(BigInt(reserve.ltvBps), ltv),
      rule(BigInt(reserve.liquidationThresholdBps), liquidationThreshold),
      rule(BigInt(supplyCap?.anchorTokens ?? 0) * unit, supplyCap),
      rule(BigInt(borrowCap?.anchorTokens ?? 0) * unit, borrowCap),
    ] as [Rule, Rule, Rule, Rule],
    bands: policy.bands.map((band) => ({
      enter: band.enterBps,
      exit: band.exitBps,
      targets: [
        BigInt(band.ltvBps),
        BigInt(band.liquidationThresholdBps ?? 0),
        BigInt(band.supplyCapTokens ?? 0) * unit,
        BigInt(band.borrowCapTokens ?? 0) * unit,
      ] as Targets,
    })),
  };
};

const UNUSED = { enter: 0, exit: 0, dwell: 0, minContributors: 0 };

const rung = (parameters: RungParameters | null) =>
  parameters === null
    ? UNUSED
    : {
        enter: parameters.enterBps,
        exit: parameters.exitBps,
        dwell: parameters.dwell,
        minContributors: parameters.minContributors,
      };

const NO_EMERGENCY = { ceiling: 0, signers: 0, operators: 0, budget: 0, validity: 0 };

/** IPauseGuardian.Policy; what is null in the file (a rung, the emergency raise) stays unused. */
export const guardianPolicy = (where: Where, { rungs, emergency, ...policy }: GuardianParameters) => ({
  ...where,
  ...policy,
  emergency:
    emergency === null ? NO_EMERGENCY : { ...emergency, ceiling: RUNG_NAMES.indexOf(emergency.ceiling) },
  rungs: [rung(rungs.borrowOff), rung(rungs.ltvZero), rung(rungs.freeze), rung(rungs.pause)] as [
    ReturnType<typeof rung>,
    ReturnType<typeof rung>,
    ReturnType<typeof rung>,
    ReturnType<typeof rung>,
  ],
});
