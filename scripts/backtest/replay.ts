import { seedOf } from "../demo/random.ts";
import { staticPaths } from "./lending/anchors.ts";
import type { Anchors, RatioPaths } from "./lending/anchors.ts";
import { simulate } from "./lending/simulate.ts";
import type { SimulationResult } from "./lending/simulate.ts";
import { createStage } from "./lending/stage.ts";
import type { Stage } from "./lending/stage.ts";
import type { Window } from "./window.ts";

/** What a window did to a market. */
export interface Outcome {
  /** Bad debt at the crisis's last hour less that at its start. */
  readonly badDebtUsd: number;
  /** The same at its worst hour. */
  readonly peakBadDebtUsd: number;
  /** Collateral liquidated in the crisis. */
  readonly liquidatedUsd: number;
  /** Hours of whole borrow capacity withheld over lead-in and crisis, and over the lead-in alone. */
  readonly capacityHoursLost: number;
  readonly leadInCapacityHoursLost: number;
  /** Those of the lead-in that fell in no earlier crisis. */
  readonly calmCapacityHoursLost: number;
  /** Liquidations that the DAO's own parameters would not have allowed, with the same balances in the same hour. */
  readonly liquidationsCausedByCommittee: number;
  /** Borrowers liquidated here and not in the control: other loans, or another turn in the liquidators' queue. */
  readonly liquidatedHereOnly: number;
}

/** One drawing of who comes: what became of the control, and of the market under each of some ratio paths. */
export interface DrawOutcome {
  readonly control: Outcome;
  readonly guarded: readonly Outcome[];
}

/** Everything that a drawing needs; plain data, so that it can be sent to a thread. */
export interface Play {
  readonly window: Window;
  readonly anchors: Anchors;
  readonly paths: readonly RatioPaths[];
}

/** Who comes to a window in one drawing: the same for every side. */
export const stageOf = ({ crisis, economy, path }: Window, draw: number): Stage =>
  createStage(economy, seedOf(crisis.from, `draw ${draw}`), path);

/** Draws who comes to a window, once, and lives through it without a policy and with each of the paths. */
export function playDraw({ window, anchors, paths }: Play, draw: number): DrawOutcome {
  const stage = stageOf(window, draw);
  const alone = simulate(stage, anchors, staticPaths(anchors, window.hours));
  const liquidated = liquidatedIn(alone, window.crisisHour);
  return {
    control: outcomeOf(alone, window, liquidated),
    guarded: paths.map((path) => outcomeOf(simulate(stage, anchors, path), window, liquidated)),
  };
}

function outcomeOf(result: SimulationResult, window: Window, control: ReadonlySet<number>): Outcome {
  const { crisisHour, hours } = window;
  const at = (values: Float64Array, hour: number): number => values[hour] ?? 0;
  const start = at(result.badDebtUsd, crisisHour - 1);
  const capacity = (to: number): number => result.capacityLost.subarray(0, to).reduce((sum, x) => sum + x, 0);
  const here = [...liquidatedIn(result, crisisHour)];
  return {
    badDebtUsd: at(result.badDebtUsd, hours - 1) - start,
    peakBadDebtUsd: Math.max(...result.badDebtUsd.subarray(crisisHour)) - start,
    liquidatedUsd: at(result.liquidatedUsd, hours - 1) - at(result.liquidatedUsd, crisisHour - 1),
    capacityHoursLost: capacity(hours),
    leadInCapacityHoursLost: capacity(crisisHour),
    calmCapacityHoursLost: result.capacityLost.reduce((sum, x, i) => sum + x * (window.calm[i] ?? 0), 0),
    liquidationsCausedByCommittee: result.causedByTerms,
    liquidatedHereOnly: here.filter((id) => !control.has(id)).length,
  };
}

const liquidatedIn = ({ liquidations }: SimulationResult, from: number): Set<number> =>
  new Set(liquidations.filter(({ hour }) => hour >= from).map(({ id }) => id));

/** An outcome made column by column. */
export const outcomeFrom = (of: (key: keyof Outcome) => number): Outcome => ({
  badDebtUsd: of("badDebtUsd"),
  peakBadDebtUsd: of("peakBadDebtUsd"),
  liquidatedUsd: of("liquidatedUsd"),
  capacityHoursLost: of("capacityHoursLost"),
  leadInCapacityHoursLost: of("leadInCapacityHoursLost"),
  calmCapacityHoursLost: of("calmCapacityHoursLost"),
  liquidationsCausedByCommittee: of("liquidationsCausedByCommittee"),
  liquidatedHereOnly: of("liquidatedHereOnly"),
});

/** The mean of each column. */
export const meanOf = (outcomes: readonly Outcome[]): Outcome =>
  outcomeFrom((key) => outcomes.reduce((sum, outcome) => sum + outcome[key], 0) / outcomes.length);
