import { expect } from "chai";
import { parseArguments } from "../../../scripts/evaluate/arguments.ts";
import { correlateCorrections } from "../../../scripts/evaluate/sections/corrections.ts";
import { judgeDistribution } from "../../../scripts/evaluate/sections/distribution.ts";
import { judgeLeftOut } from "../../../scripts/evaluate/sections/leave-one-out.ts";
import { judgeQuantiles } from "../../../scripts/evaluate/sections/quantiles.ts";
import { judgeThreshold } from "../../../scripts/evaluate/sections/thresholds.ts";
import { judgeVolatility } from "../../../scripts/evaluate/sections/volatility.ts";
import { COMMITTEE, subjectsOf } from "../../../scripts/evaluate/subjects.ts";
import { forecast } from "../../../scripts/forecast/forecast.ts";
import { CHALLENGERS_FOLDER, readForecasters } from "../../../scripts/forecast/forecasters.ts";
import { usableRows } from "../../../scripts/forecast/rows.ts";
import { aHistory } from "../forecast/aHistory.ts";
import { anOutcomeHistory, aSubject, breathing, sampleOfAll } from "./aSample.ts";

const HOURS = 4_000;
const BASE = 0.1;
const SYNTHETIC_HOURS = 1_700;

describe("A challenger that forecasts best", () => {
  const { min24, risk } = breathing(HOURS, 5);
  const sample = sampleOfAll(anOutcomeHistory([min24]));
  const flat = new Float64Array(HOURS).fill(BASE);
  const near = (by: number): Float64Array => risk.map((p, i) => p * (1 + by * Math.sin(i)));
  const logvol = new Float64Array(HOURS).fill(-5);
  const subjects = [
    aSubject("har-logit", "baseline", flat, new Float64Array(HOURS).fill(-4)),
    aSubject("har-fhs", "baseline", near(0.3), new Float64Array(HOURS).fill(-4.5)),
    aSubject("one", "member", near(0.2), logvol),
    aSubject("oracle", "challenger", risk, logvol),
    aSubject(COMMITTEE, "committee", near(0.2), logvol),
  ];

  it("is never the best baseline, and the committee is compared with it", () => {
    const threshold = judgeThreshold(sample, subjects, 500, BASE, 1);
    expect(threshold.models["oracle"]!.kind).to.equal("challenger");
    const skill = (id: string): number => threshold.models[id]!.brierSkill!;
    expect(skill("oracle") > Math.max(skill("har-fhs"), skill("one"))).to.equal(true);
    expect(threshold.bestBaseline).to.equal("har-fhs");
    expect(threshold.brierAgainst).to.have.keys("har-logit", "har-fhs", "oracle");
    expect(threshold.brierAgainst["oracle"]!.mean! < 0).to.equal(true);
    const distribution = judgeDistribution(sample, subjects);
    expect(distribution.bestBaseline).to.not.equal("oracle");
    expect(distribution.against).to.have.keys("har-logit", "har-fhs", "oracle");
    const volatility = judgeVolatility(sample, subjects, []);
    expect(volatility.bestBaseline).to.equal("har-fhs");
    expect(volatility.against).to.have.keys("har-logit", "har-fhs", "oracle");
    const quantiles = judgeQuantiles(sample, subjects, new Uint8Array(HOURS));
    for (const { models, bestBaseline } of quantiles) {
      expect(models).to.include.keys("oracle");
      expect(bestBaseline).to.not.equal("oracle");
    }
  });

  it("stands after the members in the table of corrections, and the table without it is as before", () => {
    const all = correlateCorrections(sample, subjects);
    expect([all.members, all.challengers]).to.deep.equal([["one"], ["oracle"]]);
    expect(all.matrix.map((row) => row.length)).to.deep.equal([2, 2]);
    const without = correlateCorrections(
      sample,
      subjects.filter(({ kind }) => kind !== "challenger"),
    );
    expect(without).to.have.keys("prior", "members", "matrix");
  });
});

describe("The shipped challengers", function () {
  this.timeout(120_000);
  const forecasters = readForecasters(undefined, "nowhere", CHALLENGERS_FOLDER);
  const shapes = forecasters.map(({ manifest }) => manifest);

  it("do not move the committee", async () => {
    const history = aHistory(SYNTHETIC_HOURS);
    const rows = usableRows(history, shapes, { from: 0, to: Infinity, every: 11 });
    const of = async (some: typeof forecasters): Promise<Float64Array> =>
      subjectsOf(await forecast(history, rows, some, { threads: 1 }))
        .find(({ id }) => id === COMMITTEE)!
        .at(500);
    const members = forecasters.filter(({ kind }) => kind === "member");
    expect(await of(forecasters)).to.deep.equal(await of(members));
  });

  it("are judged in a crisis only when they had not seen it", async () => {
    const history = aHistory(SYNTHETIC_HOURS);
    // September 2020, which one member and the challengers withheld, and a crisis that they were fitted on.
    const moved = (date: string) => ({ ...history, firstHour: Date.parse(date) / 1000 - 1_500 * 3600 });
    const judged = async (date: string) => (await judgeLeftOut(moved(date), forecasters, () => BASE))[0]!;
    const unseen = await judged("2020-09-01");
    expect(unseen.name).to.equal("september-2020");
    expect(unseen.members).to.deep.equal(["scale-lstm-24h-10"]);
    expect(unseen.thresholds["0.05"]!.models).to.include.keys(COMMITTEE, "gaf-cnn", "joint-transformer");
    const seen = await judged("2019-09-22");
    expect(seen.name).to.equal("september-2019");
    expect(seen.thresholds["0.05"]!.models).to.have.keys(COMMITTEE);
  });
});

describe("npm run evaluate -- --challengers", () => {
  it("is a choice", () => {
    expect(parseArguments(["--data", "x"])!.challengers).to.equal(false);
    expect(parseArguments(["--data", "x", "--challengers"])!.challengers).to.equal(true);
  });
});
