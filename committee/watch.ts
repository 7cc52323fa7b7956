import { createCalibrator } from "./calibration/calibrator.ts";
import type { Calibrator, MarketCoverage } from "./calibration/calibrator.ts";
import { lowerHex } from "./lib/hex.ts";
import type { Logger } from "./lib/logger.ts";
import type { NodeParts } from "./setup.ts";

/**
 * The node's watch over its own model: reads what the store holds of it, and says once when a market begins to drift and
 * once when it ends.
 */
export function createNodeCalibrator({ store, model, log }: NodeParts): Calibrator {
  return createCalibrator({
    store,
    model: lowerHex(model.sha256),
    gridBps: model.manifest.gridBps,
    onChange: (coverage) => {
      logChange(log, coverage);
    },
  });
}

function logChange(log: Logger, { marketId: market, drifting, horizons }: MarketCoverage): void {
  const missRates = Object.fromEntries(
    horizons.map(({ horizonHours, levels }) => [
      `${horizonHours}h`,
      levels.map(({ missRate }) => Number(missRate.toFixed(4))),
    ]),
  );
  if (drifting) {
    const sentence = "The model's quantiles are missed too often here: its scores are flagged as degraded.";
    log.warn({ event: "market.drifting", market, missRates }, sentence);
  } else {
    log.info({ event: "market.steady", market, missRates }, "The model's quantiles hold again.");
  }
}
