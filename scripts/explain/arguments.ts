import { parseArgs } from "node:util";
import { ZeroHash } from "ethers";
import { ExplainError } from "./errors.ts";

export const USAGE = `usage: npm run explain -- --data FOLDER --asset ETH --at 2022-06-12T20 [options]

  --data FOLDER     holds prices_hourly_close.csv.gz
  --asset NAME      a column of it
  --at HOUR         the hour of the newest close, UTC
  --model ID        one member; all of them unless given
  --threshold 0.05  the fall that the score forecasts
  --market ID       bytes32 of the market that the leaf is for (default: zero)
  --sanity          checks the method on windows of the folder up to that hour, three assets
  --windows 100     how many windows that takes
  --json            one JSON object instead of tables`;

export interface ExplainOptions {
  readonly data: string;
  readonly asset: string;
  /** Unix seconds, a full hour. */
  readonly at: number;
  readonly model?: string;
  readonly thresholdBps: number;
  readonly market: string;
  readonly sanity: boolean;
  readonly windows: number;
  readonly json: boolean;
}

/** Reads the command line; null asks for help. Throws ExplainError with a sentence and the usage. */
export function readArguments(argv: readonly string[]): ExplainOptions | null {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        data: { type: "string" },
        asset: { type: "string" },
        at: { type: "string" },
        model: { type: "string" },
        threshold: { type: "string", default: "0.05" },
        market: { type: "string", default: ZeroHash },
        sanity: { type: "boolean", default: false },
        windows: { type: "string", default: "100" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    if (values.help) return null;
    const { model, sanity, json } = values;
    return {
      data: given("--data", values.data),
      asset: given("--asset", values.asset),
      at: hour(given("--at", values.at)),
      thresholdBps: threshold(values.threshold),
      market: marketId(values.market),
      windows: count(values.windows),
      sanity,
      json,
      ...(model === undefined ? {} : { model }),
    };
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new ExplainError("EXPLAIN_USAGE", `${detail}.\n${USAGE}`, {}, cause);
  }
}

function given(name: string, value: string | undefined): string {
  if (value !== undefined) return value;
  throw new Error(`${name} is missing`);
}

function hour(text: string): number {
  const seconds = /^\d{4}-\d{2}-\d{2}T\d{2}$/.test(text) ? Date.parse(`${text}:00:00Z`) / 1000 : NaN;
  if (Number.isFinite(seconds)) return seconds;
  throw new Error(`--at ${text} is no hour such as 2022-06-12T20`);
}

function threshold(text: string): number {
  const bps = Math.round(Number(text) * 10_000);
  if (bps >= 1 && bps <= 9_999) return bps;
  throw new Error(`--threshold ${text} is no fall between 0.0001 and 0.9999`);
}

function marketId(text: string): string {
  if (/^0x[0-9a-fA-F]{64}$/.test(text)) return text;
  throw new Error(`--market ${text} is no 0x and 64 hex digits`);
}

function count(text: string): number {
  const windows = Number(text);
  if (Number.isInteger(windows) && windows >= 1) return windows;
  throw new Error(`--windows ${text} is no whole number from 1`);
}
