import { createHash } from "node:crypto";

/** One input of a model: what it is, its unit, and the bounds that the engine clips to. */
export interface Feature {
  readonly name: string;
  readonly unit: "flag" | "sigma" | "log ratio" | "log volatility" | "share";
  readonly min: number;
  readonly max: number;
  readonly meaning: string;
}

const sigma = (name: string, meaning: string, bound = 10): Feature => ({
  name,
  unit: "sigma",
  min: -bound,
  max: bound,
  meaning,
});

const share = (name: string, meaning: string): Feature => ({ name, unit: "share", min: 0, max: 1, meaning });

const logRatio = (name: string, meaning: string): Feature => ({
  name,
  unit: "log ratio",
  min: -4,
  max: 4,
  meaning,
});

/**
 * The inputs of every model, in the order of a window's columns. `s<k>` is the realised volatility of the last k
 * hours: the root of the mean squared hourly log return. Nothing but prices and the clock enters, so that any asset with a feed
 * has features; and all but one are scale-free, so that a net cannot learn the level of its last regime
 * (references: a net on levels was 21 % worse than filtered historical simulation, a scale-free one was not).
 */
export const FEATURES: readonly Feature[] = [
  { name: "missing", unit: "flag", min: 0, max: 1, meaning: "1: no usable inputs this hour, others are 0" },
  sigma("return1", "log return of 1 h over s168"),
  sigma("return6", "log return of 6 h over s168 * sqrt(6)"),
  sigma("return24", "log return of 24 h over s168 * sqrt(24)"),
  sigma("return168", "log return of 168 h over s720 * sqrt(168)"),
  logRatio("volRatio6", "ln(s6 / s168)"),
  logRatio("volRatio24", "ln(s24 / s168)"),
  logRatio("volRatio72", "ln(s72 / s168)"),
  logRatio("volRatio168", "ln(s168 / s720)"),
  { name: "logVol720", unit: "log volatility", min: -9.5, max: -1, meaning: "ln(s720), the prior's level" },
  share("downShare24", "share of falls in the 24 h sum of squares"),
  share("downShare168", "share of falls in the 168 h sum of squares"),
  sigma("jump24", "largest absolute hourly log return of 24 h over s168", 20),
  logRatio("bipower24", "ln of bipower volatility over s24: below 0 when few hours moved most of it"),
  { ...logRatio("kurtosis168", "ln(mean fourth power / squared variance) of 168 h"), min: 0, max: 8 },
  { ...logRatio("kurtosis720", "ln(mean fourth power / squared variance) of 720 h"), min: 0, max: 8 },
  sigma("drawdown24", "ln(close / 24 h high) over s168 * sqrt(24)"),
  sigma("drawdown168", "ln(close / 168 h high) over s168 * sqrt(168)"),
  sigma("drawdown720", "ln(close / 720 h high) over s720 * sqrt(720)"),
  sigma("marketReturn6", "mean return6 of the market assets"),
  sigma("marketReturn24", "mean return24 of the market assets"),
  sigma("marketReturn168", "mean return168 of the market assets"),
  sigma("marketDrawdown168", "mean drawdown168 of the market assets"),
  logRatio("marketVolRatio24", "mean volRatio24 of the market assets"),
  logRatio("marketVolRatio168", "mean volRatio168 of the market assets"),
  sigma("relativeReturn24", "24 h log return minus the market assets' mean, over s168 * sqrt(24)"),
  logRatio("relativeVol168", "ln(s168) minus the market assets' mean"),
  share("weekendAhead24", "share of Saturday and Sunday (UTC) in the next 24 h"),
  share("weekendAhead72", "share of Saturday and Sunday (UTC) in the next 72 h"),
  share("weekendBehind24", "share of Saturday and Sunday (UTC) in the last 24 h"),
];

export const FEATURE_COUNT = FEATURES.length;

/** Column of a feature in a window's row; a name that is not in the schema is a programming error. */
export function featureIndex(name: string): number {
  const index = FEATURES.findIndex((feature) => feature.name === name);
  if (index < 0) throw new RangeError(`There is no feature named "${name}"; see FEATURES.`);
  return index;
}

/** sha256 of the schema's JSON, 0x-prefixed: a model trained on other inputs is refused before its first inference. */
export const FEATURE_SCHEMA_HASH: string =
  "0x" + createHash("sha256").update(JSON.stringify(FEATURES)).digest("hex");
