import type { Hex } from "../lib/hex.ts";
import { advanceMarket, isDrifting, startMarket } from "./market.ts";
import type { ForecastShape, MarketCalibration, MarketHour } from "./market.ts";
import { fromRecord, toRecord } from "./record.ts";
import { LEVELS } from "./tracker.ts";

/** One market's share of a round. */
export interface CalibrationInput extends MarketHour {
  readonly marketId: Hex;
}

/** How well a level's quantile held lately. */
export interface LevelCoverage {
  readonly level: number;
  /** Share of late falls that went beyond the model's own quantile. */
  readonly missRate: number;
  readonly correctedMissRate: number;
  /** Log-odds that the correction adds to the level. */
  readonly offset: number;
}

/** What a market's record says of the model: shown by /status and /metrics. */
export interface MarketCoverage {
  readonly marketId: Hex;
  readonly drifting: boolean;
  readonly judged: number;
  readonly skipped: number;
  readonly levels: readonly LevelCoverage[];
}

/** Where the states live; the store's part of it. */
export interface CalibrationStore {
  calibrationOf(model: Hex): readonly { readonly market: Hex; readonly state: string }[];
  /** All markets of a round in one transaction. */
  saveCalibration(model: Hex, states: readonly { readonly market: Hex; readonly state: string }[]): void;
}

export interface CalibratorDeps {
  readonly store: CalibrationStore;
  /** sha256 of the model's file: another model begins with a record of its own. */
  readonly model: Hex;
  readonly shape: ForecastShape;
  /** Called once when a market begins to drift, and once when it ends. */
  readonly onChange: (coverage: MarketCoverage) => void;
}

/** Keeps the record of every market's quantiles, one write a round. */
export interface Calibrator {
  /** Takes a round in; returns the coverage of each market in the order given. */
  advance(markets: readonly CalibrationInput[]): readonly MarketCoverage[];
}

export function createCalibrator({ store, model, shape, onChange }: CalibratorDeps): Calibrator {
  const states = new Map<Hex, MarketCalibration>(
    store.calibrationOf(model).map(({ market, state }) => [market, fromRecord(market, state)]),
  );
  return {
    advance(markets) {
      const changed = new Map<Hex, MarketCalibration>();
      const turned: MarketCoverage[] = [];
      for (const input of markets) {
        const before = states.get(input.marketId) ?? startMarket();
        const after = advanceMarket(before, input, shape);
        if (after === before) continue;
        changed.set(input.marketId, after);
        if (isDrifting(after) !== isDrifting(before)) turned.push(coverageOf(input.marketId, after));
      }
      // On the disk first: a round that fails here is taken in again.
      const records = [...changed].map(([market, state]) => ({ market, state: toRecord(state) }));
      if (records.length > 0) store.saveCalibration(model, records);
      for (const [market, state] of changed) states.set(market, state);
      turned.forEach(onChange);
      return markets.map(({ marketId }) => coverageOf(marketId, states.get(marketId) ?? startMarket()));
    },
  };
}

function coverageOf(marketId: Hex, state: MarketCalibration): MarketCoverage {
  const { judged, skipped } = state;
  const levels = state.levels.map(({ offset, missRate, correctedMissRate }, i) => ({
    level: LEVELS[i]?.level ?? NaN,
    missRate,
    correctedMissRate,
    offset,
  }));
  return { marketId, drifting: isDrifting(state), judged, skipped, levels };
}
