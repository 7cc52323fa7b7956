import { parseArgs } from "node:util";
import { messageOf } from "../../committee/lib/errors.ts";
import { BacktestError } from "./errors.ts";

export interface BacktestOptions {
  readonly data: string;
  /** Unix seconds: crises that start at or after `from` and before `to`. */
  readonly from: number;
  readonly to: number;
  readonly draws: number;
  readonly json: boolean;
  /** Play the five replayed crises under four stewards instead of every crisis under every policy. */
  readonly replays: boolean;
  /** Write docs/backtest.md and its picture, or docs/steward.md. */
  readonly markdown: boolean;
}

export const USAGE =
  "usage: npm run backtest -- --data FOLDER [--from YYYY-MM-DD] [--to YYYY-MM-DD] [--draws N] [--replays] [--json] [--markdown]";

const MOST_DRAWS = 64;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Reads the command line. Throws BacktestError with one sentence. */
export function readOptions(args: readonly string[]): BacktestOptions {
  const { data, from, to, draws, replays, json, markdown } = parse(args);
  if (data === undefined) throw usage("--data is missing");
  const count = Number(draws);
  if (!Number.isInteger(count) || count < 1 || count > MOST_DRAWS) {
    throw usage(`--draws "${draws}" is no whole number from 1 to ${MOST_DRAWS}`);
  }
  const [first, last] = [moment("--from", from), moment("--to", to)];
  if (first >= last) throw usage(`--from ${from} is not before --to ${to}`);
  return { data, from: first, to: last, draws: count, replays, json, markdown };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        data: { type: "string" },
        from: { type: "string", default: "1970-01-01" },
        to: { type: "string", default: "9999-12-31" },
        draws: { type: "string", default: "8" },
        replays: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        markdown: { type: "boolean", default: false },
      },
    }).values;
  } catch (cause) {
    throw usage(messageOf(cause));
  }
}

function moment(option: string, text: string): number {
  const ms = DATE.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  // Date.parse rolls 2021-02-30 over; the round trip refuses it.
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== text) {
    throw usage(`${option} "${text}" is no date such as 2021-05-19`);
  }
  return ms / 1_000;
}

const usage = (what: string): BacktestError => new BacktestError("BACKTEST_USAGE", `${what}; ${USAGE}`);
