import { expect } from "chai";
import { alarmEpisodes, judgeAlarms, marketScores } from "../../../scripts/evaluate/alarms.ts";
import type { AlarmTruth } from "../../../scripts/evaluate/alarms.ts";
import { BUDGETS, HEADLINE_BUDGET } from "../../../scripts/evaluate/budgets.ts";
import { choose } from "../../../scripts/evaluate/choose-alarm.ts";
import { heldBackAt } from "../../../scripts/evaluate/held-back.ts";
import { marketEvents } from "../../../scripts/evaluate/market.ts";
import { EvaluateError } from "../../../scripts/evaluate/errors.ts";
import { judgeRandomAlarms } from "../../../scripts/evaluate/random-alarms.ts";
import { readReference } from "../../../scripts/evaluate/reference.ts";
import { marketIndex } from "../../../scripts/forecast/crises.ts";
import type { Crisis } from "../../../scripts/forecast/crises.ts";
import { readForecasters } from "../../../scripts/forecast/forecasters.ts";
import type { Forecast } from "../../../scripts/forecast/forecast.ts";
import type { ForecastManifest } from "../../../scripts/forecast/manifest.ts";
import { expectNearly } from "../../fixtures/nearly.ts";
import { aPriceHistory, closesWith, START } from "./aSample.ts";

const HOURS = 1_000;

describe("marketEvents", () => {
  it("marks the 24 hours before a fall of the size, and no other", () => {
    const events = marketEvents(marketIndex(aPriceHistory(closesWith(HOURS, [500, 501, 9]))), 800);
    expect(events.indexOf(1)).to.equal(476);
    expect(events.lastIndexOf(1)).to.equal(499);
  });
});

const crisis = (name: string, first: number, trough: number, last: number): Crisis => ({
  name,
  first,
  trough,
  last,
  troughAt: START + trough * 3600,
  depth: 0.2,
});

function mask(...spans: readonly (readonly [number, number])[]): Uint8Array {
  return Uint8Array.from({ length: HOURS }, (_, h) => Number(spans.some(([a, b]) => h >= a && h <= b)));
}

describe("judgeAlarms", () => {
  const truth: AlarmTruth = {
    events: mask([480, 499]),
    crises: [crisis("one", 495, 500, 510), crisis("two", 560, 570, 580)],
    from: 100,
    to: 900,
  };

  it("merges alarms within a day to one episode", () => {
    expect(alarmEpisodes(mask([150, 151], [175, 176], [201, 201], [950, 960]), truth)).to.deep.equal([
      [150, 176],
      [201, 201],
    ]);
  });

  it("calls an episode false when no event and no trough follows within 72 h", () => {
    const alarms = mask([150, 150], [407, 407], [408, 410], [650, 650]);
    const { episodes, falseAlarms, falseAlarmsPerMonth } = judgeAlarms(alarms, 800, truth);
    expect([episodes, falseAlarms]).to.deep.equal([3, 2]);
    expectNearly(falseAlarmsPerMonth, 2 / (800 / (24 * 30.4375)));
    const late = judgeAlarms(mask([407, 407]), 800, { ...truth, crises: [] });
    expect(late.falseAlarms).to.equal(1);
  });

  it("measures the first alarm of the last 72 h, not before the end of the crisis before", () => {
    const { crises, recall } = judgeAlarms(mask([100, 112], [440, 441], [490, 520]), 800, truth);
    expect(crises.map(({ firstWarningHours }) => firstWarningHours)).to.deep.equal([60, 59]);
    expect(crises.map(({ beforeFallHours }) => beforeFallHours)).to.deep.equal([55, 49]);
    expect(recall.crises).to.equal(1);
    expectNearly(recall.eventHours, 10 / 20);
  });

  it("counts an alarm at the trough as too late, one after it as none", () => {
    const { crises, recall } = judgeAlarms(mask([500, 505], [571, 575]), 800, truth);
    expect(crises.map(({ firstWarningHours }) => firstWarningHours)).to.deep.equal([0, null]);
    expect(recall.crises).to.equal(0);
  });

  it("takes the median over all crises, of which one without a warning counts as none", () => {
    const medianOf = (...spans: [number, number][]): number | null =>
      judgeAlarms(mask(...spans), 800, truth).medianWarningHours;
    expect(medianOf([490, 500], [550, 560])).to.equal(15);
    expect(medianOf([490, 500])).to.equal(5);
    expect(judgeAlarms(mask(), 800, { ...truth, crises: [] }).medianWarningHours).to.equal(null);
  });
});

describe("judgeRandomAlarms", () => {
  const truth: AlarmTruth = {
    events: mask([480, 499]),
    crises: [crisis("one", 495, 500, 510), crisis("two", 560, 570, 580)],
    from: 100,
    to: 900,
  };

  it("leaves alarms that know above random ones of the same hours", () => {
    const informed = mask([470, 500], [550, 570]);
    const { scattered, shifted } = judgeRandomAlarms(informed, 800, truth);
    const { recall, medianWarningHours } = judgeAlarms(informed, 800, truth);
    expect(recall.eventHours).to.equal(1);
    expectNearly(scattered.eventHours, 52 / 800, 0.02);
    expect(shifted.eventHours).to.be.lessThan(0.3);
    expect(scattered.falseAlarmsPerMonth).to.be.greaterThan(5);
    expect(medianWarningHours).to.be.greaterThan(shifted.medianWarningHours!);
  });

  it("warns where hours are drawn as chance says, and nowhere without an alarm", () => {
    const { scattered } = judgeRandomAlarms(mask([470, 500], [550, 570]), 800, truth);
    // The first of 72 hours, each in alarm with a chance of 52 in 800, stands 72 - 800 / 52 h before the trough.
    expectNearly(scattered.firstWarningHours[0], 72 - 800 / 52, 2);
    // The second crisis' search opens with the end of the first: 59 hours are left.
    expectNearly(scattered.firstWarningHours[1], 59 - 800 / 52, 2);
    const none = judgeRandomAlarms(mask(), 800, truth);
    expect(none.shifted).to.deep.equal({
      crises: 0,
      eventHours: 0,
      falseAlarmsPerMonth: 0,
      medianWarningHours: 0,
      firstWarningHours: [0, 0],
    });
  });
});

describe("marketScores", () => {
  it("averages bitcoin and ether in bps and leaves other assets and missing scores out", () => {
    const history = aPriceHistory(...[1, 2, 3].map(() => closesWith(HOURS)));
    const rows = { length: 5, asset: Uint16Array.of(0, 1, 2, 0, 1), hour: Int32Array.of(3, 3, 3, 4, 5) };
    const scores = marketScores(history, rows, [0.1, 0.2, 0.9, 0.3, NaN]);
    expectNearly(scores[3], 1_500);
    expectNearly(scores[4], 3_000);
    expect(scores[5]).to.be.NaN;
  });
});

describe("choose", () => {
  const truth: AlarmTruth = { events: mask([300, 320]), crises: [], from: 0, to: HOURS };
  // One true peak at 900 bps; false ones of a single hour at 600, 500, 400, ... each 40 h apart.
  const peaks = (): Float64Array => {
    const scores = new Float64Array(HOURS).fill(10);
    scores[310] = 900;
    [500, 540, 580, 620, 660].forEach((hour, i) => (scores[hour] = 600 - 100 * i));
    return scores;
  };

  it("lowers the threshold while false alarms stay within the budget, further for a larger one", () => {
    // 1,000 hours are 1.37 months: one false alarm is 0.73 a month, two are 1.46, three 2.19.
    const month = HOURS / (24 * 30.4375);
    for (const [budget, thresholdBps, falseAlarms] of [
      [0.5, 605, 0],
      [1, 505, 1],
      [2, 405, 2],
      [3, 205, 4],
    ] as const) {
      const choice = choose(peaks(), truth, budget);
      expect(choice.thresholdBps, `${budget} a month`).to.equal(thresholdBps);
      expect(choice.limit).to.equal("false alarms");
      expectNearly(choice.falseAlarmsPerMonth, falseAlarms / month, 1e-3);
    }
  });

  it("stops at a third of the hours, whatever the budget", () => {
    const scores = Float64Array.from({ length: HOURS }, (_, h) => (h >= 280 && h < 680 ? 1_000 - h : 0));
    const choice = choose(scores, truth, 4);
    // Hours 280 to 612 are 333 of 1,000; at 385 bps it is 336.
    expect(choice).to.deep.include({ thresholdBps: 390, share: 0.331, limit: "hours" });
  });

  it("says so when no lower score was in the way", () => {
    const scores = new Float64Array(HOURS);
    scores[310] = 900;
    expect(choose(scores, truth, 2)).to.deep.include({ thresholdBps: 5, limit: "none" });
  });
});

describe("heldBackAt", () => {
  const member = (id: string, p: number, from: string, to: string): Forecast => ({
    id,
    manifest: {
      gridBps: [500, 800],
      trained: { range: { from, to }, embargoHours: 72, withheld: [], calibration: [{ from, to }] },
    } as unknown as ForecastManifest,
    probability: Float32Array.from([p, p / 2, p, p / 2, p, p / 2]),
    probability72: null,
    logvol: null,
  });

  it("asks only the members that held the hour back", () => {
    const members = [
      member("a", 0.2, "2024-01-01", "2024-01-03"),
      member("b", 0.4, "2024-01-02", "2024-01-04"),
    ];
    const rows = { length: 3, asset: Uint16Array.of(0, 0, 0), hour: Int32Array.of(0, 30, 80) };
    const [first, second, third] = heldBackAt({ firstHour: START }, rows, members, 500);
    expectNearly(first, 0.2);
    // At a tie of two the upper value, as the contract takes it.
    expectNearly(second, 0.4);
    expect(third).to.be.NaN;
  });
});

describe("the committed alarm thresholds", () => {
  const { budgets, maxShare, to } = readReference();

  it("are there at every budget for the committee and every shipped baseline, within what they name", () => {
    const baselines = readForecasters().filter(({ kind }) => kind === "baseline");
    expect(budgets.map(({ falseAlarmsPerMonth }) => falseAlarmsPerMonth)).to.deep.equal([...BUDGETS]);
    expect(BUDGETS).to.include(HEADLINE_BUDGET);
    for (const { falseAlarmsPerMonth: budget, chosen } of budgets) {
      expect(chosen).to.include.keys("committee", ...baselines.map(({ id }) => id));
      for (const { falseAlarmsPerMonth, share } of Object.values(chosen)) {
        expect(falseAlarmsPerMonth).to.be.at.most(budget);
        expect(share).to.be.at.most(maxShare);
      }
    }
    expect(to < "2023-07-01").to.equal(true);
  });

  it("fall as the budget grows", () => {
    for (const [i, { chosen }] of budgets.slice(1).entries()) {
      for (const [id, { thresholdBps }] of Object.entries(chosen)) {
        expect(thresholdBps, id).to.be.at.most(budgets[i]!.chosen[id]!.thresholdBps);
      }
    }
  });

  it("are refused in a sentence when they are missing", () => {
    expect(() => readReference("nowhere.json")).to.throw(EvaluateError, /--choose-alarm/);
  });
});
