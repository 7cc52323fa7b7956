// Follows every member over a data folder with the node's own tracker and flags: what they say in crises and in calm.
import { parseArgs } from "node:util";
import { BreakwaterError } from "../committee/lib/errors.ts";
import { DatasetError } from "./dataset/errors.ts";
import { DriftError } from "./drift/errors.ts";
import { describeDrift } from "./drift/report.ts";
import { studyDrift } from "./drift/study.ts";
import type { DriftRequest } from "./drift/study.ts";
import { openHistory } from "./forecast/history.ts";

const USAGE =
  "usage: node scripts/drift.ts --data FOLDER [--from 2018-01-01] [--to 2023-07-01] [--model ID] [--assets ETH,BTC] [--json]";

interface Options extends DriftRequest {
  readonly data: string;
  readonly json: boolean;
}

function options(): Options {
  try {
    const { values } = parseArgs({
      options: {
        data: { type: "string" },
        from: { type: "string", default: "2018-01-01" },
        to: { type: "string", default: "2023-07-01" },
        model: { type: "string" },
        assets: { type: "string" },
        json: { type: "boolean", default: false },
      },
    });
    const { data, from, to, model, assets, json } = values;
    if (data === undefined) throw new Error("--data is missing");
    return {
      data,
      json,
      from: moment("--from", from),
      to: moment("--to", to),
      ...(model === undefined ? {} : { model }),
      ...(assets === undefined ? {} : { assets: assets.split(",") }),
      say: (sentence) => process.stderr.write(`${sentence}\n`),
    };
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new DriftError("DRIFT_USAGE", `${detail}; ${USAGE}`, {}, cause);
  }
}

/** A date as unix seconds, UTC. */
function moment(name: string, text: string): number {
  const seconds = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) / 1000 : NaN;
  if (Number.isFinite(seconds)) return seconds;
  throw new Error(`${name} ${text} is no date such as 2023-07-01`);
}

try {
  const request = options();
  const history = await openHistory(request.data);
  for (const notice of history.notices) request.say?.(notice);
  const models = await studyDrift(history, request);
  process.stdout.write(request.json ? `${JSON.stringify(models)}\n` : describeDrift(models));
} catch (error) {
  if (!(error instanceof BreakwaterError) && !(error instanceof DatasetError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
