import { expect } from "chai";
import { judgeAlarms, thresholdWithin } from "../../../scripts/monitors/alarms.ts";
import type { IncidentRule } from "../../../scripts/monitors/incidents.ts";
import { incidentsOf } from "../../../scripts/monitors/incidents.ts";
import type { ScoredSeries } from "../../../scripts/monitors/scored.ts";
import { seededRandom } from "../../committee/features/synthetic.ts";
import { expectNearly } from "../../fixtures/nearly.ts";

const HOURS = 8766;
const RULE: IncidentRule = {
  event: "bad",
  outcome: "worst",
  threshold: 200,
  minHours: 3,
  mergeHours: 72,
  milder: [50],
  worse: 500,
  plainRules: [],
};

/** A year of one series: calm but for a breach of five hours at 5,000 that crosses 50 at 4,990 and 500 at 5,002. */
function aYear(score: (hour: number) => number): ScoredSeries {
  const severity = new Float64Array(HOURS);
  severity.fill(60, 4990, 5000).fill(250, 5000, 5002).fill(600, 5002, 5005);
  const history = {
    name: "AAA",
    firstHour: 0,
    hours: HOURS,
    rows: new Float32Array(),
    state: severity,
    severity: { worst: severity },
    outcomes: {},
  };
  const monitor = [Float64Array.from({ length: HOURS }, (_, i) => score(i))];
  return { history, monitor, rule: monitor, climate: monitor, fold: new Int32Array(HOURS) };
}

const scoreOf = ({ monitor }: ScoredSeries): Float64Array => monitor[0] ?? new Float64Array();

describe("incidentsOf", () => {
  it("finds onset, end, the milder crossing and the worse one", () => {
    const [incident, ...others] = incidentsOf(
      aYear(() => 0),
      RULE,
    );
    expect(others).to.deep.equal([]);
    const { onset, end, worse, milder } = incident!;
    expect({ onset, end, worse, milder }).to.deep.equal({
      onset: 5000,
      end: 5004,
      worse: 5002,
      milder: [4990],
    });
  });

  it("leaves out what is too short and what was not forecast before", () => {
    expect(
      incidentsOf(
        aYear(() => 0),
        { ...RULE, minHours: 6 },
      ),
    ).to.deep.equal([]);
    const late = aYear(() => 0);
    late.fold.fill(-1, 0, 4995);
    expect(incidentsOf(late, RULE)).to.deep.equal([]);
  });
});

describe("judgeAlarms", () => {
  it("measures the warning, the delay, and false alarms apart from what is near a breach", () => {
    const alarms = new Set([1000, 1005, 1100, 4950, 4996]);
    const report = judgeAlarms([aYear((i) => (alarms.has(i) ? 1 : 0))], RULE, scoreOf, () => 0.5);
    expect(report.incidents).to.equal(1);
    expect(report.warned).to.equal(1);
    expect(report.detections[0]).to.deep.equal({
      series: "AAA",
      onsetAt: 5000 * 3600,
      warning: 50,
      warningOfWorse: 52,
      delays: [-40],
    });
    // 1000 and 1005 are one alarm, 1100 another; 149 hours lie near the breach.
    expectNearly(report.falseAlarmsPerYear, (2 * 8766) / (HOURS - 149), 1e-9);
  });

  it("gives the nulls what as many alarm hours would catch by chance", () => {
    const report = judgeAlarms([aYear((i) => (i === 2000 ? 1 : 0))], RULE, scoreOf, () => 0.5);
    const outside = HOURS - 5;
    expectNearly(report.warnedIfScattered, 1 - (1 - 1 / outside) ** 72, 1e-9);
    expectNearly(report.warnedIfShifted, 72 / outside, 1e-9);
    expect(report.warned).to.equal(0);
  });

  it("sees no incident warned of by an alarm that only comes with it", () => {
    const report = judgeAlarms([aYear((i) => (i >= 5000 && i < 5004 ? 1 : 0))], RULE, scoreOf, () => 0.5);
    expect(report.warned).to.equal(0);
    expect(report.detections[0]!.warning).to.equal(0);
  });
});

describe("thresholdWithin", () => {
  const random = seededRandom(21);
  const noise = Float64Array.from({ length: HOURS }, () => random());

  it("keeps false alarms within the budget", () => {
    const series = aYear((i) => noise[i] ?? 0);
    for (const budget of [4, 12]) {
      const threshold = thresholdWithin([series], RULE, scoreOf, budget, () => true);
      const { falseAlarmsPerYear } = judgeAlarms([series], RULE, scoreOf, () => threshold);
      expect(falseAlarmsPerYear).to.satisfy((n: number) => n <= budget && n >= budget / 3);
    }
  });

  it("does not take an alarm that never ends for one", () => {
    const threshold = thresholdWithin([aYear((i) => (i < 8000 ? 0.9 : 0.1))], RULE, scoreOf, 4, () => true);
    expect(threshold).to.equal(Infinity);
  });
});
