import { MARKET_INPUTS } from "./market-inputs.ts";
import { MISSING, schemaHash } from "./monitor-schema.ts";
import type { MonitorFeature } from "./monitor-schema.ts";

const ratio = (name: string, meaning: string, bound = 3): MonitorFeature => ({
  name,
  unit: "log ratio",
  min: -bound,
  max: bound,
  meaning,
});

const log = (name: string, meaning: string, min = 0, max = 10): MonitorFeature => ({
  name,
  unit: "log",
  min,
  max,
  meaning,
});

/** The inputs of the liquidity monitor: one pool's own state, which a node reads from the pool, and ether's. */
export const POOL_FEATURES: readonly MonitorFeature[] = [
  MISSING,
  log("size", "ln(1 + millions of USD in the pool)"),
  ratio("change1", "ln(TVL over that of 1 h before)"),
  ratio("change6", "ln(TVL over that of 6 h before)"),
  ratio("change24", "ln(TVL over that of 24 h before)"),
  ratio("change168", "ln(TVL over that of 168 h before)"),
  { name: "drawdown168", unit: "log ratio", min: -3, max: 0, meaning: "ln(TVL over the highest of 168 h)" },
  log("logVol24", "ln(root mean squared hourly log change of 24 h), at least ln 1e-4", -9.3, 0),
  log("logVol168", "the same of 168 h", -9.3, 0),
  log("largestOut168", "largest hourly outflow of 168 h, as a log change", 0, 3),
  log("offPar", "ln(1 + |pool price - 1| / 1 bps)", 0, 8),
  ...MARKET_INPUTS,
];

export const POOL_SCHEMA_HASH: string = schemaHash(POOL_FEATURES);
