import { expect } from "chai";
import { countEpisodes } from "../../../scripts/evaluate/episodes.ts";
import { eventsOf, insideEpisode } from "../../../scripts/evaluate/sample.ts";
import { judgeShuffled } from "../../../scripts/evaluate/sections/controls.ts";
import { correlateCorrections } from "../../../scripts/evaluate/sections/corrections.ts";
import { judgeDistribution } from "../../../scripts/evaluate/sections/distribution.ts";
import { judgeQuantiles } from "../../../scripts/evaluate/sections/quantiles.ts";
import { byAsset, byPhase, byYear, judgeSlices } from "../../../scripts/evaluate/sections/slices.ts";
import { judgeThreshold } from "../../../scripts/evaluate/sections/thresholds.ts";
import { judgeVolatility } from "../../../scripts/evaluate/sections/volatility.ts";
import { COMMITTEE } from "../../../scripts/evaluate/subjects.ts";
import type { Subject } from "../../../scripts/evaluate/subjects.ts";
import { expectNearly } from "../../fixtures/nearly.ts";
import { anOutcomeHistory, aSubject, breathing, sampleOfAll, START } from "./aSample.ts";

const HOURS = 8_784;
const { min24, risk } = breathing(HOURS, 5);
const history = anOutcomeHistory([min24, breathing(HOURS, 6).min24]);
const sample = sampleOfAll(history);
const both = (column: Float64Array): Float64Array => Float64Array.from([...column, ...column]);
const base = 0.1;
const subjects = (): Subject[] => [
  aSubject("sharp", "member", both(risk)),
  aSubject("flat", "baseline", both(risk.fill(base).slice())),
];

describe("judgeThreshold", () => {
  const truth = both(breathing(HOURS, 5).risk);
  const flat = new Float64Array(2 * HOURS).fill(base);
  const hot = truth.map((p) => Math.min(0.95, p * 2));
  const all = [
    aSubject("flat", "baseline", flat),
    aSubject("hot", "baseline", hot),
    aSubject("sharp", "member", truth),
    aSubject(COMMITTEE, "committee", truth),
  ];
  const figures = judgeThreshold(sample, all, 500, base, 1);

  it("finds the skill of a forecast that knows the risk, its slope and its mean", () => {
    const { models } = figures;
    expect(models[COMMITTEE]!.kind).to.equal("committee");
    expect(models[COMMITTEE]!.brierSkill! > 0.02).to.equal(true);
    expectNearly(models[COMMITTEE]!.slope, 1, 0.1);
    expectNearly(models[COMMITTEE]!.meanOverBase, 1, 0.1);
    expectNearly(models["hot"]!.meanOverBase, 2, 0.2);
    expectNearly(models["flat"]!.brierSkill, 0, 1e-9);
    expect(models["flat"]!.slope).to.equal(null);
    expect(models["flat"]!.reason).to.contain("does not vary");
  });

  it("compares with the baseline of the best Brier score, in whose favour a tie in rank does not count", () => {
    expect(figures.bestBaseline).to.equal("flat");
    const { brier, prAuc } = figures.delta;
    expect(brier.lo! > 0 && brier.mean! > brier.lo! && brier.hi! > brier.mean!).to.equal(true);
    expect(prAuc.lo! > 0).to.equal(true);
    expect(figures.brierAgainst["hot"]!.mean! > brier.mean!).to.equal(true);
    expect(figures.dieboldMariano!.statistic < -2).to.equal(true);
  });

  it("compares with nothing when there is no baseline", () => {
    const alone = judgeThreshold(sample, all.slice(2), 500, base, 1);
    expect(alone.bestBaseline).to.equal(null);
    expect(alone.delta.brier.mean).to.equal(null);
    expect(alone.delta.prAuc.reason).to.contain("no baseline");
  });

  it("says null and why where no event happened, and carries no NaN into JSON", () => {
    const calm = judgeThreshold(sample, all, 2000, 0.01, 1);
    expect(calm.events).to.equal(0);
    expect(calm.models[COMMITTEE]!.prAuc).to.equal(null);
    expect(calm.models[COMMITTEE]!.reason).to.contain("no event");
    expect(calm.delta.prAuc.mean).to.equal(null);
    const text = JSON.stringify([calm, figures], (_, value: unknown) =>
      typeof value === "number" && !Number.isFinite(value) ? "NaN" : value,
    );
    expect(text).to.not.contain("NaN");
  });
});

describe("judgeShuffled", () => {
  it("leaves no skill", () => {
    const { rocAuc, prAucOverBase, slope } = judgeShuffled(
      both(breathing(HOURS, 5).risk),
      eventsOf(sample, 500),
    );
    expectNearly(rocAuc, 0.5, 0.02);
    expectNearly(prAucOverBase, 1, 0.05);
    expectNearly(slope, 0, 0.1);
  });
});

describe("slices", () => {
  it("cover every row once: assets, years, phases", () => {
    const end = START + HOURS * 3600;
    for (const slices of [byAsset(sample), byYear(sample, START, end), byPhase(sample, 500)]) {
      const places = slices.flatMap((slice) => [...slice.places]).sort((a, b) => a - b);
      expect(places).to.deep.equal(Array.from({ length: 2 * HOURS }, (_, i) => i));
    }
    expect(byYear(sample, START, end).map(({ name }) => name)).to.deep.equal(["2024-01-01..2025-01-01"]);
  });

  it("judge a part by its own rows", () => {
    const [first] = byAsset(sample);
    const p = both(breathing(HOURS, 5).risk);
    const judged = judgeSlices(sample, [aSubject(COMMITTEE, "committee", p)], null, [first!], 500, base);
    expect(judged[0]!.rows).to.equal(HOURS);
    expectNearly(
      judged[0]!.base,
      eventsOf(sample, 500)
        .slice(0, HOURS)
        .reduce((a, b) => a + b, 0) / HOURS,
      1e-6,
    );
    expect(judged[0]!.bestBaseline).to.equal(null);
    expect(judged[0]!.committee!.brierSkill! > 0).to.equal(true);
  });
});

describe("insideEpisode", () => {
  it("marks the hours of a fall and the day after it, and no hour before it", () => {
    const hours = 200;
    const closes = Float64Array.from({ length: hours }, (_, h) => (h >= 100 && h < 110 ? 93 : 100));
    const flat = new Float64Array(hours).fill(-0.01);
    const one = sampleOfAll(anOutcomeHistory([flat], [closes]));
    const inside = insideEpisode(one, 500);
    expect(inside.indexOf(1)).to.equal(100);
    expect(inside.lastIndexOf(1)).to.equal(109 + 23);
    expect(insideEpisode(one, 800).includes(1)).to.equal(false);
  });
});

describe("countEpisodes", () => {
  it("counts market-wide clusters, not rows and not lone assets", () => {
    const hours = 300;
    const event = (from: number, to: number): Float64Array =>
      Float64Array.from({ length: hours }, (_, h) => (h >= from && h < to ? -0.1 : 0));
    const quiet = new Float64Array(hours);
    const merged = event(10, 20).map((value, h) =>
      Math.min(value, h >= 40 && h < 45 ? -0.1 : 0, h >= 200 && h < 201 ? -0.1 : 0),
    );
    const wide = sampleOfAll(anOutcomeHistory([merged, quiet, quiet]));
    expect(countEpisodes(wide, eventsOf(wide, 500))).to.equal(2);
    const alone = sampleOfAll(anOutcomeHistory([event(10, 20), quiet, quiet, quiet, quiet]));
    expect(countEpisodes(alone, eventsOf(alone, 500))).to.equal(0);
  });
});

describe("judgeVolatility", () => {
  const right = new Float64Array(2 * HOURS).fill(-5);
  const wrong = new Float64Array(2 * HOURS).fill(-4.8);

  it("compares QLIKE with every baseline, by year too", () => {
    const flat = new Float64Array(2 * HOURS).fill(base);
    const figures = judgeVolatility(
      sample,
      [
        aSubject("har", "baseline", flat, wrong),
        aSubject("mute", "baseline", flat),
        aSubject(
          COMMITTEE,
          "committee",
          flat,
          wrong.map((value) => value - 0.1),
        ),
        aSubject("sharp", "member", flat, right),
      ],
      byYear(sample, START, START + HOURS * 3600),
    );
    const q = (error: number): number => Math.exp(-2 * error) + 2 * error - 1;
    expectNearly(figures.qlike["sharp"], 0);
    expectNearly(figures.qlike["har"], q(0.2), 1e-6);
    expect(figures.qlike["mute"]).to.equal(null);
    expect(figures.bestBaseline).to.equal("har");
    expectNearly(figures.against["har"]!.mean, 1 - q(0.1) / q(0.2), 1e-5);
    expectNearly(figures.yearly[0]!.againstHar, 1 - q(0.1) / q(0.2), 1e-5);
  });

  it("says when the members forecast none", () => {
    const flat = new Float64Array(2 * HOURS).fill(base);
    const figures = judgeVolatility(sample, [aSubject(COMMITTEE, "committee", flat)], []);
    expect(figures.reason).to.contain("no volatility");
  });
});

describe("judgeQuantiles", () => {
  it("counts how often the outcome lay below, apart in crises, over both horizons", () => {
    const inCrisis = new Uint8Array(2 * HOURS);
    const events = eventsOf(sample, 500);
    events.forEach((event, i) => (inCrisis[i] = event));
    const always: Subject = {
      ...aSubject(COMMITTEE, "committee", new Float64Array(2 * HOURS)),
      quantile: () => new Float64Array(2 * HOURS).fill(-0.05),
    };
    const fhs: Subject = {
      ...always,
      id: "har-fhs",
      kind: "baseline",
      quantile: () => new Float64Array(2 * HOURS).fill(-0.5),
    };
    const [near] = judgeQuantiles(sample, [always, fhs], inCrisis);
    const rate = events.reduce((a, b) => a + b, 0) / events.length;
    expectNearly(near!.models[COMMITTEE]!.exceedance, rate, 1e-6);
    expect(near!.models[COMMITTEE]!.exceedanceInCrises).to.equal(1);
    expect(near!.models["har-fhs"]!.exceedance).to.equal(0);
    expect(near!.againstFhs!.mean! > 0).to.equal(true);
    expect(judgeQuantiles(sample, [always], inCrisis)).to.have.length(4);
  });
});

describe("judgeDistribution and correlateCorrections", () => {
  it("prefers the forecast that knows the risk", () => {
    const truth = both(breathing(HOURS, 5).risk);
    const step =
      (column: Float64Array): Subject["at"] =>
      (bps) =>
        bps <= 500 ? column : new Float64Array(2 * HOURS);
    const ours = { ...aSubject(COMMITTEE, "committee", truth), at: step(truth) };
    const flat = { ...aSubject("flat", "baseline", truth), at: step(new Float64Array(2 * HOURS).fill(base)) };
    const { against, bestBaseline } = judgeDistribution(sample, [ours, flat]);
    expect(bestBaseline).to.equal("flat");
    expect(against["flat"]!.lo! > 0).to.equal(true);
  });

  it("measures members from the prior: clones correlate fully, opposites not", () => {
    const flat = new Float64Array(2 * HOURS).fill(0.1);
    const wave = flat.map((p, i) => p * (1 + 0.5 * Math.sin(i)));
    const against = flat.map((p, i) => p * (1 - 0.5 * Math.sin(i)));
    const result = correlateCorrections(sample, [
      aSubject("har-logit", "baseline", flat),
      aSubject("a", "member", wave),
      aSubject("b", "member", wave.slice()),
      aSubject("c", "member", against),
    ]);
    expectNearly(result.matrix[0]![1], 1);
    expect(result.matrix[0]![2]! < -0.9).to.equal(true);
    expect(correlateCorrections(sample, subjects().slice(0, 1)).prior).to.equal(null);
  });
});
