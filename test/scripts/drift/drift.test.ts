import { expect } from "chai";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { rmSync } from "node:fs";
import { readManifest } from "../../../committee/inference/manifest.ts";
import { OnlineOffset } from "../../../scripts/drift/recalibration.ts";
import { stretchesOf } from "../../../scripts/drift/stretches.ts";
import { studyDrift } from "../../../scripts/drift/study.ts";
import { Tally } from "../../../scripts/drift/tally.ts";
import { walkAsset } from "../../../scripts/drift/walk.ts";
import type { ModelDrift } from "../../../scripts/drift/study.ts";
import { openHistory } from "../../../scripts/forecast/history.ts";
import type { History } from "../../../scripts/forecast/history.ts";
import { seededRandom } from "../../committee/features/synthetic.ts";
import { MODELS, shippedModels } from "../../committee/inference/fixtures.ts";
import { expectNearly } from "../../fixtures/nearly.ts";
import { aDataFolder } from "../explain/aFolder.ts";

const COMMAND = fileURLToPath(new URL("../../../scripts/drift.ts", import.meta.url));
const run = promisify(execFile);

describe("OnlineOffset", () => {
  it("takes a constant bias away, and never reads an outcome before its horizon has passed", () => {
    const random = seededRandom(4);
    const offset = new OnlineOffset(24);
    let [sum, events] = [0, 0];
    for (let hour = 0; hour < 20_000; hour++) {
      const happened = random() < 0.05;
      const recalibrated = offset.recalibrate(hour, 0.1, happened);
      if (hour < 24) expectNearly(recalibrated, 0.1, 1e-12);
      if (hour < 10_000) continue;
      sum += recalibrated;
      events += happened ? 1 : 0;
    }
    expectNearly(sum / events, 1, 0.1);
  });
});

describe("stretchesOf", () => {
  it("calls a crisis, the day before it and the day after it stress, and every other hour calm", () => {
    const closes = Float64Array.from({ length: 300 }, (_, hour) => (hour < 100 ? 100 : 87));
    const history = { firstHour: 1_650_000_000 - (1_650_000_000 % 3600), hours: 300, assets: [] };
    const of = stretchesOf({ ...history, assets: [{ symbol: "BTC", closes }] } as unknown as History, [
      { name: "fall", from: history.firstHour + 90 * 3600, to: history.firstHour + 95 * 3600 },
    ]);
    const stress = Array.from({ length: 300 }, (_, hour) => hour).filter((hour) =>
      of(hour).includes("stress"),
    );
    // The high of 72 h is forgotten after the fall's first 71 hours.
    expect([stress[0], stress.at(-1), stress.length]).to.deep.equal([76, 170 + 24, 119]);
    expect(of(92)).to.include("fall");
    expect(of(95)).to.not.include("fall");
    expect(of(10)).to.include.members(["2022", "2022-04", "calm"]);
  });
});

describe("walkAsset", () => {
  const manifest = readManifest(join(MODELS, shippedModels()[0]!));
  const closesOf = (hours: number) => {
    const random = seededRandom(9);
    let level = 100;
    return Float64Array.from({ length: hours }, () => (level *= Math.exp(0.03 * (random() - 0.5))));
  };
  const asset = (closes: Float64Array) => {
    const lowest = (horizon: number) =>
      Float64Array.from(closes, (close, i) =>
        i + horizon < closes.length
          ? Math.log(Math.min(...closes.subarray(i + 1, i + 1 + horizon)) / close)
          : NaN,
      );
    const features = new Float32Array(closes.length * manifest.baselineRow.length);
    for (let i = 0; i < closes.length; i++)
      features.set(manifest.baselineRow, i * manifest.baselineRow.length);
    return {
      symbol: "A",
      closes,
      min24: lowest(24),
      min72: lowest(72),
      features,
    } as unknown as History["assets"][number];
  };
  const probabilities = Float32Array.from(manifest.gridBps, (_, i) => 0.3 / 3 ** i);
  const far = probabilities.map((p) => Math.min(1, 1.5 * p));
  const walk = (closes: Float64Array, gap = -1) => [
    ...walkAsset(manifest, {
      firstHour: 0,
      asset: asset(closes),
      probabilitiesOf: (hour) => (hour === gap ? null : { near: probabilities, far }),
    }),
  ];

  it("counts misses and events from the same outcomes, and an hour without a forecast as an abstention", () => {
    const tally = new Tally();
    const closes = closesOf(1_500);
    for (const [, row] of walk(closes, 1_200)) tally.add(row);
    const { hours, abstained, horizons, falls, outOfDistribution } = tally.figures;
    expect([hours, horizons.near.judged, horizons.far.judged]).to.deep.equal([
      500,
      500 - 24 - 1,
      500 - 72 - 1,
    ]);
    expectNearly(abstained, 1 / 500);
    expect(outOfDistribution, "the calm row is familiar").to.equal(0);
    const depths = [...asset(closes).min24.subarray(1_000)].filter((d, i) => !Number.isNaN(d) && i !== 200);
    expectNearly(falls[0]!.base, depths.filter((d) => d <= Math.log(0.95)).length / depths.length);
    for (const { misses, highMissRates } of [horizons.near, horizons.far]) {
      expect(misses[0]!.raw).to.be.at.least(misses[1]!.raw);
      expect(highMissRates[0]).to.be.at.least(highMissRates[1]!);
    }
  });

  it("says the same of every hour when what comes later is cut off", () => {
    const closes = closesOf(1_600);
    const whole = walk(closes);
    const cut = walk(closes.slice(0, 1_400));
    expect(cut).to.have.length(400);
    for (const [i, [, row]] of cut.entries()) {
      const later = whole[i]![1];
      expect(row.outOfDistribution).to.equal(later.outOfDistribution);
      for (const name of ["near", "far"] as const) {
        const [now, then] = [row.horizons[name], later.horizons[name]];
        expect([now.drifting, now.missRates]).to.deep.equal([then.drifting, then.missRates]);
        if (now.missed !== null) expect(now.missed).to.deep.equal(then.missed);
      }
      if (row.falls !== null) expect(row.falls).to.deep.equal(later.falls);
    }
  });
});

describe("node scripts/drift.ts", function () {
  this.timeout(120_000);
  let folder: string;
  before(() => {
    folder = aDataFolder();
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it("prints what the study finds, as tables and as JSON", async () => {
    const model = shippedModels()[0]!;
    const args = ["--data", folder, "--model", model, "--from", "2020-09-01", "--to", "2021-01-01"];
    const node = ["--disable-warning=ExperimentalWarning", COMMAND, ...args];
    const [text, json] = [
      await run(process.execPath, node),
      await run(process.execPath, [...node, "--json"]),
    ];
    const [drift] = JSON.parse(json.stdout) as ModelDrift[];
    const history = await openHistory(folder);
    const [again] = await studyDrift(history, {
      from: Date.UTC(2020, 8, 1) / 1000,
      to: Date.UTC(2021, 0, 1) / 1000,
      model,
    });
    expect(drift).to.deep.equal(JSON.parse(JSON.stringify(again)));
    const { calm, stress, all } = drift!.stretches;
    expect((calm?.hours ?? 0) + (stress?.hours ?? 0)).to.equal(all!.hours);
    expect(text.stdout).to.contain(`| ${model} | ${all!.hours} |`);
  });

  it("refuses a date that is none and a member that is none, in a sentence", async () => {
    for (const [sentence, ...args] of [
      ["--from May is no date such as 2023-07-01", "--data", folder, "--from", "May"],
      ["--data is missing"],
      ['There is no member "gpt"', "--data", folder, "--model", "gpt"],
    ] as const) {
      const error = await run(process.execPath, [COMMAND, ...args]).then(
        () => ({ code: 0, stderr: "" }),
        (failure: unknown) => failure as { code: number; stderr: string },
      );
      expect(error.stderr).to.contain(sentence);
      expect(error.code).to.equal(1);
    }
  });
});
