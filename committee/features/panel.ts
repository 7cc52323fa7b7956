import { FeatureError } from "./errors.ts";
import { LEAD_HOURS, LEADERS, PANEL_COLUMNS, PANEL_FEATURES, PANEL_GROUPS } from "./panel-schema.ts";
import { PanelSeries, RollingBeta, RollingCorrelation } from "./panel-series.ts";
import type { HourlySample } from "./types.ts";

/** Hours of history after which a row is the same whenever the engine was started. */
export const PANEL_HISTORY_HOURS = 721;

/** A cross-section of fewer assets says nothing. */
const MIN_ASSETS = 5;
const DOWN = Math.log(0.95);

type Values = Readonly<Record<string, number>>;

/** What the panel compares of an asset that has a close and a week behind it. */
interface Member {
  readonly return6: number;
  readonly return24: number;
  readonly vol168: number;
  readonly drawdown24: number;
}

interface Leader {
  readonly prefix: string;
  readonly series: PanelSeries;
  /** One an asset, in the order of the panel. */
  readonly betas: readonly RollingBeta[];
}

/**
 * Cross-section and lead-lag features of every asset of a panel, hour by hour, at a cost that no window's length
 * changes. Pure: no clock, no reads. Two engines that saw the same last PANEL_HISTORY_HOURS samples give the same bits.
 */
export class PanelEngine {
  readonly #assets: readonly string[];
  readonly #series: readonly PanelSeries[];
  readonly #leaders: readonly Leader[];
  readonly #correlation = new RollingCorrelation();
  #hour: number | null = null;

  /** `assets` must hold the leaders. Throws FeatureError. */
  constructor(assets: readonly string[]) {
    this.#assets = [...assets];
    this.#series = assets.map(() => new PanelSeries());
    this.#leaders = Object.entries(LEADERS).map(([symbol, prefix]) => {
      const series = this.#series[assets.indexOf(symbol)];
      if (series !== undefined) return { prefix, series, betas: assets.map(() => new RollingBeta()) };
      const message = `The panel has no leader ${symbol}, only ${assets.join(", ")}.`;
      throw new FeatureError("FEATURE_UNKNOWN_ASSET", message, { asset: symbol });
    });
  }

  /**
   * Takes the next hour and gives each asset's row, in the order of the panel: one number for each of PANEL_COLUMNS,
   * clipped to its bounds. Throws FeatureError for an hour that does not follow or a close that is no price.
   */
  push(sample: HourlySample): Float32Array[] {
    this.#check(sample);
    this.#hour = sample.hour;
    this.#series.forEach((series, i) => {
      series.push(sample.closes[this.#assets[i] ?? ""] ?? null);
    });
    this.#correlation.push(this.#series.map(({ shock }) => shock).filter((shock) => !Number.isNaN(shock)));
    const members = this.#series.map(memberOf);
    const common = this.#common(members);
    return this.#series.map((series, i) => {
      const lead = this.#lead(series, i);
      const own = members[i] ?? null;
      return toRow({
        ...(own === null || common === null ? {} : { ...common, ...ranks(own, members) }),
        ...lead,
      });
    });
  }

  /** What is the same for every asset; null where the panel is too small. */
  #common(members: readonly (Member | null)[]): Values | null {
    const known = members.filter((member) => member !== null);
    const leaders = this.#leaders.map(({ series }) => memberOf(series)).filter((member) => member !== null);
    if (known.length < MIN_ASSETS || leaders.length === 0) return null;
    const vol = median(known.map(({ vol168 }) => vol168));
    const ahead = (of: (member: Member) => number, hours: number): number =>
      (median(known.map(of)) - mean(leaders.map(of))) / (vol * Math.sqrt(hours));
    const returns = known.map(({ return24 }) => return24);
    return {
      downShare24: mean(known.map(({ drawdown24 }) => (drawdown24 < DOWN ? 1 : 0))),
      dispersion24: Math.log(deviation(returns) / (vol * Math.sqrt(24))),
      medianReturn6: ahead(({ return6 }) => return6, 6),
      medianReturn24: ahead(({ return24 }) => return24, 24),
      correlation168: this.#correlation.value(),
    };
  }

  /** An asset against each leader; NaN where one of both is unknown. */
  #lead({ prices, step }: PanelSeries, asset: number): Values {
    const values: Record<string, number> = {};
    for (const { prefix, series, betas } of this.#leaders) {
      const beta = betas[asset];
      beta?.push(step, series.step);
      values[`${prefix}Beta720`] = beta?.value() ?? NaN;
      const together = prices.present && series.prices.present;
      for (const hours of LEAD_HOURS) {
        const [own, leads] = [prices.logReturn(hours), together ? series.prices.logReturn(hours) : NaN];
        const root = Math.sqrt(hours);
        const response = (values[`${prefix}Beta720`] ?? NaN) * leads;
        values[`${prefix}Return${hours}`] = leads / (series.prices.volatility(168) * root);
        values[`${prefix}Gap${hours}`] = (response - own) / (prices.volatility(168) * root);
      }
    }
    return values;
  }

  #check({ hour, closes }: HourlySample): void {
    const follows = this.#hour === null || hour === this.#hour + 3600;
    if (!Number.isInteger(hour) || hour % 3600 !== 0 || !follows) {
      const expected = this.#hour === null ? "a multiple of 3600" : String(this.#hour + 3600);
      const message = `Sample of hour ${hour} does not follow: expected ${expected}; push a missing hour with null closes.`;
      throw new FeatureError("FEATURE_BAD_HOUR", message, { hour });
    }
    for (const asset of this.#assets) {
      const close = closes[asset] ?? null;
      if (close === null || (Number.isFinite(close) && close > 0)) continue;
      const message = `Close ${close} of ${asset} at hour ${hour} is no price: pass null for a missing one.`;
      throw new FeatureError("FEATURE_BAD_CLOSE", message, { asset, hour });
    }
  }
}

function memberOf({ prices }: PanelSeries): Member | null {
  if (!prices.present) return null;
  const member = {
    return6: prices.logReturn(6),
    return24: prices.logReturn(24),
    vol168: prices.volatility(168),
    drawdown24: prices.drawdown(24),
  };
  return Object.values(member).some(Number.isNaN) ? null : member;
}

function ranks(own: Member, members: readonly (Member | null)[]): Values {
  return {
    volRank168: rank(own, members, ({ vol168 }) => vol168),
    returnRank24: rank(own, members, ({ return24 }) => return24),
  };
}

/** Share of the others that lie below, ties half. */
function rank(own: Member, members: readonly (Member | null)[], of: (member: Member) => number): number {
  let [below, others] = [0, 0];
  for (const member of members) {
    if (member === null || member === own) continue;
    others++;
    below += of(member) < of(own) ? 1 : of(member) === of(own) ? 0.5 : 0;
  }
  return below / others;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [
    sorted[Math.floor((sorted.length - 1) / 2)],
    sorted[Math.ceil((sorted.length - 1) / 2)],
  ];
  return ((low ?? NaN) + (high ?? NaN)) / 2;
}

function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
}

/** Flags and clipped features; a group with one unknown feature is missing whole. */
function toRow(values: Values): Float32Array {
  const missing = new Set<string>();
  for (const { name, group } of PANEL_FEATURES) {
    if (Number.isNaN(values[name] ?? NaN)) missing.add(group);
  }
  const row = new Float32Array(PANEL_COLUMNS.length);
  PANEL_GROUPS.forEach((group, i) => (row[i] = missing.has(group) ? 1 : 0));
  PANEL_FEATURES.forEach(({ name, group, min, max }, i) => {
    if (missing.has(group)) return;
    row[PANEL_GROUPS.length + i] = Math.min(max, Math.max(min, values[name] ?? 0));
  });
  return row;
}
