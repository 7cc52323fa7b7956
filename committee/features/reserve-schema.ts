import { MARKET_INPUTS } from "./market-inputs.ts";
import { MISSING, schemaHash } from "./monitor-schema.ts";
import type { MonitorFeature } from "./monitor-schema.ts";

const log = (name: string, meaning: string, min = 0, max = 15): MonitorFeature => ({
  name,
  unit: "log",
  min,
  max,
  meaning,
});

const share = (name: string, meaning: string, min = 0): MonitorFeature => ({
  name,
  unit: "share",
  min,
  max: 1,
  meaning,
});

/** The inputs of the lending monitors: one reserve's own state, which a node reads from the pool, and ether's. */
export const RESERVE_FEATURES: readonly MonitorFeature[] = [
  MISSING,
  share("utilisation", "borrowed over supplied"),
  log("tightness", "-ln(1 - utilisation), at most 5", 0, 5),
  share("utilisationChange1", "change in 1 h", -1),
  share("utilisationChange6", "change in 6 h", -1),
  share("utilisationChange24", "change in 24 h", -1),
  log("tightest24", "highest tightness of 24 h", 0, 5),
  log("tightest168", "highest tightness of 168 h", 0, 5),
  log("borrowRate", "ln(1 + variable borrow rate in percent a year)", 0, 6),
  log("borrowRateChange24", "its change in 24 h", -6, 6),
  log("liquidated1", "ln(1 + thousands of USD seized in the hour)"),
  log("liquidated24", "the same of 24 h"),
  log("liquidated168", "the same of 168 h"),
  log("worstHour168", "ln(1 + thousands of USD seized in the worst hour of 168)"),
  log("supplied", "ln(1 + millions of USD supplied)"),
  {
    name: "suppliedChange24",
    unit: "log ratio",
    min: -2,
    max: 2,
    meaning: "ln(supplied over that of 24 h before)",
  },
  ...MARKET_INPUTS,
];

export const RESERVE_SCHEMA_HASH: string = schemaHash(RESERVE_FEATURES);
