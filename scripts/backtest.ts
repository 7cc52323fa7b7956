// What a market would have lost in every crisis of a data folder, had its borrowing been steered by each forecaster.
import { BreakwaterError } from "../committee/lib/errors.ts";
import { backtestCrisis } from "./backtest/backtest.ts";
import type { BacktestDeps, CrisisResult } from "./backtest/backtest.ts";
import { crisesByRule, namedCrises } from "./backtest/crises.ts";
import type { Crisis } from "./backtest/crises.ts";
import { BacktestError } from "./backtest/errors.ts";
import { groupsOf } from "./backtest/judge/groups.ts";
import { readOptions } from "./backtest/options.ts";
import type { BacktestOptions } from "./backtest/options.ts";
import { PLAYED_BASELINES } from "./backtest/policies.ts";
import { openPool } from "./backtest/threads/pool.ts";
import { replay } from "./backtest/replays/replays.ts";
import { REPLAYED, prepareWindow } from "./backtest/replays/windows.ts";
import type { ReplayWindow } from "./backtest/replays/windows.ts";
import { jsonOf, replayJsonOf } from "./backtest/report/json.ts";
import { reportOf, writePage } from "./backtest/report/page.ts";
import { replayReport, writeReplayPage } from "./backtest/report/replay-page.ts";
import { DatasetError } from "./dataset/errors.ts";
import { ParametersError, readParameters } from "./deploy/parameters.ts";
import { DemoError } from "./demo/errors.ts";
import { readForecasters } from "./forecast/forecasters.ts";
import type { Forecaster } from "./forecast/forecasters.ts";
import { openHistory } from "./forecast/history.ts";

const NETWORK = "demo";

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const [models, parameters] = [readForecasters(), await readParameters(NETWORK)];
  const fittedUntil = fitEnd(models);
  const history = await openHistory(options.data);
  const notices = [...history.notices, ...absentBaselines(models)];
  const deps = { history, models, parameters, draws: options.draws };
  if (options.replays) return playReplays(options, deps, notices);
  const crises = [
    ...namedCrises(models.map(({ manifest }) => manifest)),
    ...crisesByRule(history, fittedUntil),
  ].filter(({ from }) => from >= options.from && from < options.to);
  const results: CrisisResult[] = [];
  const pool = openPool();
  try {
    for (const [i, crisis] of crises.entries()) {
      console.error(`${crisis.name} (${i + 1} of ${crises.length})`);
      const result = await backtestCrisis(crisis, { ...deps, pool }).catch(skipped(crisis, notices));
      if (result !== undefined) results.push(result);
    }
  } finally {
    await pool.close();
  }
  if (results.length === 0) throw noCrises(options.data, notices);
  const groups = groupsOf(results, fittedUntil);
  const report = reportOf(results, groups, notices, options.draws);
  if (options.markdown) writePage(report, results);
  console.log(options.json ? JSON.stringify(jsonOf(results, groups, options.draws)) : report);
}

/** Five of the crises under four stewards; printed, or written into docs/steward.md. */
async function playReplays(
  { from, to, json, markdown, data }: BacktestOptions,
  deps: Omit<BacktestDeps, "pool">,
  notices: string[],
): Promise<void> {
  const named = namedCrises(deps.models.map(({ manifest }) => manifest));
  const leftOut = named.filter(({ name }) => REPLAYED.includes(name));
  const crises = leftOut.filter((crisis) => crisis.from >= from && crisis.from < to);
  const windows: ReplayWindow[] = [];
  for (const crisis of crises) {
    console.error(crisis.name);
    const window = await prepareWindow(crisis, deps).catch(skipped(crisis, notices));
    if (window !== undefined) windows.push(window);
  }
  if (windows.length === 0) throw noCrises(data, notices);
  const pool = openPool();
  try {
    const replays = await replay(windows, { ...deps, leftOut, pool });
    const report = replayReport(replays, notices);
    if (markdown) writeReplayPage(report);
    console.log(json ? JSON.stringify(replayJsonOf(replays)) : report);
  } finally {
    await pool.close();
  }
}

/** A crisis whose window the data do not hold is left out and said; any other failure ends the command. */
const skipped =
  ({ name }: Crisis, notices: string[]) =>
  (error: unknown): undefined => {
    if (!(error instanceof BacktestError) || error.code !== "BACKTEST_NO_PRICES") throw error;
    notices.push(`${name} is left out: ${error.message}`);
  };

/** The last date that any member was fitted to, unix seconds. */
function fitEnd(models: readonly Forecaster[]): number {
  const members = models.filter(({ kind }) => kind === "member");
  return (
    Math.max(...members.map(({ manifest }) => Date.parse(`${manifest.trained.range.to}T00:00:00Z`))) / 1_000
  );
}

const absentBaselines = (models: readonly Forecaster[]): string[] =>
  PLAYED_BASELINES.filter((id) => !models.some((model) => model.id === id)).map(
    (id) => `There is no baseline ${id} in committee/baselines: it is not compared.`,
  );

function noCrises(folder: string, notices: readonly string[]): BacktestError {
  const message = `${folder} holds no crisis with the ninety days before it between --from and --to: widen the dates or name another folder.`;
  return new BacktestError("BACKTEST_NO_CRISES", [message, ...notices].join(" "));
}

try {
  await main();
} catch (error) {
  const known = [BreakwaterError, DatasetError, ParametersError, DemoError].some(
    (kind) => error instanceof kind,
  );
  if (!known || !(error instanceof Error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
