import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const bps = z.number().int().min(0).max(10_000);
const seconds = z.number().int().positive();

const ratesSchema = z.strictObject({
  optimalUsageBps: bps,
  baseRateBps: bps,
  slope1Bps: z.number().int().min(0).max(100_000),
  slope2Bps: z.number().int().min(0).max(100_000),
});

const reserveSchema = z.strictObject({
  name: z.string().min(1),
  decimals: z.number().int().min(1).max(18),
  ltvBps: bps,
  liquidationThresholdBps: bps,
  /** 10_500 gives the liquidator 5 % more collateral than debt. */
  liquidationBonusBps: z.number().int().min(10_001).max(20_000),
  reserveFactorBps: bps,
  borrowable: z.boolean(),
  rates: ratesSchema,
});

const bandSchema = z.strictObject({ enterBps: bps, exitBps: bps, ltvBps: bps });

const stewardPolicySchema = z.strictObject({
  driftBps: bps,
  minGapBps: bps,
  tightenStepBps: bps,
  tightenDelay: seconds,
  tightenBudgetBps: bps,
  budgetPeriod: seconds,
  loosenStepBps: bps,
  loosenDelay: seconds,
  loosenExpiry: seconds,
  maxSpreadToLoosenBps: bps,
  minContributorsToLoosen: z.number().int().min(1).max(31),
  bands: z.array(bandSchema).min(1).max(8),
});

const rungSchema = z.strictObject({
  enterBps: bps,
  exitBps: bps,
  dwell: z.number().int().min(0).max(255),
  minContributors: z.number().int().min(0).max(31),
});

const guardianPolicySchema = z.strictObject({
  budget: z.number().int().min(1).max(255),
  budgetPeriod: seconds,
  rungs: z.strictObject({
    borrowOff: rungSchema.nullable(),
    ltvZero: rungSchema.nullable(),
    freeze: rungSchema.nullable(),
    pause: rungSchema.nullable(),
  }),
});

const bondsSchema = z.strictObject({
  /** Symbol of the reserve whose token bonds are held in. */
  token: z.string().min(1),
  /** In whole tokens. */
  minimumBond: z.number().int().positive(),
  maximumMinimumBond: z.number().int().positive(),
  reporterShareBps: z.number().int().min(0).max(5_000),
  exitDelay: seconds,
  challengeTime: seconds,
  raiseNotice: z.number().int().min(604_800),
});

const schema = z.strictObject({
  reserves: z.record(z.string(), reserveSchema),
  committee: z.strictObject({
    faults: z.number().int().min(1).max(10),
    minModels: z.number().int().min(1).max(31),
    minOperators: z.number().int().min(1).max(31),
  }),
  /** How long a later model must be in shadow; the deployment's own start at once. Zero for none. */
  models: z.strictObject({ shadowTime: z.number().int().min(0) }),
  bonds: bondsSchema,
  oracle: z.strictObject({
    roundLength: seconds,
    maxAge: seconds,
    horizon: seconds,
  }),
  /** Under an hour is no wait in which anyone could object (C1). */
  timelock: z.strictObject({ minDelay: z.number().int().min(3_600) }),
  steward: z.record(z.string(), stewardPolicySchema),
  guardian: z.record(z.string(), guardianPolicySchema),
});

export type ReserveParameters = Readonly<z.infer<typeof reserveSchema>>;
export type StewardParameters = Readonly<z.infer<typeof stewardPolicySchema>>;
export type GuardianParameters = Readonly<z.infer<typeof guardianPolicySchema>>;
export type BondParameters = Readonly<z.infer<typeof bondsSchema>>;
export type RungParameters = Readonly<z.infer<typeof rungSchema>>;
/** Everything that is decided before a deployment; amounts in bps, times in seconds. */
export type DeploymentParameters = Readonly<z.infer<typeof schema>>;

/** The parameters cannot be used; the message says where and why. */
export class ParametersError extends Error {
  readonly code = "PARAMETERS_INVALID";
}

const problemOf = (file: string, error: z.ZodError): ParametersError => {
  const [issue] = error.issues;
  const where = issue?.path.join(".") ?? "";
  return new ParametersError(
    `${file}: ${where === "" ? "the file" : where} is not usable (${issue?.message ?? "unknown reason"}): ` +
      "mend that key as deployments/README.md describes it.",
  );
};

const checkBonds = (file: string, { bonds, reserves, oracle }: DeploymentParameters): void => {
  if (reserves[bonds.token] === undefined) {
    throw new ParametersError(`${file}: bonds.token (${bonds.token}) names no reserve: name one.`);
  }
  if (bonds.minimumBond > bonds.maximumMinimumBond) {
    throw new ParametersError(
      `${file}: bonds.minimumBond (${bonds.minimumBond}) is above bonds.maximumMinimumBond ` +
        `(${bonds.maximumMinimumBond}): lower one or raise the other.`,
    );
  }
  const shortest = oracle.horizon + bonds.challengeTime;
  if (bonds.exitDelay <= shortest) {
    throw new ParametersError(
      `${file}: bonds.exitDelay (${bonds.exitDelay}) is not above oracle.horizon + bonds.challengeTime ` +
        `(${shortest}): raise it, or a bond could leave before what it stands for is judged.`,
    );
  }
};

/** What no single key can say: each policy names a reserve, each reserve's ratios hang together. */
const checkTogether = (file: string, parameters: DeploymentParameters): void => {
  for (const [symbol, reserve] of Object.entries(parameters.reserves)) {
    if (reserve.ltvBps > reserve.liquidationThresholdBps) {
      throw new ParametersError(
        `${file}: reserves.${symbol}.ltvBps (${reserve.ltvBps}) is above its liquidation threshold ` +
          `(${reserve.liquidationThresholdBps}): lower one or raise the other.`,
      );
    }
  }
  checkBonds(file, parameters);
  for (const section of ["steward", "guardian"] as const) {
    for (const symbol of Object.keys(parameters[section])) {
      if (parameters.reserves[symbol] === undefined) {
        throw new ParametersError(
          `${file}: ${section}.${symbol} names no reserve: add it to reserves or remove the policy.`,
        );
      }
    }
  }
};

/** Checks parsed JSON; `file` is only named in messages. */
export const parseParameters = (file: string, json: unknown): DeploymentParameters => {
  const result = schema.safeParse(json);
  if (!result.success) throw problemOf(file, result.error);
  checkTogether(file, result.data);
  return result.data;
};

/** Reads deployments/parameters/<network>.json. */
export const readParameters = async (networkName: string): Promise<DeploymentParameters> => {
  const file = `deployments/parameters/${networkName}.json`;
  const path = fileURLToPath(new URL(`../../${file}`, import.meta.url));
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    throw new ParametersError(`${file} cannot be read: copy localhost.json there and review it.`, { cause });
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new ParametersError(`${file} is not JSON: ${String(cause)}.`, { cause });
  }
  return parseParameters(file, json);
};
