import { byHorizon } from "../../committee/calibration/horizons.ts";
import type { ByHorizon } from "../../committee/calibration/horizons.ts";

/** What the study notes of one asset-hour; null where it is unknown or the market was not forecast. */
export interface DriftRow {
  readonly abstained: boolean;
  readonly outOfDistribution: boolean;
  readonly horizons: ByHorizon<HorizonRow>;
  /** Per fall of FALLS_BPS; null when the outcome is unknown. */
  readonly falls: readonly FallRow[] | null;
}

export interface HorizonRow {
  readonly drifting: boolean;
  /** The tracker's late shares of misses, in the order of the horizon's levels. */
  readonly missRates: readonly number[];
  /** Misses of the 5 % and 1 % quantiles, in the order of the horizon's levels. */
  readonly missed: readonly { readonly raw: boolean; readonly corrected: boolean }[] | null;
}

export interface FallRow {
  readonly happened: boolean;
  readonly probability: number;
  /** The probability under the online offset. */
  readonly recalibrated: number;
}

export const FALLS_BPS: readonly number[] = [500, 800, 1_200];

export interface LevelFigures {
  readonly raw: number;
  readonly corrected: number;
}

export interface HorizonFigures {
  readonly judged: number;
  readonly misses: readonly LevelFigures[];
  /** What the late share of misses exceeds in one hour of a hundred, by level, rounded up to a thousandth. */
  readonly highMissRates: readonly number[];
  readonly drifting: number;
}

export interface FallFigures {
  readonly base: number;
  /** Mean probability over base rate; NaN without an event. */
  readonly ratio: number;
  readonly brier: number;
  readonly recalibratedRatio: number;
  readonly recalibratedBrier: number;
}

/** Shares of a stretch's asset-hours. */
export interface StretchFigures {
  readonly hours: number;
  readonly abstained: number;
  readonly outOfDistribution: number;
  readonly horizons: ByHorizon<HorizonFigures>;
  /** Drifting at any horizon: what the node flags. */
  readonly flagged: number;
  readonly falls: readonly FallFigures[];
}

const RATE_BINS = 1_000;
const HIGH = 0.99;

/** Adds rows up, in constant memory. */
export class Tally {
  #hours = 0;
  #scored = 0;
  #abstained = 0;
  #unfamiliar = 0;
  #flagged = 0;
  readonly #horizons = byHorizon(() => ({
    drifting: 0,
    judged: 0,
    misses: [] as [number, number][],
    rates: [] as Uint32Array[],
  }));
  #outcomes = 0;
  readonly #falls = FALLS_BPS.map(() => ({ events: 0, p: 0, q: 0, brierP: 0, brierQ: 0 }));

  add(row: DriftRow): void {
    this.#hours++;
    this.#flagged += row.horizons.near.drifting || row.horizons.far.drifting ? 1 : 0;
    byHorizon((name) => {
      this.#addHorizon(name, row.horizons[name]);
    });
    if (row.abstained) {
      this.#abstained++;
      return;
    }
    this.#scored++;
    this.#unfamiliar += row.outOfDistribution ? 1 : 0;
    this.#addFalls(row.falls);
  }

  #addHorizon(name: keyof DriftRow["horizons"], { drifting, missRates, missed }: HorizonRow): void {
    const sums = this.#horizons[name];
    sums.drifting += drifting ? 1 : 0;
    missRates.forEach((rate, i) => {
      const counts = (sums.rates[i] ??= new Uint32Array(RATE_BINS + 1));
      const bin = Math.ceil(rate * RATE_BINS);
      counts[bin] = (counts[bin] ?? 0) + 1;
    });
    if (missed === null) return;
    sums.judged++;
    missed.forEach(({ raw, corrected }, i) => {
      const [a, b] = sums.misses[i] ?? [0, 0];
      sums.misses[i] = [a + (raw ? 1 : 0), b + (corrected ? 1 : 0)];
    });
  }

  #addFalls(falls: DriftRow["falls"]): void {
    if (falls === null) return;
    this.#outcomes++;
    falls.forEach(({ happened, probability, recalibrated }, i) => {
      const sums = this.#falls[i];
      if (sums === undefined) return;
      const y = happened ? 1 : 0;
      sums.events += y;
      sums.p += probability;
      sums.q += recalibrated;
      sums.brierP += (probability - y) ** 2;
      sums.brierQ += (recalibrated - y) ** 2;
    });
  }

  get figures(): StretchFigures {
    const n = this.#outcomes;
    return {
      hours: this.#hours,
      abstained: this.#abstained / this.#hours,
      outOfDistribution: this.#unfamiliar / this.#scored,
      horizons: byHorizon((name) => {
        const { judged, misses, rates, drifting } = this.#horizons[name];
        const shares = misses.map(([raw, corrected]) => ({
          raw: raw / judged,
          corrected: corrected / judged,
        }));
        const highMissRates = rates.map((counts) => highOf(counts, this.#hours));
        return { judged, misses: shares, highMissRates, drifting: drifting / this.#hours };
      }),
      flagged: this.#flagged / this.#hours,
      falls: this.#falls.map(({ events, p, q, brierP, brierQ }) => ({
        base: events / n,
        ratio: p / events,
        brier: brierP / n,
        recalibratedRatio: q / events,
        recalibratedBrier: brierQ / n,
      })),
    };
  }
}

/** The bin below which HIGH of the hours lie, as a share. */
function highOf(counts: Uint32Array, hours: number): number {
  let below = 0;
  return counts.findIndex((count) => (below += count) >= HIGH * hours) / RATE_BINS;
}
