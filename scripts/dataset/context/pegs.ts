import type { CsvRow } from "../../replay/csv.ts";
import { confirmJumps } from "./confirm.ts";
import { HOUR } from "./grid.ts";
import { withoutCommonMode } from "./common-mode.ts";
import type { ContextSource, Observation, Series } from "./series.ts";
import { loadTable, numberCell, tsCell } from "./table.ts";
import type { FaultCounter } from "./table.ts";

/** A step of 3 % in a stablecoin needs a second observation beside it; they come about once an hour, not on the hour. */
export const PEG_RULE = { jump: Math.log(1.03), forgetSeconds: 24 * HOUR, staleSeconds: 2 * HOUR } as const;
/** Sources in the order they are trusted; where two differ by more than this (log ratio), the hour is missing. */
const SOURCES = ["chainlink", "ochaff", "bhemen_coingecko_2021_2023", "bhemen_coingecko_2020_2021"];
const DISAGREEMENT = 0.02;
/** `ochaff` stamps whole hours without saying which end: its steps match Binance's of the hour and the next equally. */
const DELAY_S: Readonly<Record<string, number>> = { ochaff: HOUR };
/** Hours of a series that are no peg, or that the source has wrong; unix seconds. */
const LIMITS: Readonly<Record<string, { readonly from?: number; readonly until?: number }>> = {
  // Off by up to 9 % from a second vendor before 2022; after the collapse nobody redeems.
  UST: { from: Date.UTC(2022, 0, 1) / 1000, until: Date.UTC(2022, 5, 1) / 1000 },
  // Wound down by its DAO from 2022-08-19.
  FEI: { until: Date.UTC(2022, 8, 1) / 1000 },
};
/** Two hours in a row at 0.094 while UST traded at a dollar: no rule that looks one hour ahead can tell. */
const UST_BAD = { from: Date.UTC(2022, 2, 25, 20) / 1000, to: Date.UTC(2022, 2, 26) / 1000, below: 0.5 };

/** Stablecoins whose price in US dollars is a peg. LSTs are in the ratio file; AMPL and RAI float. */
export const STABLES = [
  "USDC",
  "USDT",
  "DAI",
  "BUSD",
  "TUSD",
  "FRAX",
  "LUSD",
  "GUSD",
  "sUSD",
  "UST",
  "FEI",
] as const;

/** Whether a stablecoin is a peg at a moment (unix s), and its source right. */
export function isPeg(symbol: string, moment: number): boolean {
  const { from = -Infinity, until = Infinity } = LIMITS[symbol] ?? {};
  return moment >= from && moment < until;
}

interface Tick extends Observation {
  readonly source: string;
}

/** Hourly prices of stablecoins in US dollars: series `peg:<symbol>`. */
export const pegsSource: ContextSource = {
  file: "stable_lst_prices_hourly.csv.gz",
  delay: "the observation's second; whole-hour rows of ochaff one hour later",
  load(folder) {
    const request = {
      folder,
      file: this.file,
      delay: this.delay,
      columns: ["ts", "symbol", "price_usd", "source"],
    };
    return loadTable(request, (rows, faults, path) => {
      const { kept, removed } = withoutCommonMode(ticksBySymbol(rows, faults, path), faults);
      const series = new Map<string, Series>();
      for (const [symbol, list] of kept) {
        const { merged, disputed } = mergeSources(list, symbol, faults);
        const holes = [...disputed, ...(removed.get(symbol) ?? []).map(({ knownAt }) => knownAt)];
        const confirmed = confirmJumps(merged, { ...PEG_RULE, holes });
        faults.add(`${symbol}: lone jumps of over 3 %, taken out`, confirmed.loneTicks.length);
        series.set(`peg:${symbol}`, confirmed.series);
      }
      return series;
    });
  },
};

function ticksBySymbol(rows: readonly CsvRow[], faults: FaultCounter, path: string): Map<string, Tick[]> {
  const wanted = new Set<string>(STABLES);
  const bySymbol = new Map<string, Tick[]>();
  for (const row of rows) {
    const symbol = row.cell("symbol");
    if (symbol === "USDP") faults.add("USDP: another asset's prices, taken out");
    if (!wanted.has(symbol)) continue;
    const [ts, value, source] = [tsCell(row, path), numberCell(row, "price_usd", path), row.cell("source")];
    if (value === undefined || value <= 0) {
      faults.add(`${symbol}: no price, missing`);
      continue;
    }
    if (!isPeg(symbol, ts)) {
      faults.add(`${symbol}: hours in which it is no peg or its source is wrong, taken out`);
      continue;
    }
    if (symbol === "UST" && ts >= UST_BAD.from && ts < UST_BAD.to && value < UST_BAD.below) {
      faults.add("UST: known bad ticks of 2022-03-25, taken out");
      continue;
    }
    const list = bySymbol.get(symbol) ?? [];
    list.push({ knownAt: ts + (DELAY_S[source] ?? 0), value, source });
    bySymbol.set(symbol, list);
  }
  return bySymbol;
}

interface MergedTicks {
  readonly merged: Observation[];
  /** Moments at which sources differ too much. */
  readonly disputed: number[];
}

/** One observation an hour: the most trusted source's, none where a second source disagrees. */
function mergeSources(ticks: readonly Tick[], symbol: string, faults: FaultCounter): MergedTicks {
  const byHour = Map.groupBy(ticks, (tick) => Math.ceil(tick.knownAt / HOUR));
  const merged: Observation[] = [];
  const disputed: number[] = [];
  for (const own of byHour.values()) {
    const latest = new Map(own.toSorted((a, b) => a.knownAt - b.knownAt).map((tick) => [tick.source, tick]));
    const ranked = [...latest.values()].sort((a, b) => rank(a.source) - rank(b.source));
    const best = ranked[0];
    if (best === undefined) continue;
    const knownAt = Math.max(...ranked.map((tick) => tick.knownAt));
    if (ranked.some((other) => Math.abs(Math.log(other.value / best.value)) > DISAGREEMENT)) {
      faults.add(`${symbol}: hours in which sources differ by over 2 %, missing`);
      disputed.push(knownAt);
      continue;
    }
    merged.push({ knownAt, value: best.value });
  }
  return { merged, disputed };
}

function rank(source: string): number {
  const at = SOURCES.indexOf(source);
  return at < 0 ? SOURCES.length : at;
}
