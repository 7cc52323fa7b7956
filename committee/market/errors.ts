import { BreakwaterError } from "../lib/errors.ts";

export type MarketErrorCode =
  "BLOCK_MISSING" | "CALL_FAILED" | "FEED_UNUSABLE" | "NO_MARKETS" | "ROUND_REORGED" | "CONFIG_CHANGED";

/** The snapshot of a round cannot be taken. */
export class MarketError extends BreakwaterError<MarketErrorCode> {}
