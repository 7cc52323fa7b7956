import { expect } from "chai";
import { alarmEpisodes, judgeAlarms, marketScores, nullRecall } from "../../../scripts/evaluate/alarms.ts";
import type { AlarmTruth } from "../../../scripts/evaluate/alarms.ts";
import { choose } from "../../../scripts/evaluate/choose-alarm.ts";
import { heldBackAt } from "../../../scripts/evaluate/held-back.ts";
import { findCrises, marketEvents, marketIndex } from "../../../scripts/evaluate/market.ts";
import { EvaluateError } from "../../../scripts/evaluate/errors.ts";
import { readReference } from "../../../scripts/evaluate/reference.ts";
import { readForecasters } from "../../../scripts/forecast/forecasters.ts";
import type { Crisis } from "../../../scripts/evaluate/market.ts";
import type { Forecast } from "../../../scripts/forecast/forecast.ts";
import type { ForecastManifest } from "../../../scripts/forecast/manifest.ts";
import { expectNearly } from "../../fixtures/nearly.ts";
import { anOutcomeHistory, START } from "./aSample.ts";

const HOURS = 1_000;
const flat = new Float64Array(HOURS);

/** 100, but 100 less a percentage from one hour up to another. */
function closes(...falls: readonly (readonly [from: number, to: number, percent: number])[]): Float64Array {
  return Float64Array.from({ length: HOURS }, (_, h) =>
    falls.reduce((price, [from, to, percent]) => (h >= from && h < to ? price - percent : price), 100),
  );
}

const historyOf = (...columns: readonly Float64Array[]) =>
  anOutcomeHistory(
    columns.map(() => flat),
    columns,
  );

describe("marketIndex", () => {
  it("is the mean of bitcoin's and ether's log closes, carried over a gap of a day", () => {
    const holed = closes().map((price, h) => (h >= 100 && h < 150 ? NaN : price));
    const index = marketIndex(historyOf(closes(), holed, closes([0, HOURS, 50])));
    expectNearly(index[0], Math.log(100));
    expectNearly(index[123], Math.log(100));
    expect(index[130]).to.be.NaN;
  });
});

describe("findCrises", () => {
  const history = historyOf(
    closes([200, 210, 13], [205, 210, 4], [400, 420, 20], [460, 470, 14], [700, 710, 11]),
  );

  it("takes falls of 12 % below the 72 h high, merges what lies within 72 h, finds the deepest hour", () => {
    const found = findCrises(history, marketIndex(history), []);
    expect(found.map(({ first, last, trough }) => [first, last, trough])).to.deep.equal([
      [200, 209, 205],
      [400, 469, 400],
    ]);
    expectNearly(found[0]!.depth, 0.17);
    expect(found[1]!.troughAt).to.equal(START + 400 * 3600);
  });

  it("names a crisis by the dates that hold its trough, else by its day", () => {
    const day = (h: number): string => new Date((START + h * 3600) * 1000).toISOString().slice(0, 10);
    const names = [{ name: "the-first", from: day(200), to: day(230) }];
    const found = findCrises(history, marketIndex(history), names);
    expect(found.map(({ name }) => name)).to.deep.equal(["the-first", day(400)]);
  });
});

describe("marketEvents", () => {
  it("marks the 24 hours before a fall of the size, and no other", () => {
    const events = marketEvents(marketIndex(historyOf(closes([500, 501, 9]))), 800);
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

  it("stands above random alarms of the same budget when it knows", () => {
    const informed = mask([470, 500], [550, 570]);
    const { scattered, shifted } = nullRecall(informed, 800, truth);
    const { recall } = judgeAlarms(informed, 800, truth);
    expect(recall.eventHours).to.equal(1);
    expectNearly(scattered.eventHours, 52 / 800, 0.02);
    expect(shifted.eventHours! < 0.3).to.equal(true);
    expect(scattered.falseAlarmsPerMonth > 5).to.equal(true);
  });
});

describe("marketScores", () => {
  it("averages bitcoin and ether in bps and leaves other assets and missing scores out", () => {
    const history = historyOf(closes(), closes(), closes());
    const rows = { length: 5, asset: Uint16Array.of(0, 1, 2, 0, 1), hour: Int32Array.of(3, 3, 3, 4, 5) };
    const scores = marketScores(history, rows, [0.1, 0.2, 0.9, 0.3, NaN]);
    expectNearly(scores[3], 1_500);
    expectNearly(scores[4], 3_000);
    expect(scores[5]).to.be.NaN;
  });
});

describe("choose", () => {
  it("lowers the threshold while false alarms and hours stay within the budget", () => {
    const truth: AlarmTruth = { events: mask([300, 320]), crises: [], from: 0, to: HOURS };
    // One true peak at 900 bps; false ones of a single hour at 600, 500, 400, ... each 40 h apart.
    const scores = new Float64Array(HOURS).fill(10);
    scores[310] = 900;
    [500, 540, 580, 620, 660].forEach((hour, i) => (scores[hour] = 600 - 100 * i));
    const { thresholdBps, counted } = choose(scores, truth);
    // 1,000 hours are 1.37 months: two false alarms are 1.46 a month, three 2.19.
    expect(thresholdBps).to.equal(405);
    expectNearly(counted.falseAlarmsPerMonth, 2 / (HOURS / (24 * 30.4375)), 1e-3);
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
  it("are there for the committee and every shipped baseline, within the budget they name", () => {
    const reference = readReference();
    const baselines = readForecasters().filter(({ kind }) => kind === "baseline");
    expect(reference.thresholdsBps).to.include.keys("committee", ...baselines.map(({ id }) => id));
    for (const { falseAlarmsPerMonth, share } of Object.values(reference.chosenAt)) {
      expect(falseAlarmsPerMonth <= reference.falseAlarmsPerMonth && share <= reference.maxShare).to.equal(
        true,
      );
    }
    expect(reference.to < "2023-07-01").to.equal(true);
  });

  it("are refused in a sentence when they are missing", () => {
    expect(() => readReference("nowhere.json")).to.throw(EvaluateError, /--choose-alarm/);
  });
});
