import type { Hex } from "../lib/hex.ts";
import { byHorizon, HORIZONS } from "./horizons.ts";
import type { ByHorizon, WatchedHorizon } from "./horizons.ts";
import { advanceMarket, isDrifting, startMarket } from "./market.ts";
import type { MarketCalibration, MarketHour } from "./market.ts";
import type { CloseSeries } from "./outcome.ts";
import { fromRecord, toRecord } from "./record.ts";

/** One market's share of a round. */
export interface CalibrationInput extends CloseSeries {
  readonly marketId: Hex;
  /** The model's probabilities over its grid by horizon; null where the market was not forecast. */
  readonly probabilities: ByHorizon<MarketHour["probabilities"]>;
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

/** What a market's record says of one horizon. */
export interface HorizonCoverage {
  readonly horizonHours: number;
  readonly drifting: boolean;
  readonly judged: number;
  readonly skipped: number;
  readonly levels: readonly LevelCoverage[];
}

/** What a market's record says of the model: shown by /status and /metrics. */
export interface MarketCoverage {
  readonly marketId: Hex;
  /** At any horizon. */
  readonly drifting: boolean;
  /** The nearest first. */
  readonly horizons: readonly HorizonCoverage[];
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
  readonly gridBps: readonly number[];
  /** Called once when a market begins to drift, and once when it ends. */
  readonly onChange: (coverage: MarketCoverage) => void;
}

/** Keeps the record of every market's quantiles, one write a round. */
export interface Calibrator {
  /** Takes a round in; returns the coverage of each market in the order given. */
  advance(markets: readonly CalibrationInput[]): readonly MarketCoverage[];
}

type MarketState = ByHorizon<MarketCalibration>;

const START: MarketState = byHorizon((name) => startMarket(HORIZONS[name]));

export function createCalibrator({ store, model, gridBps, onChange }: CalibratorDeps): Calibrator {
  const states = new Map<Hex, MarketState>(
    store.calibrationOf(model).map(({ market, state }) => [market, fromRecord(market, state)]),
  );
  return {
    advance(markets) {
      const changed = new Map<Hex, MarketState>();
      const turned: MarketCoverage[] = [];
      for (const input of markets) {
        const before = states.get(input.marketId) ?? START;
        const after = advance(before, input, gridBps);
        if (after.near === before.near && after.far === before.far) continue;
        changed.set(input.marketId, after);
        const coverage = coverageOf(input.marketId, after);
        if (coverage.drifting !== coverageOf(input.marketId, before).drifting) turned.push(coverage);
      }
      // On the disk first: a round that fails here is taken in again.
      const records = [...changed].map(([market, state]) => ({ market, state: toRecord(state) }));
      if (records.length > 0) store.saveCalibration(model, records);
      for (const [market, state] of changed) states.set(market, state);
      turned.forEach(onChange);
      return markets.map(({ marketId }) => coverageOf(marketId, states.get(marketId) ?? START));
    },
  };
}

function advance(
  before: MarketState,
  { hour, closes, probabilities }: CalibrationInput,
  gridBps: readonly number[],
): MarketState {
  return byHorizon((name) =>
    advanceMarket(
      before[name],
      { hour, closes, probabilities: probabilities[name] },
      { gridBps, horizon: HORIZONS[name] },
    ),
  );
}

function coverageOf(marketId: Hex, state: MarketState): MarketCoverage {
  const { near, far } = byHorizon((name) => horizonCoverage(HORIZONS[name], state[name]));
  return { marketId, drifting: near.drifting || far.drifting, horizons: [near, far] };
}

function horizonCoverage(horizon: WatchedHorizon, state: MarketCalibration): HorizonCoverage {
  const { judged, skipped } = state;
  const levels = state.levels.map(({ offset, missRate, correctedMissRate }, i) => ({
    level: horizon.levels[i]?.level ?? NaN,
    missRate,
    correctedMissRate,
    offset,
  }));
  return { horizonHours: horizon.hours, drifting: isDrifting(state), judged, skipped, levels };
}
