import { MISSING, schemaHash } from "./monitor-schema.ts";
import type { MonitorFeature } from "./monitor-schema.ts";

const log = (name: string, meaning: string, max: number): MonitorFeature => ({
  name,
  unit: "log",
  min: 0,
  max,
  meaning,
});

const percent = (name: string, meaning: string): MonitorFeature => ({
  name,
  unit: "percent",
  min: -20,
  max: 20,
  meaning,
});

/**
 * The inputs of the peg monitor. `depth` is how far the price stands below its reference, in bps, less what all other
 * assets of the same feed share (common-mode.ts). Prices alone enter: any AggregatorV3 feed with a reference has them.
 */
export const PEG_FEATURES: readonly MonitorFeature[] = [
  MISSING,
  log("depth", "ln(1 + depth / 10 bps), 0 above par", 8),
  log("premium", "ln(1 + bps above par / 10)", 8),
  percent("deviation", "deviation from par, less the common mode; positive above"),
  percent("commonMode", "what the feed's other assets lie below par together"),
  percent("change1", "change of the deviation in 1 h"),
  percent("change6", "change of the deviation in 6 h"),
  percent("change24", "change of the deviation in 24 h"),
  {
    name: "logVol24",
    unit: "log",
    min: -1,
    max: 8,
    meaning: "ln(root mean squared hourly change of 24 h, bps)",
  },
  { name: "logVol168", unit: "log", min: -1, max: 8, meaning: "the same of 168 h" },
  {
    name: "surprise",
    unit: "sigma",
    min: 0,
    max: 20,
    meaning: "size of the last hour's change over that of 168 h",
  },
  log("worst24", "ln(1 + deepest depth of 24 h / 10 bps)", 8),
  log("worst168", "ln(1 + deepest depth of 168 h / 10 bps)", 8),
  {
    name: "run20",
    unit: "share",
    min: 0,
    max: 1,
    meaning: "ln(1 + hours in a row beyond 20 bps) over ln(169)",
  },
  { name: "run50", unit: "share", min: 0, max: 1, meaning: "the same beyond 50 bps" },
  { name: "run100", unit: "share", min: 0, max: 1, meaning: "the same beyond 100 bps" },
];

export const PEG_SCHEMA_HASH: string = schemaHash(PEG_FEATURES);
