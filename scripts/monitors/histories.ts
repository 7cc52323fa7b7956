import type { HistoryKind, MonitorHistory } from "./history.ts";
import { readMarket } from "./market.ts";
import { readPegHistory } from "./peg-history.ts";
import { readPoolHistory } from "./pool-history.ts";
import { hasFile } from "./read.ts";
import { readReserveHistory } from "./reserve-history.ts";

/** What a folder holds, and in words what it lacks: a folder without a file has no history of that kind. */
export interface Histories {
  readonly found: readonly MonitorHistory[];
  readonly absent: readonly string[];
}

const FILES: Readonly<Record<Exclude<HistoryKind, "peg">, string>> = {
  reserve: "aave_reserves_hourly.csv.gz",
  pool: "uniswap_v3_stable_pools_hourly.csv.gz",
};

/** Reads every history of a data folder. Throws MonitorDataError for a folder or a file that cannot be read. */
export async function readHistories(folder: string): Promise<Histories> {
  const found = [await readPegHistory(folder)];
  const absent: string[] = [];
  const [reserves, pools] = [hasFile(folder, FILES.reserve), hasFile(folder, FILES.pool)];
  if (reserves || pools) {
    const market = await readMarket(folder);
    if (reserves) found.push(await readReserveHistory(folder, market));
    if (pools) found.push(await readPoolHistory(folder, market));
  }
  if (!reserves) absent.push(`no ${FILES.reserve}: no lending monitor`);
  if (!pools) absent.push(`no ${FILES.pool}: no liquidity monitor`);
  return { found, absent };
}
