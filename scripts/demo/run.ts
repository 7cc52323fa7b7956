import { join } from "node:path";
import { readParameters } from "../deploy/parameters.ts";
import type { DeploymentParameters } from "../deploy/parameters.ts";
import { MEMBERS } from "./arguments.ts";
import type { DemoOptions } from "./arguments.ts";
import { startChain } from "./chain/local-chain.ts";
import { startCommittee } from "./committee/committee.ts";
import { awaitFirstReport, startWarmup } from "./committee/first-report.ts";
import { readSkills } from "./committee/ledger.ts";
import type { LedgerResult } from "./committee/ledger.ts";
import { makeMembers } from "./committee/members.ts";
import { readModels } from "./committee/models.ts";
import type { DemoModel } from "./committee/models.ts";
import { writeDeployments } from "./deployments.ts";
import { DemoError } from "./errors.ts";
import { HOUR_S, formatHour, speakHour } from "./hours.ts";
import { untilInterrupted } from "./interruption.ts";
import type { Cleanup } from "./interruption.ts";
import { COLLATERALS } from "./path/price-path.ts";
import type { Collateral } from "./path/price-path.ts";
import { choosePlot } from "./plot.ts";
import type { Plot } from "./plot.ts";
import type { HourRecord } from "./record.ts";
import { replayHours } from "./replay-hours.ts";
import { resultOf } from "./result.ts";
import type { DemoResult } from "./result.ts";
import { makeRunFolder } from "./run-folder.ts";
import { drawPicture } from "./screen/picture.ts";
import { summaryLines, trainingLines } from "./screen/summary.ts";
import { createTable } from "./screen/table.ts";
import { judgeWarnings } from "./warnings.ts";
import type { AlarmLevel } from "./warnings.ts";
import { createWatch, deployWatch } from "./watch.ts";
import { createWorld, openBooks } from "./world.ts";

export interface RunDeps {
  /** Prints one line for people. */
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
  /** Names the run's folder; the time of the start in practice. */
  readonly runName: string;
}

/** The main job from start to end; whatever it started is stopped again, however it ends. */
export function runDemo(options: DemoOptions, deps: RunDeps): Promise<DemoResult> {
  return runPlot(choosePlot(options), options, deps);
}

export type RunOptions = Pick<DemoOptions, "kill" | "killAt" | "hours" | "port" | "out">;

/** The same for a plot that is chosen already. */
export function runPlot(plot: Plot, options: RunOptions, deps: RunDeps): Promise<DemoResult> {
  return untilInterrupted(deps.signal, (cleanups) => perform(plot, options, deps, cleanups));
}

async function perform(
  plot: Plot,
  options: RunOptions,
  deps: RunDeps,
  cleanups: Cleanup[],
): Promise<DemoResult> {
  const { say, signal } = deps;
  const killAt = killHour(options, plot);
  const models = readModels();
  const parameters = parametersFor(plot, await readParameters("demo"));
  const folder = makeRunFolder(options.out, deps.runName);
  introduce(plot, say);
  const notes = [
    ...plot.notes,
    ...trainingLines(models, plot.path.hours[plot.path.from] ?? 0, lastHour(plot)),
  ];
  for (const note of notes) say(note);

  const chain = await startChain(plot.path.hours[plot.path.from] ?? 0, options.port);
  cleanups.push(() => chain.close());
  say(`The chain listens on ${chain.httpUrl}.`);
  const input = { ...plot, chain, parameters, onStep: say };
  const world = await createWorld(input);
  signal.throwIfAborted();
  const members = await makeMembers(folder, models, MEMBERS);
  say("Deploying Breakwater onto the guarded market.");
  const breakwater = await deployWatch(world, parameters, members, models);
  await writeDeployments(world, breakwater);
  say(`Starting ${members.length} nodes, each with its own key and model; they read the feeds' history.`);
  const firstHour = plot.path.hours[plot.path.from] ?? 0;
  const warmup = await startWarmup(chain, firstHour);
  signal.throwIfAborted();
  const committee = await startCommittee({ world, breakwater, members });
  cleanups.push(() => committee.stop());
  say(`Opening ${plot.economy.book.borrowers} loans in both markets.`);
  await openBooks(world, input);
  await committee.ready;
  signal.throwIfAborted();
  await awaitFirstReport(chain, breakwater, committee, warmup);
  say("The first report is accepted.");

  const quorum = Number(await breakwater.committee.quorum());
  const table = createTable({ focus: plot.focus, members: members.length, quorum });
  const watch = await createWatch(world, breakwater, committee);
  const { index: firstEpoch } = await breakwater.ledger.epoch();
  let killed = 0;
  const records = await replayHours({
    plot,
    world,
    watch,
    signal,
    limit: options.hours,
    onHour: (hour) => {
      if (killed > 0 || options.kill === 0 || hour < killAt) return;
      killed = options.kill;
      committee.kill(killed);
      say(`    killed ${killed} of the ${members.length} nodes`);
    },
    onRecord: (record) => {
      for (const line of table.lines(record)) say(line);
    },
  });
  await watch.end();
  const ledger = await readSkills(breakwater, members, firstEpoch);
  return conclude({ plot, records, ledger, parameters, models, folder, killed, notes, say });
}

interface Ending {
  readonly plot: Plot;
  readonly records: readonly HourRecord[];
  readonly ledger: LedgerResult;
  readonly parameters: DeploymentParameters;
  readonly models: readonly DemoModel[];
  readonly folder: string;
  readonly killed: number;
  readonly notes: readonly string[];
  readonly say: (line: string) => void;
}

function conclude({ plot, records, ledger, parameters, folder, killed, notes, say }: Ending): DemoResult {
  const levels = alarmLevels(parameters);
  const warnings = judgeWarnings(records, plot.path, levels);
  const files = drawPicture(plot, records, levels, join(folder, "run"));
  const { name: scenario, source } = plot;
  const result = resultOf({
    scenario,
    source,
    members: MEMBERS,
    killed,
    records,
    ledger,
    warnings,
    notes,
    files,
  });
  for (const line of summaryLines(result, warnings)) say(line);
  say(`  Pictures: ${files.join(", ")}`);
  return result;
}

function introduce(plot: Plot, say: (line: string) => void): void {
  const hours = (plot.path.to - plot.path.from) / plot.stepHours + 1;
  say(
    `${plot.title} (${plot.source}), ${Math.floor(hours)} scored hours from ${speakHour(plot.path.hours[plot.path.from] ?? 0)} UTC.`,
  );
  say(plot.story);
  if (plot.stepHours > 1)
    say(`Scores are taken every ${plot.stepHours} hours; the hours between pass unscored.`);
}

/** A score must outlive the step between two rounds, and one missed round. */
function parametersFor(plot: Plot, parameters: DeploymentParameters): DeploymentParameters {
  const least = plot.stepHours > 1 ? (plot.stepHours + 1) * HOUR_S : 0;
  return {
    ...parameters,
    oracle: { ...parameters.oracle, maxAge: Math.max(parameters.oracle.maxAge, least) },
  };
}

/** A third of the way, unless the command line says otherwise. */
function killHour({ killAt, hours: limit }: RunOptions, { path, stepHours }: Plot): number {
  const rounds = Math.min(limit ?? Infinity, Math.floor((path.to - path.from) / stepHours) + 1);
  const hour = killAt ?? path.hours[path.from + stepHours * Math.floor(rounds / 3)] ?? 0;
  const [first, last] = [path.hours[path.from] ?? 0, path.hours[path.to] ?? 0];
  if (hour < first || hour > last) {
    throw new DemoError(
      "BadArgument",
      `--kill-at ${formatHour(hour)} is outside the scored hours; give one from ${formatHour(first)} to ${formatHour(last)}.`,
    );
  }
  return hour;
}

const lastHour = ({ path }: Plot): number => path.hours[path.to] ?? 0;

/** The alarm is the steward's first band, the fall the market's liquidation buffer: both stand before the run. */
export function alarmLevels(parameters: DeploymentParameters): Record<Collateral, AlarmLevel> {
  const of = (asset: Collateral): [Collateral, AlarmLevel] => {
    const { bands } = parameters.steward[asset] ?? { bands: [] };
    const { ltvBps, liquidationThresholdBps } = parameters.reserves[asset] ?? {
      ltvBps: 0,
      liquidationThresholdBps: 1,
    };
    const thresholdBps = 10_000 - Math.ceil((ltvBps * 10_000) / liquidationThresholdBps);
    return [asset, { riskBps: bands[0]?.enterBps ?? 10_000, thresholdBps, anchorLtvBps: ltvBps }];
  };
  return Object.fromEntries(COLLATERALS.map(of)) as Record<Collateral, AlarmLevel>;
}
