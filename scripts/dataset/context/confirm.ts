import { withHoles } from "./series.ts";
import type { Observation, Series, SettledObservation } from "./series.ts";

export interface ConfirmRule {
  /** A step larger than this (absolute log ratio) needs a second observation beside it. */
  readonly jump: number;
  /** After this many seconds of silence nothing is compared with what was before. */
  readonly forgetSeconds: number;
  readonly staleSeconds: number;
  /** Moments at which the loader took something out. */
  readonly holes?: readonly number[];
}

export interface Confirmed {
  readonly series: Series;
  /** Observations that no later one confirmed. */
  readonly loneTicks: readonly Observation[];
}

/**
 * Holds a jump back until the next observation stands away from the last accepted one on the same side. Live readers
 * see the hour of the jump as what it was before (until stale): whether it is a crash or a bad tick cannot be known
 * yet. Labels, which are made with hindsight, keep a jump that was confirmed and lose one that was not.
 */
export function confirmJumps(observations: readonly Observation[], rule: ConfirmRule): Confirmed {
  const live: Observation[] = [];
  const settled: SettledObservation[] = [];
  const loneTicks: Observation[] = [];
  let accepted: Observation | undefined;
  let candidate: Observation | undefined;
  for (const observation of observations.toSorted((a, b) => a.knownAt - b.knownAt)) {
    const step = stepFrom(accepted, observation, rule);
    const confirms = candidate !== undefined && step * stepFrom(accepted, candidate, rule) > 0;
    if (candidate !== undefined) (confirms ? settled : loneTicks).push(candidate);
    if (step !== 0 && !confirms) {
      candidate = observation;
      continue;
    }
    live.push(observation);
    settled.push(observation);
    accepted = observation;
    candidate = undefined;
  }
  if (candidate !== undefined) loneTicks.push(candidate);
  const holes = [...(rule.holes ?? []), ...loneTicks.map(({ knownAt }) => knownAt)];
  return { series: { live, settled: withHoles(settled, holes), staleSeconds: rule.staleSeconds }, loneTicks };
}

/** Side (-1, 1) of a jump away from the accepted observation; 0 where it is none. */
function stepFrom(accepted: Observation | undefined, observation: Observation, rule: ConfirmRule): number {
  if (accepted === undefined || observation.knownAt - accepted.knownAt > rule.forgetSeconds) return 0;
  const step = Math.log(observation.value / accepted.value);
  return Math.abs(step) > rule.jump ? Math.sign(step) : 0;
}
