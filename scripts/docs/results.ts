// Runs every embedded scenario, and with --data the same crises on real hourly prices; writes docs/results.md, the
// README's table and the pictures. Takes two to three minutes a row.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";

const ROOT = join(import.meta.dirname, "..", "..");
const PICTURES = join(ROOT, "docs", "pictures");
const RUNS = join(ROOT, ".breakwater", "results");
const BEGIN = "<!-- generated: npm run results -->";
const END = "<!-- end -->";

const SCENARIOS = ["black-thursday", "may-2021", "ust-steth-2022", "calm", "false-alarm"] as const;
/** The crises in the public data: the two days and a quarter around each fall. */
const WINDOWS = [
  ["2020-03-11T12", "2020-03-13T18"],
  ["2021-05-18T12", "2021-05-20T18"],
  ["2022-05-10T12", "2022-05-12T18"],
  ["2022-06-12T00", "2022-06-14T06"],
  ["2022-11-08T00", "2022-11-10T06"],
  ["2023-03-10T00", "2023-03-12T06"],
] as const;

const side = z.object({
  badDebtUsd: z.number(),
  peakBadDebtUsd: z.number(),
  liquidatedUsd: z.number(),
  usersLiquidated: z.number(),
  capacityHoursLost: z.number(),
});
const resultSchema = z.object({
  hours: z.number(),
  committee: z.object({ reportsAccepted: z.number() }),
  guarded: side,
  control: side,
  warnings: z.object({ firstHoursBeforeTrough: z.number().nullable(), falseAlarms: z.number() }),
  actions: z.array(z.unknown()),
  notes: z.array(z.string()),
  files: z.array(z.string()),
});
type Result = z.infer<typeof resultSchema>;

interface Row {
  readonly name: string;
  readonly args: readonly string[];
}

/** A row's result; one that an interrupted run left behind is taken when `resume` is set. */
function run({ name, args }: Row, resume: boolean): Result {
  process.stderr.write(`${name}\n`);
  const out = join(RUNS, name.replaceAll(" ", "-"));
  const kept = `${out}.json`;
  if (resume && existsSync(kept)) return resultSchema.parse(JSON.parse(readFileSync(kept, "utf8")));
  rmSync(out, { recursive: true, force: true });
  const command = [
    "--disable-warning=ExperimentalWarning",
    join(ROOT, "scripts", "start.ts"),
    "--json",
    "--out",
    out,
  ];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...command, ...args], {
    encoding: "utf8",
    cwd: ROOT,
    maxBuffer: 1 << 28,
  });
  if (status !== 0)
    throw new Error(`${name} ended with exit code ${String(status)}:\n${stderr.slice(-2_000)}`);
  const result = resultSchema.parse(JSON.parse(stdout));
  writeFileSync(kept, stdout);
  return result;
}

const usd = (value: number): string => Math.round(value).toLocaleString("en-US");
const pair = (guarded: number, control: number): string => `${usd(guarded)} / ${usd(control)}`;

function rowOf(name: string, result: Result): string {
  const { guarded, control, warnings, committee, actions } = result;
  const first = warnings.firstHoursBeforeTrough;
  return [
    "",
    name,
    pair(guarded.badDebtUsd, control.badDebtUsd),
    pair(guarded.peakBadDebtUsd, control.peakBadDebtUsd),
    pair(guarded.liquidatedUsd, control.liquidatedUsd),
    pair(guarded.usersLiquidated, control.usersLiquidated),
    guarded.capacityHoursLost.toFixed(1),
    first === null ? "none" : `${first} h`,
    String(warnings.falseAlarms),
    String(actions.length),
    `${committee.reportsAccepted} of ${result.hours}`,
    "",
  ]
    .join(" | ")
    .trim();
}

const HEAD = [
  "| run | bad debt, USD, guarded / alone | at its worst | liquidated, USD | users liquidated | capacity-hours lost | first warning before the trough | false alarms | actions | reports |",
  "|---|---|---|---|---|---|---|---|---|---|",
];

function keepPicture(name: string, files: readonly string[]): void {
  mkdirSync(PICTURES, { recursive: true });
  for (const file of files.filter((path) => path.endsWith(".png") || path.endsWith(".svg"))) {
    const source = join(ROOT, file);
    const extension = file.slice(file.lastIndexOf("."));
    copyFileSync(existsSync(source) ? source : file, join(PICTURES, `${name}${extension}`));
  }
}

function replaceBetweenMarkers(file: string, block: string): void {
  const page = readFileSync(file, "utf8");
  const [head, rest] = page.split(BEGIN);
  const tail = rest?.split(END)[1];
  if (head === undefined || tail === undefined) {
    throw new Error(`${file} has lost its markers "${BEGIN}" and "${END}": put them back.`);
  }
  writeFileSync(file, `${head}${BEGIN}\n\n${block}\n\n${END}${tail}`);
}

function main(): void {
  const { values } = parseArgs({
    options: { data: { type: "string" }, resume: { type: "boolean", default: false } },
  });
  const { data, resume } = values;
  const embedded = SCENARIOS.map((name) => ({ name, args: ["--scenario", name] }));
  const real = (data === undefined ? [] : WINDOWS).map(([from, to]) => ({
    name: `real prices ${from.slice(0, 10)}`,
    args: ["--data", data ?? "", "--from", from, "--to", to],
  }));
  const rows: string[] = [];
  const notes: string[] = [];
  for (const row of [...embedded, ...real]) {
    const result = run(row, resume);
    rows.push(rowOf(row.name, result));
    notes.push(`- ${row.name}: ${result.notes.join(" ")}`);
    if (!row.name.startsWith("real")) keepPicture(row.name, result.files);
  }
  const table = [...HEAD, ...rows].join("\n");
  replaceBetweenMarkers(join(ROOT, "README.md"), table);
  replaceBetweenMarkers(join(ROOT, "docs", "results.md"), [table, "", ...notes].join("\n"));
  spawnSync("prettier", ["--write", "--log-level", "warn", "README.md"], { cwd: ROOT, stdio: "inherit" });
}

main();
