import { createRandom } from "../../demo/random.ts";
import { calibrationLine } from "../metrics/calibration.ts";
import { mean } from "../metrics/probability.ts";
import { averagePrecision, rank, rocAuc } from "../metrics/ranking.ts";
import { said } from "../pick.ts";
import { shuffled } from "../random-alarms.ts";

export interface ShuffledFigures {
  /** About 0.5, 1 and 0 when nothing but the outcome itself gives a forecast its skill. */
  readonly rocAuc: number | null;
  readonly prAucOverBase: number | null;
  readonly slope: number | null;
}

/** The same forecasts judged by outcomes in random order: whatever skill is left is the harness' fault. */
export function judgeShuffled(p: Float64Array, y: Uint8Array, seed = 5): ShuffledFigures {
  const random = createRandom(seed);
  const outcomes = shuffled(y, (below) => Math.floor(random.uniform() * below));
  const ranking = rank(p);
  return {
    rocAuc: said(rocAuc(ranking, outcomes)),
    prAucOverBase: said(averagePrecision(ranking, outcomes) / mean(outcomes)),
    slope: said(calibrationLine(p, outcomes).slope),
  };
}
