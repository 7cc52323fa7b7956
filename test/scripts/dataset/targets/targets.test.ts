import { expect } from "chai";
import { plainSeries } from "../../../../scripts/dataset/context/series.ts";
import type { Series } from "../../../../scripts/dataset/context/series.ts";
import { targetColumns } from "../../../../scripts/dataset/targets/targets.ts";
import type { TargetColumns } from "../../../../scripts/dataset/targets/targets.ts";
import { expectNearly } from "../../../fixtures/nearly.ts";

const HOUR = 3600;
const T0 = Date.UTC(2022, 5, 1) / 1000;
const GRID = { firstHour: T0, hours: 100 };

/** 100 hours at a level, with some hours at another or taken out. */
function series(level: number, odd: Record<number, number | null> = {}): Series {
  const hours = Array.from({ length: 100 }, (_, i) => i);
  const holes = hours.filter((i) => odd[i] === null).map((i) => T0 + i * HOUR);
  const kept = hours.filter((i) => odd[i] !== null);
  return plainSeries(
    kept.map((i) => ({ knownAt: T0 + i * HOUR, value: odd[i] ?? level })),
    2 * HOUR,
    holes,
  );
}

function only(entries: Record<string, Series>, kind: string): TargetColumns {
  const columns = targetColumns({ series: new Map(Object.entries(entries)), reports: [] }, GRID);
  const found = columns.filter((column) => column.kind === kind);
  expect(found).to.have.length(1);
  return found[0]!;
}

describe("targetColumns", () => {
  const reserve = (liquidated: Series, borrowed = series(8e8)): Record<string, Series> => ({
    "reserve:aave_v3_eth:supplied": series(1e9),
    "reserve:aave_v3_eth:borrowed": borrowed,
    "reserve:aave_v3_eth:liquidated": liquidated,
  });

  it("sums the liquidated dollars of the next day against the larger of both bounds", () => {
    const target = only(reserve(series(0, { 30: 400_000, 31: 100_000 })), "liquidation");
    expect(target.worst[0]!.slice(5, 8)).to.deep.equal([0, 400_000, 500_000]);
    expect(target.event[0]!.slice(5, 9)).to.deep.equal([false, false, true, true]);
    expect(target.event[1]![0]).to.equal(true);
    expect(target.event[0]![76]).to.equal(null);
  });

  it("calls utilisation above 95 % in the horizon an event, by the highest hour", () => {
    const target = only(reserve(series(0), series(8e8, { 50: 9.6e8 })), "utilisation");
    expect(target.worst[0]![25]).to.equal(0.8);
    expect(target.worst[0]![26]).to.equal(0.96);
    expect(target.event[0]!.slice(25, 27)).to.deep.equal([false, true]);
    expect(target.event[0]![50]).to.equal(false);
  });

  it("measures a pool's lowest value against now", () => {
    const target = only({ "pool:X:tvl": series(90, { 60: 60 }) }, "liquidity");
    expectNearly(target.worst[0]![40], -1 / 3);
    expect(target.event[0]![40]).to.equal(true);
    expect(target.event[0]![35]).to.equal(false);
    expect(only({ "pool:X:tvl": series(90, { 60: 61 }) }, "liquidity").event[0]![40]).to.equal(false);
  });

  it("measures a peg in basis points, and stETH by its own bound", () => {
    const usdc = only({ "peg:USDC": series(1, { 40: 0.985 }) }, "peg");
    expectNearly(usdc.worst[0]![20], -150);
    expect(usdc.event[0]![20]).to.equal(true);
    expect(only({ "ratio:stETH": series(1, { 40: 0.985 }) }, "peg").event[0]![20]).to.equal(false);
  });

  it("gives no label where a hole lies in the window, though an older value still stands", () => {
    const target = only({ "peg:USDC": series(1, { 40: null }) }, "peg");
    expect(target.now[40]).to.equal(null);
    expect(target.worst[0]![15]).to.equal(0);
    for (let i = 16; i <= 40; i++) expect(target.worst[0]![i], String(i)).to.equal(null);
    expect(target.worst[0]![41]).to.equal(0);
    expect(target.event[0]![16]).to.equal(null);
  });
});
