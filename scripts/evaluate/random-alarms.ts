import { createRandom } from "../demo/random.ts";
import { judgeAlarms } from "./alarms.ts";
import type { AlarmTruth, Recall } from "./alarms.ts";

/** Means over draws of random alarms. */
export interface NullFigures extends Recall {
  readonly falseAlarmsPerMonth: number;
  readonly medianWarningHours: number | null;
  /** By crisis, in time; a draw that does not warn of it counts as 0 h. */
  readonly firstWarningHours: readonly number[];
}

/** What alarms without any knowledge reach with the same hours in alarm. */
export interface NullAlarms {
  /** As many hours of alarm at random. */
  readonly scattered: NullFigures;
  /** The very alarms, moved round the range by a random number of hours. */
  readonly shifted: NullFigures;
}

const DRAWS = 300;
/** A shift below a week would leave alarms near what raised them. */
const MIN_SHIFT_HOURS = 168;

/** Judges random alarms of the same hours in alarm. @param scored hours that had a score */
export function judgeRandomAlarms(
  alarms: Uint8Array,
  scored: number,
  truth: AlarmTruth,
  seed = 3,
): NullAlarms {
  const random = createRandom(seed);
  const whole = (below: number): number => Math.floor(random.uniform() * below);
  const { from, to } = truth;
  const mask = alarms.slice(from, to);
  const span = to - from;
  const meanOver = (make: () => Uint8Array): NullFigures => {
    const drawn = Array.from({ length: DRAWS }, () => {
      const fake = new Uint8Array(alarms.length);
      fake.set(make(), from);
      return judgeAlarms(fake, scored, truth);
    });
    return meanFigures(drawn);
  };
  return {
    scattered: meanOver(() => shuffled(mask, whole)),
    shifted: meanOver(() => rotated(mask, MIN_SHIFT_HOURS + whole(Math.max(1, span - 2 * MIN_SHIFT_HOURS)))),
  };
}

function meanFigures(drawn: readonly ReturnType<typeof judgeAlarms>[]): NullFigures {
  return {
    crises: meanOf(drawn.map(({ recall }) => recall.crises)),
    eventHours: meanOf(drawn.map(({ recall }) => recall.eventHours)),
    falseAlarmsPerMonth: meanOf(drawn.map(({ falseAlarmsPerMonth }) => falseAlarmsPerMonth)) ?? 0,
    medianWarningHours: meanOf(drawn.map(({ medianWarningHours }) => medianWarningHours)),
    firstWarningHours: (drawn[0]?.crises ?? []).map(
      (_, i) => meanOf(drawn.map(({ crises }) => crises[i]?.firstWarningHours ?? 0)) ?? 0,
    ),
  };
}

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length > 0
    ? Number((known.reduce((sum, value) => sum + value, 0) / known.length).toFixed(4))
    : null;
}

/** Fisher and Yates. */
export function shuffled<T extends Uint8Array | Float64Array>(
  values: T,
  whole: (below: number) => number,
): T {
  const result = values.slice() as T;
  for (let i = result.length - 1; i > 0; i--) {
    const j = whole(i + 1);
    [result[i], result[j]] = [result[j] ?? 0, result[i] ?? 0];
  }
  return result;
}

function rotated(values: Uint8Array, by: number): Uint8Array {
  return Uint8Array.from(values, (_, i) => values[(i + by) % values.length] ?? 0);
}
