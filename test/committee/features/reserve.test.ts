import { expect } from "chai";
import { MARKET_INPUTS, marketValues } from "../../../committee/features/market-inputs.ts";
import { RESERVE_FEATURES } from "../../../committee/features/reserve-schema.ts";
import { RESERVE_WARMUP_HOURS, ReserveSeries } from "../../../committee/features/reserve.ts";
import type { ReserveSample } from "../../../committee/features/reserve.ts";
import { FEATURE_COUNT } from "../../../committee/features/schema.ts";
import { expectNearly } from "../../fixtures/nearly.ts";
import { seededRandom } from "./synthetic.ts";

const MARKET = Object.fromEntries(MARKET_INPUTS.map(({ name }, i) => [name, i / 100 - 2]));
const SHAPE = { steps: 48, strideHours: 1 };

function samples(hours: number, seed: number): ReserveSample[] {
  const random = seededRandom(seed);
  return Array.from({ length: hours }, () => ({
    suppliedUsd: 1e8 * (1 + random() / 10),
    borrowedUsd: 7e7 * (1 + random() / 10),
    liquidatedUsd: random() < 0.05 ? 1e5 * random() : 0,
    borrowRatePct: 4 + random(),
  }));
}

function newest(series: ReserveSeries): Record<string, number> {
  const { values } = series.window({ steps: 1, strideHours: 1 });
  return Object.fromEntries(RESERVE_FEATURES.map(({ name }, i) => [name, values[i] ?? NaN]));
}

describe("ReserveSeries", () => {
  it("gives utilisation, its change and what was seized", () => {
    const path = samples(200, 1).map((sample) => ({ ...sample, liquidatedUsd: 0 }));
    path[190] = { ...path[190]!, liquidatedUsd: 5e5 };
    const series = new ReserveSeries();
    for (const sample of path) series.push(sample, MARKET);
    const row = newest(series);
    const used = (i: number): number => path[i]!.borrowedUsd / path[i]!.suppliedUsd;
    expectNearly(row["utilisation"], used(199), 1e-6);
    expectNearly(row["utilisationChange6"], used(199) - used(193), 1e-6);
    expectNearly(row["tightness"], -Math.log(1 - used(199)), 1e-6);
    expectNearly(row["liquidated24"], Math.log1p(500), 1e-5);
    expectNearly(row["worstHour168"], Math.log1p(500), 1e-5);
    expect(row["liquidated1"]).to.equal(0);
    expectNearly(row["etherReturn1"], MARKET["etherReturn1"]!, 1e-6);
  });

  it("has no row without the reserve, without the market, or before a week", () => {
    const path = samples(200, 2);
    const series = new ReserveSeries();
    for (const sample of path.slice(0, 100)) series.push(sample, MARKET);
    expect(newest(series)["missing"]).to.equal(1);
    for (const sample of path.slice(100)) series.push(sample, MARKET);
    expect(newest(series)["missing"]).to.equal(0);
    series.push(path[0]!, null);
    expect(newest(series)["missing"]).to.equal(1);
    series.push(null, MARKET);
    expect(newest(series)["missing"]).to.equal(1);
  });

  it("gives the same bits whenever it was started", () => {
    const path = samples(700, 3).map((sample, i) => (i % 29 === 0 ? null : sample));
    const [whole, late] = [new ReserveSeries(), new ReserveSeries()];
    for (const sample of path) whole.push(sample, MARKET);
    for (const sample of path.slice(700 - RESERVE_WARMUP_HOURS - SHAPE.steps)) late.push(sample, MARKET);
    expect([...late.window(SHAPE).values]).to.deep.equal([...whole.window(SHAPE).values]);
  });
});

describe("marketValues", () => {
  it("names ether's columns, and is null for a missing row", () => {
    const row = new Float32Array(FEATURE_COUNT).fill(0.5);
    row[0] = 1;
    expect(marketValues(row)).to.equal(null);
    row[0] = 0;
    expect(Object.keys(marketValues(row)!)).to.deep.equal(MARKET_INPUTS.map(({ name }) => name));
  });
});
