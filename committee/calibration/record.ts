import { z } from "zod";
import { CalibrationError } from "./errors.ts";
import type { MarketCalibration } from "./market.ts";
import { LEVELS } from "./tracker.ts";

const share = z.number().min(0).max(1);
const perLevel = <T extends z.ZodType>(item: T) => z.array(item).length(LEVELS.length);

const recordSchema = z.strictObject({
  hour: z.int().nullable(),
  judged: z.int().min(0),
  skipped: z.int().min(0),
  levels: perLevel(
    z.strictObject({
      offset: z.number(),
      missRate: share,
      correctedMissRate: share,
      drifting: z.boolean(),
    }),
  ),
  pending: z.array(
    z.strictObject({
      hour: z.int(),
      quantiles: perLevel(z.strictObject({ raw: z.number().min(0), corrected: z.number().min(0) })),
    }),
  ),
});

/** The state as the store keeps it: JSON writes doubles so that they read back to the same bits. */
export function toRecord(state: MarketCalibration): string {
  return JSON.stringify(state);
}

/** Reads a stored state. Throws CalibrationError: a node that has lost its doubts must not sign without them. */
export function fromRecord(market: string, text: string): MarketCalibration {
  try {
    return recordSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new CalibrationError(
      "CALIBRATION_STATE_INVALID",
      `The store's calibration of market ${market} cannot be read: restore the store, or delete its row in the table "calibration" to begin anew.`,
      { market },
      cause,
    );
  }
}
