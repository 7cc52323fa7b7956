import { chainlinkSource } from "./chainlink.ts";
import { curveSource } from "./curve.ts";
import { fundingSource } from "./funding.ts";
import { liquidationsSource } from "./liquidations.ts";
import { onchainSource } from "./onchain.ts";
import { pegsSource } from "./pegs.ts";
import { poolStateSource } from "./pool-state.ts";
import { poolsSource } from "./pools.ts";
import { reservesSource } from "./reserves.ts";
import type { ContextSource, Series, SourceReport } from "./series.ts";
import { stethSource } from "./steth.ts";

/** Every optional file of a data folder. */
export const CONTEXT_SOURCES: readonly ContextSource[] = [
  fundingSource,
  reservesSource,
  pegsSource,
  stethSource,
  curveSource,
  poolsSource,
  poolStateSource,
  onchainSource,
  chainlinkSource,
  liquidationsSource,
];

/** Every series that a folder has, by name, and what was found wrong in each file. */
export interface ContextData {
  readonly series: ReadonlyMap<string, Series>;
  readonly reports: readonly SourceReport[];
}

/** Reads every file of the sources, by default all; absent ones are reported, broken ones throw DatasetError. */
export function loadSources(folder: string, sources = CONTEXT_SOURCES): ContextData {
  const loaded = sources.map((source) => source.load(folder));
  return {
    series: new Map(loaded.flatMap(({ series }) => [...series])),
    reports: loaded.map(({ report }) => report),
  };
}
