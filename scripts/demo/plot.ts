import type { DemoOptions } from "./arguments.ts";
import { dataPath } from "../replay/data-path.ts";
import { HOUR_S, formatHour } from "./hours.ts";
import type { Collateral, PricePath } from "./path/price-path.ts";
import { reconstruct } from "./path/reconstruct.ts";
import { loadScenario, scenarioNames } from "./scenario.ts";
import type { Economy, Scenario } from "./scenario.ts";

/** Everything that a run is decided by, before anything is started. */
export interface Plot {
  readonly name: string;
  readonly title: string;
  readonly source: "reconstructed" | "data";
  readonly story: string;
  readonly seed: number;
  readonly focus: Collateral;
  readonly stepHours: number;
  readonly path: PricePath;
  readonly economy: Economy;
  readonly notes: readonly string[];
}

/** The embedded scenario, or real prices under the economy of the scenario that lies closest in time. */
export function choosePlot({ scenario: name, data }: DemoOptions): Plot {
  if (data === undefined) return plotOf(loadScenario(name));
  const nearest = nearestScenario(data.from);
  const path = dataPath({ ...data, warmupHours: nearest.warmupHours });
  const [from, to] = [formatHour(data.from), formatHour(data.to)];
  return {
    name: `data-${from}-${to}`,
    title: `Real hourly prices, ${from} to ${to}`,
    source: "data",
    story: "Prices are real; positions, depth and gas are a model.",
    seed: nearest.seed,
    focus: nearest.focus,
    stepHours: 1,
    path,
    economy: nearest.economy,
    notes: [
      ...path.notes,
      `Positions, depth and gas are those of the scenario "${nearest.name}", the closest in time.`,
    ],
  };
}

/** A reconstructed scenario as a plot. */
export function plotOf(scenario: Scenario): Plot {
  const path = reconstruct(scenario);
  const { name, title, source, story, seed, focus, stepHours, economy } = scenario;
  return { name, title, source, story, seed, focus, stepHours, path, economy, notes: path.notes };
}

function nearestScenario(from: number): Scenario {
  const scenarios = scenarioNames().map((name) => loadScenario(name));
  const distance = (scenario: Scenario): number => Math.abs(scenario.from - from) / HOUR_S;
  const [nearest] = scenarios.sort((a, b) => distance(a) - distance(b));
  if (nearest === undefined) throw new Error("There is no embedded scenario.");
  return nearest;
}

/** A part of a plot: from a later hour on, with another number of borrowers; all hours before warm the models up. */
export function narrowPlot(plot: Plot, from: number, borrowers: number): Plot {
  const first = plot.path.hours.indexOf(from);
  if (first < plot.path.from || first > plot.path.to) {
    throw new RangeError(`${formatHour(from)} is not one of the plot's scored hours.`);
  }
  const book = { ...plot.economy.book, borrowers };
  return { ...plot, path: { ...plot.path, from: first }, economy: { ...plot.economy, book } };
}
