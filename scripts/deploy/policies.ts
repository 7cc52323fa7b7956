import { RUNG_NAMES } from "./parameters.ts";
import type {
  GuardianParameters,
  ReserveParameters,
  RungParameters,
  StewardParameters,
} from "./parameters.ts";

interface Where {
  readonly adapter: string;
  readonly target: string;
  readonly asset: string;
}

/** ICollateralSteward.Policy; the anchor is the reserve's LTV in the same file. */
export const stewardPolicy = (where: Where, reserve: ReserveParameters, policy: StewardParameters) => ({
  ...where,
  anchorLtv: reserve.ltvBps,
  drift: policy.driftBps,
  minGap: policy.minGapBps,
  tightenStep: policy.tightenStepBps,
  tightenDelay: policy.tightenDelay,
  tightenBudget: policy.tightenBudgetBps,
  budgetPeriod: policy.budgetPeriod,
  loosenStep: policy.loosenStepBps,
  loosenDelay: policy.loosenDelay,
  loosenExpiry: policy.loosenExpiry,
  maxSpreadToLoosen: policy.maxSpreadToLoosenBps,
  minContributorsToLoosen: policy.minContributorsToLoosen,
  bands: policy.bands.map(({ enterBps, exitBps, ltvBps }) => ({
    enter: enterBps,
    exit: exitBps,
    ltv: ltvBps,
  })),
});

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
