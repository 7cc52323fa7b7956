// Judges the shipped monitors on a data folder, or with --out-of-fold the forecasts that training made of hours it had
// not seen; that also writes each monitor's alarm thresholds and the tables of docs/monitors.md.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { loadMonitor } from "../committee/inference/monitor.ts";
import { BreakwaterError, messageOf } from "../committee/lib/errors.ts";
import { ModelError } from "../committee/inference/errors.ts";
import { DatasetError } from "./dataset/errors.ts";
import { MonitorDataError } from "./monitors/errors.ts";
import { evaluate, shippedThresholds } from "./monitors/evaluation.ts";
import type { AlarmThresholds, MonitorReport } from "./monitors/evaluation.ts";
import { readHistories } from "./monitors/histories.ts";
import { readOutOfFold, scoreHistory } from "./monitors/scored.ts";
import type { HourRange } from "./monitors/scored.ts";
import { tablesOf } from "./monitors/tables.ts";
import { writeSection } from "./monitors/write-section.ts";

const MONITORS = join(import.meta.dirname, "..", "committee", "monitors");
const DOCUMENT = join(import.meta.dirname, "..", "docs", "monitors.md");
const USAGE =
  "usage: node scripts/evaluate-monitors.ts --data FOLDER [--from DATE] [--to DATE] [--json] [--write] [--out-of-fold FOLDER]";

interface Options {
  readonly data: string;
  readonly range: HourRange;
  readonly json: boolean;
  readonly write: boolean;
  readonly outOfFold: string | null;
}

function options(): Options {
  try {
    const { values } = parseArgs({
      options: {
        data: { type: "string" },
        from: { type: "string", default: "2023-07-01" },
        to: { type: "string", default: "2100-01-01" },
        json: { type: "boolean", default: false },
        write: { type: "boolean", default: false },
        "out-of-fold": { type: "string" },
      },
    });
    if (values.data === undefined) throw new Error("--data is missing");
    const range = { from: moment(values.from), to: moment(values.to) };
    if (!(range.from < range.to)) throw new Error("--from must lie before --to");
    const { data, json, write } = values;
    return { data, range, json, write, outOfFold: values["out-of-fold"] ?? null };
  } catch (cause) {
    throw new MonitorDataError("MONITOR_USAGE", `${messageOf(cause)}; ${USAGE}`, {}, cause);
  }
}

function moment(date: string): number {
  const parsed = Date.parse(date.length === 10 ? `${date}T00:00:00Z` : date);
  if (Number.isNaN(parsed)) throw new Error(`"${date}" is no date like 2023-07-01`);
  return parsed / 1000;
}

function readThresholds(folder: string): AlarmThresholds | null {
  const path = join(folder, "alarms.json");
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as AlarmThresholds) : null;
}

async function reports({
  data,
  range,
  outOfFold,
  write,
}: Options): Promise<[MonitorReport[], readonly string[]]> {
  const { found, absent } = await readHistories(data);
  const judged: MonitorReport[] = [];
  for (const id of readdirSync(MONITORS, { withFileTypes: true })
    .filter((e) => e.isDirectory())
    .map((e) => e.name)) {
    const folder = join(MONITORS, id);
    const monitor = await loadMonitor(folder);
    const history = found.find(({ kind }) => kind === monitor.manifest.kind);
    if (history === undefined) continue;
    if (outOfFold === null) {
      const scored = await scoreHistory(monitor, history, range);
      judged.push(evaluate(monitor.manifest, scored, readThresholds(folder)));
      continue;
    }
    const scored = await readOutOfFold(
      join(outOfFold, `${id}.parquet`),
      history,
      monitor.manifest.events.length,
    );
    if (write) {
      const until = moment(monitor.manifest.trained.range.to);
      const thresholds = shippedThresholds(monitor.manifest, scored, until);
      writeFileSync(join(folder, "alarms.json"), JSON.stringify(thresholds, null, 1) + "\n");
    }
    judged.push(evaluate(monitor.manifest, scored, null));
  }
  return [judged, absent];
}

async function main(): Promise<void> {
  const chosen = options();
  const [judged, absent] = await reports(chosen);
  for (const line of absent) console.error(line);
  const period = { from: chosen.range.from, to: chosen.range.to, outOfFold: chosen.outOfFold !== null };
  if (judged.every(({ skill }) => skill.every(({ rows }) => rows === 0))) {
    const message = `${chosen.data} has no hour to judge in this period: choose another --from and --to.`;
    throw new MonitorDataError("MONITOR_NO_HOURS", message);
  }
  const text = judged.map(tablesOf).join("\n\n");
  if (chosen.write) writeSection(DOCUMENT, chosen.outOfFold === null ? "shipped" : "out-of-fold", text);
  console.log(chosen.json ? JSON.stringify({ ...period, monitors: judged }) : text);
}

try {
  await main();
} catch (error) {
  const refusal =
    error instanceof BreakwaterError || error instanceof ModelError || error instanceof DatasetError;
  if (!refusal) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
