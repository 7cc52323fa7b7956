import { existsSync, statSync } from "node:fs";
import { chainlinkSource } from "../dataset/context/chainlink.ts";
import { EXCHANGE_FILE, readExchangePegs } from "../dataset/context/exchange-pegs.ts";
import { loadSources } from "../dataset/context/load.ts";
import { pegsSource } from "../dataset/context/pegs.ts";
import { poolsSource } from "../dataset/context/pools.ts";
import { reservesSource } from "../dataset/context/reserves.ts";
import { stethSource } from "../dataset/context/steth.ts";
import { MonitorDataError } from "./errors.ts";
import type { MonitorHistory } from "./history.ts";
import { readMarket } from "./market.ts";
import { pegHistory } from "./peg-history.ts";
import { poolHistory } from "./pool-history.ts";
import { reserveHistory } from "./reserve-history.ts";

/** What a folder holds, and in words what it lacks: a folder without a file has no history of that kind. */
export interface Histories {
  readonly found: readonly MonitorHistory[];
  readonly absent: readonly string[];
}

const PEG_SOURCES = [pegsSource, chainlinkSource, stethSource];

/**
 * Every history that the data set's repaired series give. Throws MonitorDataError for a folder that is not there or has
 * no peg, DatasetError for a file that cannot be read.
 */
export async function readHistories(folder: string): Promise<Histories> {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    const message = `There is no data folder at ${folder}: name one with --data.`;
    throw new MonitorDataError("MONITOR_FOLDER_MISSING", message);
  }
  const { series, reports } = loadSources(folder, [...PEG_SOURCES, reservesSource, poolsSource]);
  const lacks = ({ file }: { file: string }): boolean =>
    reports.some((report) => report.file === file && report.absent);
  const exchange = await readExchangePegs(folder);
  if (PEG_SOURCES.every(lacks) && exchange.size === 0) {
    const files = [...PEG_SOURCES.map(({ file }) => file), EXCHANGE_FILE].join(", ");
    const message = `The data folder ${folder} has none of ${files}: fetch one.`;
    throw new MonitorDataError("MONITOR_FILE_MISSING", message);
  }
  const found = [pegHistory(new Map([...series, ...exchange]))];
  if (!lacks(reservesSource) || !lacks(poolsSource)) {
    const market = await readMarket(folder);
    if (!lacks(reservesSource)) found.push(reserveHistory(series, market));
    if (!lacks(poolsSource)) found.push(poolHistory(series, market));
  }
  const absent = [
    ...(lacks(reservesSource) ? [`no ${reservesSource.file}: no lending monitor`] : []),
    ...(lacks(poolsSource) ? [`no ${poolsSource.file}: no liquidity monitor`] : []),
  ];
  return { found, absent };
}
