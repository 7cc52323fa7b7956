import { parseArgs } from "node:util";
import { DemoError, messageOf } from "./errors.ts";
import { parseHour } from "./hours.ts";

/** What a person asked for. */
export interface DemoOptions {
  readonly scenario: string;
  readonly data: { readonly folder: string; readonly from: number; readonly to: number } | undefined;
  readonly kill: number;
  readonly killAt: number | undefined;
  readonly json: boolean;
  readonly port: number;
  readonly out: string;
  readonly hours: number | undefined;
  readonly help: boolean;
}

export const DEFAULT_SCENARIO = "black-thursday";
/** A DAO's proposals instead of a crisis: scripts/governance. */
export const GOVERNANCE = "governance";
export const MEMBERS = 7;

export const HELP = `Usage: npm start -- [options]

Replays a crisis on two identical Aave v3.6 markets: one guarded by Breakwater, one left alone.
With --scenario ${GOVERNANCE}: six proposals on two DAOs, one behind the gate, one without it.

  --scenario NAME   an embedded, reconstructed scenario (default ${DEFAULT_SCENARIO}), or ${GOVERNANCE}
  --data FOLDER     real hourly prices instead; needs --from and --to
  --from HOUR       first scored hour, UTC, such as 2020-03-11T00
  --to HOUR         last scored hour, UTC
  --kill N          kill N of the ${MEMBERS} nodes while it runs
  --kill-at HOUR    when to kill them (default: a third of the way)
  --hours N         stop after N scored hours
  --port PORT       where the chain listens on loopback (default: a free one)
  --out FOLDER      where runs are written (default .breakwater)
  --json            one JSON object on standard output, progress on standard error
  --help            this text

Exit codes: 0 done; 1 the run failed; 2 a wrong option; 3 a scenario, data folder or model that cannot be used;
4 the machine refused (port, disk); 130 interrupted.
`;

const OPTIONS = {
  scenario: { type: "string" },
  data: { type: "string" },
  from: { type: "string" },
  to: { type: "string" },
  kill: { type: "string" },
  "kill-at": { type: "string" },
  hours: { type: "string" },
  port: { type: "string" },
  out: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean" },
} as const;

/** Reads the command line; throws DemoError with one sentence. */
export function parseArguments(argv: readonly string[]): DemoOptions {
  const values = parse(argv);
  if (values.data === undefined && (values.from !== undefined || values.to !== undefined)) {
    throw bad("--from and --to belong to --data; name the data folder too, or leave them away.");
  }
  if (values.data !== undefined && values.scenario !== undefined) {
    throw bad("--scenario and --data exclude each other; leave one away.");
  }
  if (values.scenario === GOVERNANCE && values.hours !== undefined) {
    throw bad(`--hours belongs to the crises; the scenario ${GOVERNANCE} ends with its last proposal.`);
  }
  return {
    scenario: values.scenario ?? DEFAULT_SCENARIO,
    data: values.data === undefined ? undefined : dataOf(values.data, values.from, values.to),
    kill: whole("--kill", values.kill, 0, MEMBERS) ?? 0,
    killAt: values["kill-at"] === undefined ? undefined : hourOf("--kill-at", values["kill-at"]),
    json: values.json ?? false,
    port: whole("--port", values.port, 0, 65_535) ?? 0,
    out: values.out ?? ".breakwater",
    hours: whole("--hours", values.hours, 1, 10_000),
    help: values.help ?? false,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw bad(`${messageOf(error)} See --help.`);
  }
}

function dataOf(folder: string, from: string | undefined, to: string | undefined) {
  if (from === undefined || to === undefined) {
    throw bad("--data needs --from and --to, hours in UTC such as 2020-03-11T00.");
  }
  const data = { folder, from: hourOf("--from", from), to: hourOf("--to", to) };
  if (data.to <= data.from) throw bad(`--to ${to} is not after --from ${from}; give a later one.`);
  return data;
}

function hourOf(option: string, text: string): number {
  const hour = parseHour(text);
  if (hour === undefined) throw bad(`${option} ${text} is no hour in UTC; write it like 2020-03-11T00.`);
  return hour;
}

function whole(option: string, text: string | undefined, min: number, max: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) {
    throw bad(`${option} ${text} is no whole number from ${min} to ${max}; give one.`);
  }
  return value;
}

const bad = (sentence: string): DemoError => new DemoError("BadArgument", sentence);
