import { expect } from "chai";
import { CONTEXT_HISTORY_HOURS, ContextEngine } from "../../../committee/features/context.ts";
import type { ContextSample } from "../../../committee/features/context.ts";
import {
  CONTEXT_COLUMNS,
  CONTEXT_FEATURES,
  CONTEXT_GROUPS,
  CONTEXT_INPUTS,
  CONTEXT_SCHEMA_HASH,
  flagName,
} from "../../../committee/features/context-schema.ts";
import { FeatureError } from "../../../committee/features/errors.ts";
import { expectNearly } from "../../fixtures/nearly.ts";
import { FIRST_HOUR, seededRandom } from "./synthetic.ts";

/** Plausible levels of the inputs, so that every feature is inside its bounds. */
const LEVELS: Readonly<Record<string, number>> = {
  fundingBtc: 0.0001,
  fundingEth: 0.0002,
  suppliedUsdc: 1e9,
  borrowedUsdc: 8e8,
  rateUsdc: 4,
  suppliedUsdt: 6e8,
  borrowedUsdt: 3e8,
  rateUsdt: 3,
  suppliedDai: 5e8,
  borrowedDai: 2e8,
  rateDai: 2,
  liquidatedReserves: 1000,
  liquidatedWbtc: 500,
  priceUsdc: 1,
  priceUsdt: 1.001,
  priceDai: 0.998,
  steth: 0.99,
  pools: 1e8,
  poolDepth: 4e17,
  curve3pool: 0.1,
  supply: 1e11,
  tvl: 5e10,
  gas: 3e10,
};

function samples(hours: number, { seed = 7, missing = 0 } = {}): ContextSample[] {
  const random = seededRandom(seed);
  return Array.from({ length: hours }, (_, i) => {
    const inputs = Object.entries(LEVELS).map(([name, level]): [string, number | null] => {
      const value = level * (1 + 0.02 * (random() - 0.5));
      return [name, random() < missing ? null : value];
    });
    return { hour: FIRST_HOUR + i * 3600, inputs: Object.fromEntries(inputs) };
  });
}

function rows(engine: ContextEngine, history: readonly ContextSample[]): Float32Array[] {
  return history.map((sample) => engine.push(sample));
}

function cell(row: Float32Array | undefined, name: string): number {
  const at = CONTEXT_COLUMNS.indexOf(name);
  if (row === undefined || at < 0) throw new RangeError(`no ${name} in the row`);
  return row[at] ?? NaN;
}

describe("ContextEngine", () => {
  it("names every input's run-time source and puts every feature's group among the flags", () => {
    for (const { name, source } of CONTEXT_INPUTS) expect(source, name).to.match(/^(chain|public): .{10,}/);
    const read = new Set(CONTEXT_INPUTS.map(({ group }) => group));
    expect([...new Set(CONTEXT_FEATURES.map(({ group }) => group))].sort()).to.deep.equal([...read].sort());
    expect([...read].sort()).to.deep.equal([...CONTEXT_GROUPS].sort());
    expect(new Set(CONTEXT_COLUMNS).size).to.equal(CONTEXT_COLUMNS.length);
    expect(Object.keys(LEVELS).sort()).to.deep.equal(CONTEXT_INPUTS.map(({ name }) => name).sort());
    expect(CONTEXT_SCHEMA_HASH).to.match(/^0x[0-9a-f]{64}$/);
  });

  it("refuses an hour that does not follow, an unknown input and one that is no number", () => {
    const engine = new ContextEngine();
    engine.push({ hour: FIRST_HOUR, inputs: {} });
    const code = (sample: ContextSample): string => {
      try {
        engine.push(sample);
      } catch (error) {
        if (error instanceof FeatureError) return error.code;
        throw error;
      }
      return "accepted";
    };
    expect(code({ hour: FIRST_HOUR + 7200, inputs: {} })).to.equal("FEATURE_BAD_HOUR");
    expect(code({ hour: FIRST_HOUR + 3600, inputs: { tvi: 1 } })).to.equal("FEATURE_BAD_INPUT");
    expect(code({ hour: FIRST_HOUR + 3600, inputs: { tvl: NaN } })).to.equal("FEATURE_BAD_INPUT");
    expect(code({ hour: FIRST_HOUR + 3600, inputs: { tvl: 1 } })).to.equal("accepted");
  });

  it("computes each feature from its definition", () => {
    const history = samples(CONTEXT_HISTORY_HOURS + 5);
    const last = rows(new ContextEngine(), history).at(-1);
    const input = (name: string, ago = 0): number => history.at(-1 - ago)!.inputs[name]!;
    const mean = (name: string, hours: number): number =>
      Array.from({ length: hours }, (_, i) => input(name, i)).reduce((a, b) => a + b, 0) / hours;
    for (const group of CONTEXT_GROUPS) expect(cell(last, flagName(group)), group).to.equal(0);
    const expected: Record<string, number> = {
      fundingBtcLast: input("fundingBtc") * 1e4,
      fundingBtcMean72: mean("fundingBtc", 72) * 1e4,
      fundingEthLast: input("fundingEth") * 1e4,
      fundingEthMean72: mean("fundingEth", 72) * 1e4,
      utilisationUsdc: input("borrowedUsdc") / input("suppliedUsdc"),
      logRateUsdc: Math.log(input("rateUsdc")),
      utilisationUsdt: input("borrowedUsdt") / input("suppliedUsdt"),
      logRateUsdt: Math.log(input("rateUsdt")),
      utilisationDai: input("borrowedDai") / input("suppliedDai"),
      logRateDai: Math.log(input("rateDai")),
      liquidatedReserves24: Math.log1p(24 * mean("liquidatedReserves", 24)),
      liquidatedWbtc24: Math.log1p(24 * mean("liquidatedWbtc", 24)),
      pegUsdc: (input("priceUsdc") - 1) * 1e4,
      pegUsdt: (input("priceUsdt") - 1) * 1e4,
      pegDai: (input("priceDai") - 1) * 1e4,
      pegWorst: (Math.min(input("priceUsdc"), input("priceUsdt"), input("priceDai")) - 1) * 1e4,
      stethDiscount: (input("steth") - 1) * 1e4,
      poolsChange24: Math.log(input("pools") / input("pools", 24)),
      poolDepthChange24: Math.log(input("poolDepth") / input("poolDepth", 24)),
      curve3poolImbalance: input("curve3pool"),
      supplyChange168: Math.log(input("supply") / input("supply", 168)),
      tvlChange168: Math.log(input("tvl") / input("tvl", 168)),
      gasRatio720: Math.log(input("gas") / mean("gas", 720)),
    };
    expect(Object.keys(expected)).to.deep.equal(CONTEXT_FEATURES.map(({ name }) => name));
    for (const [name, value] of Object.entries(expected))
      expectNearly(cell(last, name), value, 1e-4 * Math.max(1, Math.abs(value)));
  });

  it("flags a group with a missing input and zeroes it whole, and no other", () => {
    const history = samples(CONTEXT_HISTORY_HOURS);
    const engine = new ContextEngine();
    rows(engine, history);
    const next = samples(1, { seed: 9 })[0]!;
    const hour = FIRST_HOUR + CONTEXT_HISTORY_HOURS * 3600;
    const row = engine.push({ hour, inputs: { ...next.inputs, priceDai: null, gas: null } });
    const flagged = CONTEXT_GROUPS.filter((group) => cell(row, flagName(group)) === 1);
    expect(flagged).to.deep.equal(["pegs", "gas"]);
    for (const { name, group } of CONTEXT_FEATURES) {
      if (flagged.includes(group)) expect(cell(row, name), name).to.equal(0);
    }
    expect(cell(row, "stethDiscount")).to.not.equal(0);
  });

  it("calls a sum with one unknown hour missing, and a change whose old end is unknown", () => {
    const history = samples(CONTEXT_HISTORY_HOURS);
    const holed = history.map((sample, i) =>
      i === CONTEXT_HISTORY_HOURS - 20
        ? { ...sample, inputs: { ...sample.inputs, liquidatedWbtc: null } }
        : i === CONTEXT_HISTORY_HOURS - 25
          ? { ...sample, inputs: { ...sample.inputs, pools: null } }
          : sample,
    );
    const last = rows(new ContextEngine(), holed).at(-1);
    expect(cell(last, flagName("liquidatedWbtc"))).to.equal(1);
    expect(cell(last, flagName("pools"))).to.equal(1);
    expect(cell(last, flagName("liquidatedReserves"))).to.equal(0);
  });

  it("says all is missing, in zeros, where nothing is known", () => {
    const row = new ContextEngine().push({ hour: FIRST_HOUR, inputs: {} });
    expect([...row]).to.deep.equal([...CONTEXT_GROUPS.map(() => 1), ...CONTEXT_FEATURES.map(() => 0)]);
  });

  it("clips to the schema's bounds", () => {
    const row = new ContextEngine().push({ hour: FIRST_HOUR, inputs: { steth: 5 } });
    expect(cell(row, "stethDiscount")).to.equal(3000);
  });

  it("gives the same bits whenever it was started, with holes in the history", () => {
    const history = samples(3 * CONTEXT_HISTORY_HOURS, { missing: 0.03 });
    for (const extra of [0, 1, 500]) {
      const late = new ContextEngine();
      rows(late, history.slice(-(CONTEXT_HISTORY_HOURS + extra), -1));
      const last = history.at(-1)!;
      const fresh = new ContextEngine();
      rows(fresh, history.slice(0, -1));
      expect([...late.push(last)]).to.deep.equal([...fresh.push(last)]);
    }
  });
});
