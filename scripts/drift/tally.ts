/** What the study notes of one asset-hour; null where it is unknown or the market was not forecast. */
export interface DriftRow {
  /** Misses of the 5 % and 1 % quantiles, in the order of LEVELS. */
  readonly missed: readonly { readonly raw: boolean; readonly corrected: boolean }[] | null;
  readonly abstained: boolean;
  readonly outOfDistribution: boolean;
  readonly drifting: boolean;
  /** Per fall of FALLS_BPS; null when the outcome is unknown. */
  readonly falls: readonly FallRow[] | null;
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
  readonly judged: number;
  readonly misses: readonly LevelFigures[];
  readonly abstained: number;
  readonly outOfDistribution: number;
  readonly drifting: number;
  readonly falls: readonly FallFigures[];
}

/** Adds rows up, in constant memory. */
export class Tally {
  #hours = 0;
  #scored = 0;
  #abstained = 0;
  #unfamiliar = 0;
  #drifting = 0;
  #judged = 0;
  #misses: number[][] = [];
  #outcomes = 0;
  readonly #falls = FALLS_BPS.map(() => ({ events: 0, p: 0, q: 0, brierP: 0, brierQ: 0 }));

  add(row: DriftRow): void {
    this.#hours++;
    this.#drifting += row.drifting ? 1 : 0;
    if (row.abstained) {
      this.#abstained++;
      return;
    }
    this.#scored++;
    this.#unfamiliar += row.outOfDistribution ? 1 : 0;
    this.#addMisses(row.missed);
    this.#addFalls(row.falls);
  }

  #addMisses(missed: DriftRow["missed"]): void {
    if (missed === null) return;
    this.#judged++;
    missed.forEach(({ raw, corrected }, i) => {
      const [a, b] = this.#misses[i] ?? [0, 0];
      this.#misses[i] = [(a ?? 0) + (raw ? 1 : 0), (b ?? 0) + (corrected ? 1 : 0)];
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
      judged: this.#judged,
      misses: this.#misses.map(([raw, corrected]) => ({
        raw: (raw ?? 0) / this.#judged,
        corrected: (corrected ?? 0) / this.#judged,
      })),
      abstained: this.#abstained / this.#hours,
      outOfDistribution: this.#unfamiliar / this.#scored,
      drifting: this.#drifting / this.#hours,
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
