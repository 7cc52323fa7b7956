import { expect } from "chai";
import { commonModeBps } from "../../../committee/features/common-mode.ts";
import { refusal } from "./refusal.ts";
import { PEG_WARMUP_HOURS, PegEngine } from "../../../committee/features/peg.ts";
import { PEG_FEATURES } from "../../../committee/features/peg-schema.ts";
import type { HourlySample } from "../../../committee/features/types.ts";
import { expectNearly } from "../../fixtures/nearly.ts";
import { fall, PEG_ASSETS, pegPath } from "./peg-synthetic.ts";
import { FIRST_HOUR } from "./synthetic.ts";

const SHAPE = { steps: 48, strideHours: 1 };

function engineAfter(samples: readonly HourlySample[]): PegEngine {
  const engine = new PegEngine(PEG_ASSETS);
  for (const sample of samples) engine.push(sample);
  return engine;
}

function newest(engine: PegEngine, asset: string): Record<string, number> {
  const { values } = engine.window(asset, { steps: 1, strideHours: 1 });
  return Object.fromEntries(PEG_FEATURES.map(({ name }, i) => [name, values[i] ?? NaN]));
}

describe("PegEngine", () => {
  it("refuses an hour that does not follow, a ratio that is no price, an unknown asset", () => {
    const engine = engineAfter(pegPath({ seed: 1, hours: 3 }));
    const closes = { AAA: 1 };
    expect(
      refusal(() => {
        engine.push({ hour: FIRST_HOUR, closes });
      }).code,
    ).to.equal("FEATURE_BAD_HOUR");
    const next = FIRST_HOUR + 3 * 3600;
    expect(
      refusal(() => {
        engine.push({ hour: next, closes: { AAA: 0 } });
      }).code,
    ).to.equal("FEATURE_BAD_CLOSE");
    expect(refusal(() => engine.window("ZZZ", SHAPE)).code).to.equal("FEATURE_UNKNOWN_ASSET");
    expect(refusal(() => engine.window("AAA", { steps: 97, strideHours: 1 })).code).to.equal(
      "FEATURE_WINDOW_TOO_LONG",
    );
  });

  it("has no row before a week is known, nor for an hour without a price", () => {
    const path = pegPath({ seed: 2, hours: 200 });
    expect(newest(engineAfter(path.slice(0, 100)), "AAA")["missing"]).to.equal(1);
    expect(newest(engineAfter(path), "AAA")["missing"]).to.equal(0);
    const gap = { hour: FIRST_HOUR + 200 * 3600, closes: { BBB: 1, CCC: 1, DDD: 1, EEE: 1 } };
    const after = engineAfter([...path, gap]);
    expect(newest(after, "AAA")["missing"]).to.equal(1);
    expect(after.window("AAA", SHAPE).complete).to.equal(false);
    expect(after.window("BBB", SHAPE).complete).to.equal(true);
  });

  it("gives the depth, the change and the run of a depeg as they are", () => {
    const down = fall(300, 30, 150);
    const path = pegPath({ seed: 3, hours: 311, shift: (asset, i) => (asset === "AAA" ? down(i) : 0) });
    const row = newest(engineAfter(path), "AAA");
    const bps = (hour: number): number => ((path[hour]!.closes["AAA"] ?? NaN) - 1) * 10_000;
    expectNearly(row["deviation"], bps(310) / 100, 1e-3);
    expectNearly(row["depth"], Math.log1p(-bps(310) / 10), 1e-3);
    expectNearly(row["change6"], (bps(310) - bps(304)) / 100, 1e-3);
    // Beyond 100 bps from the fourth hour of the fall to the tenth: seven hours.
    expectNearly(row["run100"], Math.log1p(7) / Math.log1p(168), 1e-6);
    expect(row["commonMode"]).to.satisfy((value: number) => value > -0.05 && value <= 0);
    expect(row["premium"]).to.equal(0);
  });

  it("takes out what all assets of the feed share: a vendor's artefact is no depeg", () => {
    const down = fall(300, 400, 400);
    const path = pegPath({ seed: 4, hours: 306, shift: (_, i) => down(i) });
    const row = newest(engineAfter(path), "AAA");
    expect(row["commonMode"]).to.satisfy((value: number) => value < -3.9);
    expect(row["depth"]).to.satisfy((value: number) => value < Math.log1p(1));
    expect(row["run20"]).to.equal(0);
  });

  it("does not let two pegs that break together hide each other", () => {
    const down = fall(300, 100, 500);
    const broken = new Set(["AAA", "BBB"]);
    const path = pegPath({ seed: 5, hours: 306, shift: (asset, i) => (broken.has(asset) ? down(i) : 0) });
    const engine = engineAfter(path);
    for (const asset of broken)
      expect(engine.deviationBps(asset)).to.satisfy((value: number) => value < -490);
  });

  it("gives the same bits whenever it was started", () => {
    const path = pegPath({ seed: 6, hours: 900, missing: 0.05, shift: (_, i) => 40 * Math.sin(i / 90) });
    const whole = engineAfter(path);
    const late = engineAfter(path.slice(900 - PEG_WARMUP_HOURS - SHAPE.steps));
    for (const asset of PEG_ASSETS) {
      expect([...late.window(asset, SHAPE).values]).to.deep.equal([...whole.window(asset, SHAPE).values]);
    }
  });
});

describe("commonModeBps", () => {
  it("is the highest of few others, the upper quarter of many, and never above zero", () => {
    expect(commonModeBps([-400, -390, -410], 0)).to.equal(-390);
    expect(commonModeBps([-400, 5, -410], 0)).to.equal(0);
    expect(commonModeBps([-400, NaN, NaN], 0)).to.equal(0);
    expect(commonModeBps([0, -100, -300, -200, -50, NaN], 0)).to.equal(-100);
  });
});
