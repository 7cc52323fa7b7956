import { createHash } from "node:crypto";

/** Features that come and go together: when one of a group is unknown, its flag is 1 and all of it is 0. */
export const PANEL_GROUPS = ["crossSection", "leadLag"] as const;

export type PanelGroup = (typeof PANEL_GROUPS)[number];

/** One feature of an asset among the others: the columns of `panel-context.parquet` after the flags. */
export interface PanelFeature {
  readonly name: string;
  readonly group: PanelGroup;
  readonly unit: "sigma" | "log ratio" | "share" | "correlation" | "ratio";
  readonly source: string;
  readonly min: number;
  readonly max: number;
  readonly meaning: string;
}

/** Hours over which a leader's move is compared with an asset's. */
export const LEAD_HOURS = [1, 3, 6] as const;

/** The assets that others may follow, by the name that their features bear. */
export const LEADERS: Readonly<Record<string, string>> = { BTC: "btc", ETH: "eth" };

const EVERY_ASSET = "hourly closes of every asset of the panel";
const BOTH = "hourly closes of the asset and of the leader";

type Bounds = readonly [number, number];

const SIGMAS: Bounds = [-10, 10];
const SHARE: Bounds = [0, 1];

const cross = (
  name: string,
  unit: PanelFeature["unit"],
  [min, max]: Bounds,
  meaning: string,
): PanelFeature => ({ name, group: "crossSection", unit, source: EVERY_ASSET, min, max, meaning });

const lead = (
  name: string,
  unit: PanelFeature["unit"],
  [min, max]: Bounds,
  meaning: string,
): PanelFeature => ({ name, group: "leadLag", unit, source: BOTH, min, max, meaning });

const leaderFeatures = ([symbol, prefix]: readonly [string, string]): PanelFeature[] => [
  lead(`${prefix}Beta720`, "ratio", [-2, 5], `slope of the asset's hourly returns on ${symbol}'s, 720 h`),
  ...LEAD_HOURS.map((hours) =>
    lead(`${prefix}Return${hours}`, "sigma", SIGMAS, `${symbol}'s return of ${hours} h over its own s168`),
  ),
  ...LEAD_HOURS.map((hours) =>
    lead(
      `${prefix}Gap${hours}`,
      "sigma",
      SIGMAS,
      `beta times ${symbol}'s return of ${hours} h, less the asset's own, over the asset's s168`,
    ),
  ),
];

/**
 * What an asset's own prices do not say: how the panel moves together, and how far the asset lags bitcoin and ether.
 * Scale-free; `s168` is as in schema.ts, times the root of the hours. The first five are the same for every asset.
 */
export const PANEL_FEATURES: readonly PanelFeature[] = [
  cross("downShare24", "share", SHARE, "share of the assets more than 5 % below their 24 h high"),
  cross("dispersion24", "log ratio", [-4, 4], "ln(deviation of 24 h returns across assets / median s168)"),
  cross("medianReturn6", "sigma", SIGMAS, "median 6 h return less the leaders' mean, over the median s168"),
  cross("medianReturn24", "sigma", SIGMAS, "median 24 h return less the leaders' mean, over the median s168"),
  cross("correlation168", "correlation", [-1, 1], "mean pairwise correlation of hourly returns over 168 h"),
  cross("volRank168", "share", SHARE, "share of the other assets with a lower s168, ties half"),
  cross("returnRank24", "share", SHARE, "share of the other assets with a lower 24 h return, ties half"),
  ...Object.entries(LEADERS).flatMap(leaderFeatures),
];

/** Every column of a row in order: the flags, then the features. */
export const PANEL_COLUMNS: readonly string[] = [
  ...PANEL_GROUPS.map((group) => `missing_${group}`),
  ...PANEL_FEATURES.map(({ name }) => name),
];

/** sha256 of the features and columns, 0x-prefixed. */
export const PANEL_SCHEMA_HASH: string =
  "0x" +
  createHash("sha256")
    .update(JSON.stringify({ features: PANEL_FEATURES, columns: PANEL_COLUMNS }))
    .digest("hex");
