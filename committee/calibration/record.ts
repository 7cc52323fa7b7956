import { z } from "zod";
import { CalibrationError } from "./errors.ts";
import { HORIZONS } from "./horizons.ts";
import type { ByHorizon, WatchedHorizon } from "./horizons.ts";
import { startMarket } from "./market.ts";
import type { MarketCalibration } from "./market.ts";

const share = z.number().min(0).max(1);

function horizonSchema({ levels }: WatchedHorizon) {
  const perLevel = <T extends z.ZodType>(item: T) => z.array(item).length(levels.length);
  return z.strictObject({
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
}

const recordSchema = z.strictObject({
  near: horizonSchema(HORIZONS.near),
  /** Null in a record from before this horizon was watched: it begins. */
  far: horizonSchema(HORIZONS.far).nullable(),
});

/** The state as the store keeps it: JSON writes doubles so that they read back to the same bits. */
export function toRecord({ near, far }: ByHorizon<MarketCalibration>): string {
  return JSON.stringify({ near, far });
}

/** Reads a stored state. Throws CalibrationError: a node that has lost its doubts must not sign without them. */
export function fromRecord(market: string, text: string): ByHorizon<MarketCalibration> {
  try {
    const { near, far } = recordSchema.parse(JSON.parse(text));
    return { near, far: far ?? startMarket(HORIZONS.far) };
  } catch (cause) {
    throw new CalibrationError(
      "CALIBRATION_STATE_INVALID",
      `The store's calibration of market ${market} cannot be read: restore the store, or delete its row in the table "calibration" to begin anew.`,
      { market },
      cause,
    );
  }
}
