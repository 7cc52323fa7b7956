import { HOUR } from "./grid.ts";
import type { Observation } from "./series.ts";
import type { FaultCounter } from "./table.ts";

/** Dollar stablecoins of different issuers; they do not break to the same side in the same hour. */
const MAJORS = ["USDC", "USDT", "DAI", "BUSD", "TUSD"];
const MIN_MAJORS = 3;
const COMMON = 0.01;

interface SourcedTick extends Observation {
  readonly source: string;
}

/**
 * Takes out every observation of a source in an hour in which at least three majors, and all that it has, stand over
 * 1 % to the same side of a dollar: the vendor's dollar moved, not the coins. In 2023-03 USDT stood above a dollar
 * while USDC and DAI fell, so that the rule leaves it alone.
 */
export function withoutCommonMode<T extends SourcedTick>(
  bySymbol: ReadonlyMap<string, readonly T[]>,
  faults: FaultCounter,
): { kept: Map<string, T[]>; removed: Map<string, T[]> } {
  const majors = new Map<string, Map<string, number>>();
  for (const symbol of MAJORS) {
    for (const tick of bySymbol.get(symbol) ?? []) {
      const own = majors.get(slot(tick)) ?? new Map<string, number>();
      own.set(symbol, tick.value - 1);
      majors.set(slot(tick), own);
    }
  }
  const common = new Set([...majors].filter(([, own]) => isCommon([...own.values()])).map(([key]) => key));
  for (const key of common)
    faults.add(`${key.split("|")[0] ?? ""}: hours in which all majors move together, missing`);
  const pick = (is: boolean): Map<string, T[]> =>
    new Map(
      [...bySymbol].map(([symbol, ticks]) => [symbol, ticks.filter((tick) => common.has(slot(tick)) === is)]),
    );
  return { kept: pick(false), removed: pick(true) };
}

function slot({ source, knownAt }: SourcedTick): string {
  return `${source}|${Math.ceil(knownAt / HOUR)}`;
}

function isCommon(deviations: readonly number[]): boolean {
  if (deviations.length < MIN_MAJORS) return false;
  return Math.min(...deviations) > COMMON || Math.max(...deviations) < -COMMON;
}
