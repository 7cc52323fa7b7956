import { BlockFinder } from "./clients/blocks.ts";
import { JsonClient } from "./clients/http.ts";
import type { HttpDeps, HttpPolicy } from "./clients/http.ts";
import { Rpc } from "./clients/rpc.ts";
import { monthsOf } from "./months.ts";
import { OUTPUTS } from "./outputs.ts";
import { PartStore } from "./store.ts";
import { curveTask } from "./tasks/curve.ts";
import { stablesTask, stethTask } from "./tasks/feeds.ts";
import { fundingTask } from "./tasks/funding.ts";
import { klinesTask } from "./tasks/klines.ts";
import { liquidationsTask } from "./tasks/liquidations.ts";
import { reservesTask } from "./tasks/reserves.ts";
import { roundsTask } from "./tasks/rounds.ts";
import type { Clients, FetchTask } from "./tasks/task.ts";
import { gasTask, totalsTask } from "./tasks/totals.ts";
import { poolsTask, poolStateTask } from "./tasks/uniswap.ts";

/** Every task; those that need no chain first, so that a run without --rpc brings all it can. */
export const TASKS: readonly FetchTask[] = [
  klinesTask,
  fundingTask,
  totalsTask,
  stablesTask,
  stethTask,
  roundsTask,
  curveTask,
  poolsTask,
  poolStateTask,
  reservesTask,
  liquidationsTask,
  gasTask,
];

export interface FetchRequest {
  readonly out: string;
  /** [from, to) in unix seconds, whole days. */
  readonly from: number;
  readonly to: number;
  readonly rpc?: string;
  /** Names of the tasks to run; all where it is absent. */
  readonly only?: readonly string[];
}

export interface FetchDeps extends HttpDeps {
  readonly policy?: HttpPolicy;
  readonly say: (sentence: string) => void;
}

/** What a run did: parts fetched now, parts that an earlier run had, tasks left out for want of a node, rows by file. */
export interface FetchResult {
  readonly fetched: number;
  readonly kept: number;
  readonly leftOut: readonly string[];
  readonly files: Readonly<Record<string, number>>;
}

/** Fetches what is missing of the months asked for, keeps it, and writes the files of the data folder anew. */
export async function fetchData(request: FetchRequest, deps: FetchDeps): Promise<FetchResult> {
  const http = new JsonClient(deps, deps.policy);
  const rpc = request.rpc === undefined ? null : new Rpc(new JsonClient(deps, deps.policy), request.rpc);
  const clients: Clients = { http, chain: rpc === null ? null : { rpc, blocks: new BlockFinder(rpc) } };
  const store = new PartStore(request.out);
  const chosen = TASKS.filter(({ name }) => request.only?.includes(name) ?? true);
  const able = chosen.filter(({ needsChain }) => !needsChain || clients.chain !== null);
  let [fetched, kept] = [0, 0];
  for (const task of able) {
    for (const month of monthsOf(request.from, request.to)) {
      if (store.has(task.name, month.name)) {
        kept++;
        continue;
      }
      const rows = await task.fetchMonth(month, clients);
      store.write(task.name, month.name, rows);
      fetched++;
      deps.say(`${task.name} ${month.name}: ${rows.length} rows.`);
    }
  }
  const leftOut = chosen.filter((task) => !able.includes(task)).map(({ name }) => name);
  return { fetched, kept, leftOut, files: writeFiles(store) };
}

/** Writes every file that has rows, from all parts that any run fetched. */
function writeFiles(store: PartStore): Record<string, number> {
  const files: Record<string, number> = {};
  for (const { file, header, tasks, rows } of OUTPUTS) {
    const out = rows(tasks.flatMap((task) => store.readAll(task)));
    if (out.length === 0) continue;
    store.writeCsv(file, header, out);
    files[file] = out.length;
  }
  return files;
}
