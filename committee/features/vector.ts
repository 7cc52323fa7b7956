import { FEATURE_COUNT, FEATURES } from "./schema.ts";
import type { PriceSeries } from "./series.ts";
import { weekendShare } from "./calendar.ts";

/** One asset's statistics of one hour, before the market is known. Log units, hourly volatilities. */
export interface AssetState {
  readonly vol: Readonly<Record<6 | 24 | 72 | 168 | 720, number>>;
  readonly return24: number;
  /** Own features in sigmas and log ratios, by name. */
  readonly own: Readonly<Record<string, number>>;
}

/** The mean of the market assets that are usable this hour. */
export interface MarketState {
  readonly return24: number;
  readonly logVol168: number;
  readonly features: Readonly<Record<string, number>>;
}

/** The asset's own statistics, or null when any of them is unknown this hour. */
export function assetState(series: PriceSeries): AssetState | null {
  if (!series.present) return null;
  const vol = {
    6: series.volatility(6),
    24: series.volatility(24),
    72: series.volatility(72),
    168: series.volatility(168),
    720: series.volatility(720),
  };
  const week = vol[168];
  const month = vol[720];
  const own = {
    return1: series.logReturn(1) / week,
    return6: series.logReturn(6) / (week * Math.sqrt(6)),
    return24: series.logReturn(24) / (week * Math.sqrt(24)),
    return168: series.logReturn(168) / (month * Math.sqrt(168)),
    volRatio6: Math.log(vol[6] / week),
    volRatio24: Math.log(vol[24] / week),
    volRatio72: Math.log(vol[72] / week),
    volRatio168: Math.log(week / month),
    logVol720: Math.log(month),
    downShare24: series.downShare(24),
    downShare168: series.downShare(168),
    jump24: series.jump() / week,
    bipower24: series.logBipowerRatio(),
    kurtosis168: series.logKurtosis(168),
    kurtosis720: series.logKurtosis(720),
    drawdown24: series.drawdown(24) / (week * Math.sqrt(24)),
    drawdown168: series.drawdown(168) / (week * Math.sqrt(168)),
    drawdown720: series.drawdown(720) / (month * Math.sqrt(720)),
  };
  if (Object.values(own).some(Number.isNaN)) return null;
  return { vol, return24: series.logReturn(24), own };
}

/** Equal-weighted mean of the market assets' states; null when none is usable. */
export function marketState(states: readonly (AssetState | null)[]): MarketState | null {
  const usable = states.filter((state) => state !== null);
  if (usable.length === 0) return null;
  const mean = (of: (state: AssetState) => number): number =>
    usable.reduce((sum, state) => sum + of(state), 0) / usable.length;
  return {
    return24: mean((state) => state.return24),
    logVol168: mean((state) => Math.log(state.vol[168])),
    features: {
      marketReturn6: mean((state) => state.own["return6"] ?? NaN),
      marketReturn24: mean((state) => state.own["return24"] ?? NaN),
      marketReturn168: mean((state) => state.own["return168"] ?? NaN),
      marketDrawdown168: mean((state) => state.own["drawdown168"] ?? NaN),
      marketVolRatio24: mean((state) => state.own["volRatio24"] ?? NaN),
      marketVolRatio168: mean((state) => state.own["volRatio168"] ?? NaN),
    },
  };
}

/** What the clock says: the same for every asset. `hour` is unix seconds. */
export function calendarState(hour: number): Readonly<Record<string, number>> {
  return {
    weekendAhead24: weekendShare(hour, 24),
    weekendAhead72: weekendShare(hour, 72),
    weekendBehind24: weekendShare(hour - 24 * 3600, 24),
  };
}

/** Writes one row in the order of FEATURES, clipped to their bounds; a row without inputs is the flag and zeros. */
export function writeRow(
  row: Float32Array,
  state: AssetState | null,
  market: MarketState | null,
  calendar: Readonly<Record<string, number>>,
): void {
  row.fill(0);
  if (state === null || market === null) {
    row[0] = 1;
    return;
  }
  const values: Readonly<Record<string, number>> = {
    missing: 0,
    ...state.own,
    ...market.features,
    relativeReturn24: (state.return24 - market.return24) / (state.vol[168] * Math.sqrt(24)),
    relativeVol168: Math.log(state.vol[168]) - market.logVol168,
    ...calendar,
  };
  for (let i = 0; i < FEATURE_COUNT; i++) {
    const feature = FEATURES[i];
    const value = feature === undefined ? undefined : values[feature.name];
    if (feature === undefined || value === undefined)
      throw new RangeError("FEATURES and vector.ts disagree.");
    row[i] = Math.min(Math.max(value, feature.min), feature.max);
  }
}
