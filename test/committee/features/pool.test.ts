import { expect } from "chai";
import { MARKET_INPUTS } from "../../../committee/features/market-inputs.ts";
import { POOL_FEATURES } from "../../../committee/features/pool-schema.ts";
import { POOL_WARMUP_HOURS, PoolSeries } from "../../../committee/features/pool.ts";
import type { PoolSample } from "../../../committee/features/pool.ts";
import { expectNearly } from "../../fixtures/nearly.ts";
import { seededRandom } from "./synthetic.ts";

const MARKET = Object.fromEntries(MARKET_INPUTS.map(({ name }) => [name, -1]));
const SHAPE = { steps: 24, strideHours: 1 };

function samples(hours: number, seed: number): PoolSample[] {
  const random = seededRandom(seed);
  let tvl = 1e8;
  return Array.from({ length: hours }, () => {
    tvl *= Math.exp(0.02 * (random() - 0.5));
    return { tvlUsd: tvl, price: 1 + (random() - 0.5) / 1000 };
  });
}

function newest(series: PoolSeries): Record<string, number> {
  const { values } = series.window({ steps: 1, strideHours: 1 });
  return Object.fromEntries(POOL_FEATURES.map(({ name }, i) => [name, values[i] ?? NaN]));
}

describe("PoolSeries", () => {
  it("gives size, change, drawdown and the largest outflow", () => {
    const path = samples(220, 1);
    const emptied = { tvlUsd: path[219]!.tvlUsd / 2, price: 0.99 };
    const series = new PoolSeries();
    for (const sample of [...path, emptied]) series.push(sample, MARKET);
    const row = newest(series);
    expectNearly(row["size"], Math.log1p(emptied.tvlUsd / 1e6), 1e-5);
    expectNearly(row["change1"], -Math.LN2, 1e-6);
    expectNearly(row["largestOut168"], Math.LN2, 1e-6);
    expectNearly(row["offPar"], Math.log1p(100), 1e-3);
    const high = Math.max(...path.slice(220 - 167).map(({ tvlUsd }) => tvlUsd));
    expectNearly(row["drawdown168"], Math.log(emptied.tvlUsd / high), 1e-6);
  });

  it("gives the same bits whenever it was started, and no row for a missing hour", () => {
    const path = samples(600, 2).map((sample, i) => (i % 31 === 0 ? null : sample));
    const [whole, late] = [new PoolSeries(), new PoolSeries()];
    for (const sample of path) whole.push(sample, MARKET);
    for (const sample of path.slice(600 - POOL_WARMUP_HOURS - SHAPE.steps)) late.push(sample, MARKET);
    expect([...late.window(SHAPE).values]).to.deep.equal([...whole.window(SHAPE).values]);
    whole.push(null, MARKET);
    expect(newest(whole)["missing"]).to.equal(1);
  });
});
