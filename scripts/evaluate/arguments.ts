import { parseArgs } from "node:util";
import { EvaluateError } from "./errors.ts";

export interface EvaluateOptions {
  readonly data: string;
  /** Unix seconds. */
  readonly from: number;
  readonly to: number;
  readonly every: number;
  /** Judge what was tried against the committee too. */
  readonly challengers: boolean;
  readonly json: boolean;
  readonly markdown: string | undefined;
  readonly chooseAlarm: boolean;
}

export const HELP = `Usage: npm run evaluate -- --data FOLDER [options]

Judges the shipped members, their committee and the baselines on a data folder. Nothing is trained.

  --data FOLDER      must hold prices_hourly_close.csv.gz
  --from DATE        first day, such as 2023-07-01 (default: that day, the end of training)
  --to DATE          the day after the last one (default 2024-07-01)
  --every N          judge one hour of N (default 1 up to 18 months, else 3); alarms always take every hour
  --challengers      judge the models of committee/challengers too, which are not in the committee
  --json             one JSON object on standard output, progress on standard error
  --markdown FILE    write the tables between the markers of a page, and the pictures beside it
  --choose-alarm     choose alarm thresholds on the training years and write scripts/evaluate/alarm.json
  --help             this text

Exit codes: 0 done; 1 a data folder, range or model that cannot be used; 2 a wrong option.
`;

const OPTIONS = {
  data: { type: "string" },
  from: { type: "string" },
  to: { type: "string" },
  every: { type: "string" },
  challengers: { type: "boolean" },
  json: { type: "boolean" },
  markdown: { type: "string" },
  "choose-alarm": { type: "boolean" },
  help: { type: "boolean" },
} as const;

const DEFAULT_FROM = "2023-07-01";
const DEFAULT_TO = "2024-07-01";
const LONG_RANGE_S = 550 * 86_400;
const LONG_EVERY = 3;

/** Reads the command line; null asks for the help text. Throws EvaluateError with one sentence. */
export function parseArguments(argv: readonly string[]): EvaluateOptions | null {
  const values = parse(argv);
  if (values.help === true) return null;
  if (values.data === undefined) throw usage("--data FOLDER is missing; name a folder of hourly prices.");
  const from = momentOf("--from", values.from ?? DEFAULT_FROM);
  const to = momentOf("--to", values.to ?? DEFAULT_TO);
  if (to <= from) {
    throw usage(
      `--to ${values.to ?? DEFAULT_TO} is not after --from ${values.from ?? DEFAULT_FROM}; give a later one.`,
    );
  }
  return {
    data: values.data,
    from,
    to,
    every: everyOf(values.every, to - from),
    challengers: values.challengers ?? false,
    json: values.json ?? false,
    markdown: values.markdown,
    chooseAlarm: values["choose-alarm"] ?? false,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw usage(`${error instanceof Error ? error.message : String(error)} See --help.`);
  }
}

/** A day or an hour in UTC. */
function momentOf(option: string, text: string): number {
  const pattern = /^\d{4}-\d{2}-\d{2}(T\d{2})?$/;
  const ms = pattern.test(text)
    ? Date.parse(text.length === 10 ? `${text}T00:00:00Z` : `${text}:00:00Z`)
    : NaN;
  // Date.parse rolls 2023-02-30 over; the round trip refuses it.
  if (!Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text)) return ms / 1000;
  throw usage(`${option} ${text} is no day in UTC; write it like 2023-07-01.`);
}

function everyOf(text: string | undefined, span: number): number {
  if (text === undefined) return span > LONG_RANGE_S ? LONG_EVERY : 1;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= 24) return value;
  throw usage(`--every ${text} is no whole number from 1 to 24; give one.`);
}

const usage = (sentence: string): EvaluateError => new EvaluateError("EVALUATE_USAGE", sentence);
