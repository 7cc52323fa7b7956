import { z } from "zod";

const bps = z.number().int().min(0).max(10_000);
const seconds = z.number().int().positive();

/** ICollateralSteward.Rule without its anchor. Of a cap, bounds are parts of the anchor. */
const ruleSchema = z.strictObject({
  driftBps: bps,
  tightenStepBps: bps,
  tightenDelay: seconds,
  tightenBudgetBps: bps,
  budgetPeriod: seconds,
  loosenStepBps: bps,
  loosenDelay: seconds,
});

const rampSchema = z.strictObject({
  ...ruleSchema.shape,
  /** From the announcement to the first step, and from there to the last. */
  notice: seconds,
  expiry: seconds,
  liquidationGrace: seconds,
});

const capSchema = z.strictObject({
  ...ruleSchema.shape,
  /** What a calm market may hold, in whole tokens. */
  anchorTokens: z.number().int().positive(),
});

const bandSchema = z.strictObject({
  enterBps: bps,
  exitBps: bps,
  ltvBps: bps,
  liquidationThresholdBps: bps.optional(),
  /** In whole tokens. */
  supplyCapTokens: z.number().int().positive().optional(),
  borrowCapTokens: z.number().int().positive().optional(),
});

const eModesSchema = z.strictObject({
  fromBand: z.number().int().min(1).max(8),
  followed: z.array(z.number().int().min(1).max(255)),
  left: z.array(z.number().int().min(1).max(255)),
});

/** A rule that is null leaves its parameter out; `ltv` always stands. */
export const stewardPolicySchema = z.strictObject({
  minGapBps: bps,
  maxSpreadToLoosenBps: bps,
  minContributorsToLoosen: z.number().int().min(1).max(31),
  /** Rounds in a row before anything but the LTV follows a higher band. */
  dwell: z.number().int().min(0).max(48),
  loosenExpiry: seconds,
  ltv: ruleSchema,
  liquidationThreshold: rampSchema.nullable(),
  supplyCap: capSchema.nullable(),
  borrowCap: capSchema.nullable(),
  eModes: eModesSchema.nullable(),
  bands: z.array(bandSchema).min(1).max(8),
});

export type StewardParameters = Readonly<z.infer<typeof stewardPolicySchema>>;
export type RuleParameters = Readonly<z.infer<typeof ruleSchema>>;

/** What of a policy no single key can say: a band names a target for each rule, and for no other parameter. */
export const stewardProblem = (policy: StewardParameters): string | undefined => {
  const keys = [
    ["liquidationThreshold", "liquidationThresholdBps"],
    ["supplyCap", "supplyCapTokens"],
    ["borrowCap", "borrowCapTokens"],
  ] as const;
  for (const [index, band] of policy.bands.entries()) {
    for (const [rule, target] of keys) {
      if ((policy[rule] === null) === (band[target] === undefined)) continue;
      return policy[rule] === null
        ? `bands.${index}.${target} stands without ${rule}: remove it or add the rule.`
        : `bands.${index}.${target} is missing beside ${rule}: add it or set the rule to null.`;
    }
  }
  return undefined;
};
