import { expect } from "chai";
import {
  createFeatureEngine,
  MAX_SPAN_HOURS,
  requiredHours,
  WARMUP_HOURS,
} from "../../../committee/features/engine.ts";
import { refusal } from "./refusal.ts";
import { FEATURE_COUNT, featureIndex } from "../../../committee/features/schema.ts";
import type { FeatureEngine, HourlySample } from "../../../committee/features/types.ts";
import { FIRST_HOUR, SYNTHETIC_ASSETS, syntheticPath } from "./synthetic.ts";
import { expectNearly } from "../../fixtures/nearly.ts";

const SHAPE = { steps: 40, strideHours: 6 };

function engineAfter(samples: readonly HourlySample[]): FeatureEngine {
  const engine = createFeatureEngine({ assets: SYNTHETIC_ASSETS, marketAssets: ["BTC", "ETH"] });
  samples.forEach((sample) => {
    engine.push(sample);
  });
  return engine;
}

/** The same sample with one asset's close replaced. */
function withClose(sample: HourlySample, asset: string, close: number | null): HourlySample {
  return { hour: sample.hour, closes: { ...sample.closes, [asset]: close } };
}

describe("FeatureEngine.push", () => {
  it("refuses an hour that does not follow the last one", () => {
    const engine = engineAfter(syntheticPath({ seed: 1, hours: 2 }));
    const error = refusal(() => {
      engine.push({ hour: FIRST_HOUR + 3 * 3600, closes: {} });
    });
    expect(error.code).to.equal("FEATURE_BAD_HOUR");
    expect(error.message).to.contain(String(FIRST_HOUR + 2 * 3600));
  });

  it("refuses an hour that is no multiple of 3600", () => {
    const error = refusal(() => {
      engineAfter([{ hour: FIRST_HOUR + 1, closes: {} }]);
    });
    expect(error.code).to.equal("FEATURE_BAD_HOUR");
  });

  for (const close of [0, -1, NaN, Infinity]) {
    it(`refuses ${close} as a close and stays where it was`, () => {
      const engine = engineAfter(syntheticPath({ seed: 1, hours: 1 }));
      const error = refusal(() => {
        engine.push({ hour: FIRST_HOUR + 3600, closes: { BTC: close } });
      });
      expect(error.code).to.equal("FEATURE_BAD_CLOSE");
      expect(error.message).to.contain("BTC");
      expect(engine.hour).to.equal(FIRST_HOUR);
    });
  }
});

describe("FeatureEngine.window", () => {
  it("refuses an asset that it does not know and a window longer than its ring", () => {
    const engine = engineAfter([]);
    expect(refusal(() => engine.window("DOGE", SHAPE)).code).to.equal("FEATURE_UNKNOWN_ASSET");
    const tooLong = { steps: MAX_SPAN_HOURS + 2, strideHours: 1 };
    expect(refusal(() => engine.window("BTC", tooLong)).code).to.equal("FEATURE_WINDOW_TOO_LONG");
    expect(refusal(() => engine.window("BTC", { steps: 0, strideHours: 1 })).code).to.equal(
      "FEATURE_WINDOW_TOO_LONG",
    );
  });

  it("is complete exactly when three quarters of its rows are past the warm-up", () => {
    const samples = syntheticPath({ seed: 2, hours: requiredHours(SHAPE) });
    expect(requiredHours(SHAPE)).to.be.at.most(1_000);
    const early = engineAfter(samples.slice(0, WARMUP_HOURS - 1)).window("LINK", SHAPE);
    expect([early.missing, early.complete]).to.deep.equal([40, false]);
    const almost = engineAfter(samples.slice(0, WARMUP_HOURS + 28 * 6)).window("LINK", SHAPE);
    expect([almost.missing, almost.complete]).to.deep.equal([11, false]);
    const enough = engineAfter(samples.slice(0, WARMUP_HOURS + 29 * 6)).window("LINK", SHAPE);
    expect([enough.missing, enough.complete]).to.deep.equal([10, true]);
    const full = engineAfter(samples).window("LINK", SHAPE);
    expect([full.missing, full.complete]).to.deep.equal([0, true]);
  });

  it("gives the same bits whenever the engine was started, gaps included", () => {
    const samples = syntheticPath({ seed: 3, hours: 6_000, missing: 0.03 });
    const old = engineAfter(samples);
    for (const later of [4_000, 4_877, 6_000 - requiredHours(SHAPE)]) {
      const young = engineAfter(samples.slice(later));
      for (const asset of SYNTHETIC_ASSETS) {
        expect(young.window(asset, SHAPE)).to.deep.equal(old.window(asset, SHAPE));
      }
    }
  });

  it("does not depend on what comes after it", () => {
    const samples = syntheticPath({ seed: 4, hours: 1_100 });
    const engine = engineAfter(samples.slice(0, 1_050));
    const before = engine.window("ETH", { steps: 1, strideHours: 1 });
    samples.slice(1_050).forEach((sample) => {
      engine.push(sample);
    });
    const rows = engine.window("ETH", { steps: 51, strideHours: 1 }).values;
    expect(rows.slice(0, FEATURE_COUNT)).to.deep.equal(before.values);
  });

  it("is scale-free: prices in another unit give the same inputs", () => {
    const samples = syntheticPath({ seed: 5, hours: 1_000 });
    const doubled = samples.map((s) => withClose(s, "LINK", (s.closes["LINK"] ?? 0) * 2 ** 20));
    const [a, b] = [samples, doubled].map((path) => engineAfter(path).window("LINK", SHAPE).values);
    a!.forEach((value, i) => {
      expectNearly(value, b![i]!, 1e-5);
    });
  });

  it("marks an hour without a close as missing, with zeros, and does not fill it forward", () => {
    const samples = syntheticPath({ seed: 6, hours: 1_000 });
    const engine = engineAfter([...samples.slice(0, -1), withClose(samples.at(-1)!, "LINK", null)]);
    const window = engine.window("LINK", { steps: 2, strideHours: 1 });
    expect([...window.values.slice(FEATURE_COUNT)]).to.deep.equal([
      1,
      ...new Array<number>(FEATURE_COUNT - 1).fill(0),
    ]);
    expect([window.missing, window.complete]).to.deep.equal([1, false]);
    expect(engine.window("ETH", SHAPE).complete).to.equal(true);
  });

  it("marks every asset missing when no market asset has a close, none when one has", () => {
    const samples = syntheticPath({ seed: 7, hours: 1_000 });
    const noBtc = withClose(samples.at(-1)!, "BTC", null);
    const one = engineAfter([...samples.slice(0, -1), noBtc]);
    expect(one.window("LINK", SHAPE).complete).to.equal(true);
    const none = engineAfter([...samples.slice(0, -1), withClose(noBtc, "ETH", null)]);
    expect(none.window("LINK", SHAPE).complete).to.equal(false);
  });

  it("takes the return across a gap of a day, and none across a longer one", () => {
    const samples = syntheticPath({ seed: 8, hours: 1_000 });
    const gapOf = (hours: number): number => {
      const from = samples.length - 1 - hours;
      const path = samples.map((s, i) =>
        i >= from && i < samples.length - 1 ? withClose(s, "LINK", null) : s,
      );
      return engineAfter(path).window("LINK", { steps: 1, strideHours: 1 }).values[0]!;
    };
    expect(gapOf(20)).to.equal(0);
    expect(gapOf(30)).to.equal(1);
  });

  it("shows a crash: falling return, rising volatility, a drawdown, within its bounds", () => {
    const samples = syntheticPath({ seed: 9, hours: 1_000 });
    const last = samples.at(-1)!;
    const crashed = [...samples.slice(0, -1), withClose(last, "LINK", last.closes["LINK"]! * 0.5)];
    const row = engineAfter(crashed).window("LINK", { steps: 1, strideHours: 1 }).values;
    const calm = engineAfter(samples).window("LINK", { steps: 1, strideHours: 1 }).values;
    const at = (values: Float32Array, name: string): number => values[featureIndex(name)]!;
    expect(at(row, "return1")).to.be.within(-10, -5);
    expect(at(row, "volRatio6")).to.be.greaterThan(at(calm, "volRatio6") + 0.5);
    expect(at(row, "drawdown24")).to.be.lessThan(at(calm, "drawdown24") - 1);
    expect(at(row, "downShare24")).to.be.greaterThan(0.9);
  });
});
