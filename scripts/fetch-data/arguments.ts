import { parseArgs } from "node:util";
import { FetchDataError, messageOf } from "./errors.ts";
import { TASKS } from "./fetch.ts";
import type { FetchRequest } from "./fetch.ts";
import { parseDay } from "./months.ts";

const NAMES = TASKS.map(({ name }) => name).join(", ");

export const USAGE = `usage: npm run fetch-data -- --out FOLDER [--from 2020-01-01] [--to YYYY-MM-DD] [--rpc URL] [--only NAME,NAME]
  --from, --to  days, UTC; the last is left out; by default from 2018-01-01 to today
  --rpc         an Ethereum archive node (JSON-RPC over HTTP, batches); without it only public APIs are read
  --only        ${NAMES}`;

const DAY = 86_400;
const FIRST_DAY = "2018-01-01";

/** Reads the command line; `now` (unix s) bounds --to, because an hour that is not over has no data. */
export function fetchArguments(args: readonly string[], now: number): FetchRequest | "help" {
  const values = parsed(args);
  if (values.help === true) return "help";
  if (values.out === undefined) throw usage("--out is missing: name the folder to write");
  const today = Math.floor(now / DAY) * DAY;
  const from = day("--from", values.from ?? FIRST_DAY);
  const to = values.to === undefined ? today : Math.min(day("--to", values.to), today);
  if (from >= to) throw usage(`--from ${values.from ?? FIRST_DAY} is not before --to and today`);
  const only = values.only?.split(",").map((name) => name.trim());
  const unknown = only?.find((name) => !TASKS.some((task) => task.name === name));
  if (unknown !== undefined) throw usage(`--only names "${unknown}", which is none of ${NAMES}`);
  if (values.rpc !== undefined && !/^https?:\/\//.test(values.rpc)) {
    throw usage("--rpc is no http or https address");
  }
  return {
    out: values.out,
    from,
    to,
    ...(values.rpc === undefined ? {} : { rpc: values.rpc }),
    ...(only === undefined ? {} : { only }),
  };
}

function parsed(args: readonly string[]): Partial<Record<"out" | "from" | "to" | "rpc" | "only", string>> & {
  help?: boolean;
} {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        out: { type: "string" },
        from: { type: "string" },
        to: { type: "string" },
        rpc: { type: "string" },
        only: { type: "string" },
        help: { type: "boolean" },
      },
    });
    return values;
  } catch (cause) {
    throw usage(messageOf(cause), cause);
  }
}

function day(option: string, text: string): number {
  const moment = parseDay(text);
  if (moment === undefined) throw usage(`${option} "${text}" is no date like 2023-03-10`);
  return moment;
}

function usage(why: string, cause?: unknown): FetchDataError {
  return new FetchDataError("FETCH_USAGE", `${why}.\n${USAGE}`, { cause });
}
