import { LagRing } from "./lag-ring.ts";
import { writeMonitorRow } from "./monitor-schema.ts";
import { RESERVE_FEATURES } from "./reserve-schema.ts";
import { RollingMax, RollingSums } from "./rolling.ts";
import { RowRing } from "./row-ring.ts";
import type { FeatureWindow, WindowShape } from "./types.ts";

const RING_HOURS = 96;
const WEEK = 168;
const BRIDGE_HOURS = 3;
/** Largest sum counted in an hour, so that a week of cents stays an exact integer. */
const MAX_CENTS = 1e13;
const MAX_TIGHTNESS = 5;

/** Hours of history after which a window is the same whenever the engine was started. */
export const RESERVE_WARMUP_HOURS = WEEK;

/** One reserve at the end of an hour, in USD; `liquidatedUsd` is the collateral seized within the hour. */
export interface ReserveSample {
  readonly suppliedUsd: number;
  readonly borrowedUsd: number;
  readonly liquidatedUsd: number;
  readonly borrowRatePct: number;
}

/** Lending features of one reserve, hour by hour. Sums are integers of cents: nothing older than a week has effect. */
export class ReserveSeries {
  readonly #ring = new RowRing(RESERVE_FEATURES.length, RING_HOURS);
  readonly #utilisation = new LagRing(24, BRIDGE_HOURS);
  readonly #rate = new LagRing(24, BRIDGE_HOURS);
  readonly #supplied = new LagRing(24, BRIDGE_HOURS);
  readonly #liquidated = new RollingSums([1, 24, WEEK]);
  readonly #present = new RollingSums([WEEK]);
  readonly #worstHour = new RollingMax(WEEK);
  readonly #tightest24 = new RollingMax(24);
  readonly #tightest168 = new RollingMax(WEEK);
  #count = 0;

  /** Takes the next hour. @param market ether's inputs (marketValues), null when missing */
  push(sample: ReserveSample | null, market: Readonly<Record<string, number>> | null): void {
    const usable = sample !== null && sample.suppliedUsd > 0 && sample.liquidatedUsd >= 0 ? sample : null;
    const utilisation = usable === null ? NaN : Math.min(usable.borrowedUsd / usable.suppliedUsd, 1);
    const cents = usable === null ? 0 : Math.min(Math.round(usable.liquidatedUsd * 100), MAX_CENTS);
    this.#utilisation.push(utilisation);
    this.#rate.push(usable === null ? NaN : Math.log1p(Math.max(usable.borrowRatePct, 0)));
    this.#supplied.push(usable === null ? NaN : Math.log(usable.suppliedUsd));
    this.#liquidated.push(cents);
    this.#present.push(usable === null ? 0 : 1);
    this.#worstHour.push(usable === null ? NaN : cents);
    this.#tightest24.push(tightness(utilisation));
    this.#tightest168.push(tightness(utilisation));
    this.#count++;
    const warm = this.#count >= WEEK && this.#present.sum(WEEK) >= WEEK * 0.75;
    const own = usable === null || !warm ? null : this.#features(usable, utilisation);
    writeMonitorRow(
      RESERVE_FEATURES,
      own === null || market === null ? null : { ...own, ...market },
      this.#ring.next(),
    );
  }

  window(shape: WindowShape): FeatureWindow {
    return this.#ring.window(shape);
  }

  #features(sample: ReserveSample, utilisation: number): Readonly<Record<string, number>> {
    const seized = (hours: number): number => logThousands(this.#liquidated.sum(hours));
    return {
      utilisation,
      tightness: tightness(utilisation),
      utilisationChange1: this.#utilisation.change(1),
      utilisationChange6: this.#utilisation.change(6),
      utilisationChange24: this.#utilisation.change(24),
      tightest24: this.#tightest24.max(),
      tightest168: this.#tightest168.max(),
      borrowRate: this.#rate.at(0),
      borrowRateChange24: this.#rate.change(24),
      liquidated1: seized(1),
      liquidated24: seized(24),
      liquidated168: seized(WEEK),
      worstHour168: logThousands(this.#worstHour.max()),
      supplied: Math.log1p(sample.suppliedUsd / 1e6),
      suppliedChange24: this.#supplied.change(24),
    };
  }
}

function tightness(utilisation: number): number {
  return -Math.log(Math.max(1 - utilisation, Math.exp(-MAX_TIGHTNESS)));
}

function logThousands(cents: number): number {
  return Math.log1p(cents / 100 / 1000);
}
