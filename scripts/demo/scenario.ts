import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { GOVERNANCE } from "./arguments.ts";
import { DemoError, messageOf } from "./errors.ts";
import { parseHour } from "./hours.ts";
import { COLLATERALS } from "./path/price-path.ts";

const hour = z
  .string()
  .refine((text) => parseHour(text) !== undefined, { error: "must be an hour in UTC such as 2020-03-12T11" })
  .transform((text) => parseHour(text) ?? 0);

const sourced = { source: z.string().min(10) };
const positive = z.number().positive();
const share = z.number().min(0).max(1);
const perCollateral = z.strictObject({ WETH: positive, WBTC: positive, wstETH: positive, LINK: positive });

const anchors = z
  .array(z.strictObject({ at: hour, level: positive, fact: z.string().min(3) }))
  .min(2)
  .refine((list) => list.every((a, i) => i === 0 || a.at > (list[i - 1]?.at ?? 0)), {
    error: "must be in the order of time",
  });

const volatility = z
  .array(z.strictObject({ from: hour, ETH: positive, BTC: positive, LINK: positive }))
  .min(1);

const bookSchema = z.strictObject({
  ...sourced,
  liquidityUsd: z.strictObject({ USDC: positive, DAI: positive }),
  borrowers: z.number().int().min(10).max(600),
  collateralShares: perCollateral,
  debtShares: z.strictObject({ USDC: positive, DAI: positive }),
  collateralUsd: z.strictObject({ median: positive, logSigma: positive, min: positive, max: positive }),
  /** Health factor at the first hour: quantile, value; straight lines between. */
  healthFactors: z.array(z.tuple([share, positive])).min(2),
  typeShares: z.strictObject({
    holder: share,
    attentive: share,
    late: share,
    looper: share,
  }),
});

const arrivalsSchema = z.strictObject({
  ...sourced,
  steadyPerHour: z.number().min(0),
  loopersPerHour: z.number().min(0),
  /** Dip buyers arrive while the asset stands this far below its 24-hour high. */
  dipDrawdown: share,
  dipBuyersPerHour: z.number().min(0),
});

const liquidatorsSchema = z.strictObject({
  ...sourced,
  /** USD that can be sold within an hour at two per cent of slippage, in a calm and in a stressed market. */
  depthUsd: z.strictObject({ calm: perCollateral, stressed: perCollateral }),
  /** A market is stressed while the asset stands this far below its 24-hour high. */
  stressDrawdown: share,
  gasGwei: z.strictObject({ calm: positive, stressed: positive }),
  gasPerLiquidation: positive,
});

const economySchema = z.strictObject({
  book: bookSchema,
  arrivals: arrivalsSchema,
  liquidators: liquidatorsSchema,
});

const scenarioSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string().min(5),
  source: z.literal("reconstructed"),
  story: z.string().min(20),
  seed: z.number().int().nonnegative(),
  /** The market whose scores the table shows. */
  focus: z.enum(COLLATERALS),
  from: hour,
  to: hour,
  warmupHours: z.number().int().min(1_100).max(2_000),
  /** Hours between two scored rounds: 1, or more where a long quiet window is walked through. */
  stepHours: z.number().int().min(1).max(12),
  correlation: share,
  wstEthPerStEth: positive,
  anchors: z.strictObject({
    ETH: anchors,
    BTC: anchors,
    LINK: anchors,
    stEthPerEth: anchors,
    USDC: anchors,
    DAI: anchors,
  }),
  /** Standard deviation of an hour's return in basis points, from an hour on. */
  volatilityBps: volatility,
  economy: economySchema,
});

export type Scenario = z.infer<typeof scenarioSchema>;
export type Economy = z.infer<typeof economySchema>;

const FOLDER = join(import.meta.dirname, "scenarios");

/** Names of the embedded scenarios. */
export function scenarioNames(folder: string = FOLDER): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => file.slice(0, -".json".length))
    .sort();
}

/** Reads and checks one embedded scenario; throws DemoError with one sentence. */
export function loadScenario(name: string, folder: string = FOLDER): Scenario {
  const names = scenarioNames(folder);
  if (!names.includes(name)) {
    throw new DemoError(
      "BadScenario",
      `There is no scenario named "${name}"; choose one of: ${[...names, GOVERNANCE].join(", ")}.`,
    );
  }
  const file = join(folder, `${name}.json`);
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new DemoError("BadScenario", `The scenario file ${file} is not JSON: ${messageOf(error)}.`, {
      cause: error,
    });
  }
  return checkScenario(content, file);
}

/** Checks a scenario's content. */
export function checkScenario(content: unknown, file: string): Scenario {
  const result = scenarioSchema.safeParse(content);
  if (!result.success) {
    const issue = result.error.issues[0];
    const where = issue?.path.join(".") ?? "";
    throw new DemoError(
      "BadScenario",
      `The scenario file ${file} is wrong at "${where}": ${issue?.message ?? "unreadable"}; mend it there.`,
    );
  }
  if (result.data.to <= result.data.from) {
    throw new DemoError(
      "BadScenario",
      `The scenario file ${file} ends before it starts: "to" must be after "from".`,
    );
  }
  return result.data;
}
