import { expect } from "chai";
import type { MonitorEvent } from "../../../committee/inference/monitor-manifest.ts";
import type { ScoredSeries } from "../../../scripts/monitors/scored.ts";
import { averagePrecision, skillOfEvent } from "../../../scripts/monitors/skill.ts";
import { seededRandom } from "../../committee/features/synthetic.ts";
import { expectNearly } from "../../fixtures/nearly.ts";

const EVENT: MonitorEvent = {
  name: "bad",
  outcome: "worst",
  threshold: 200,
  unit: "bps",
  horizonSeconds: 86_400,
  atRisk: true,
  baseRate: 0.1,
};

/** Half a year in which every tenth hour or so is an event; `skilled` mixes the truth into the forecast. */
function aSeries(skilled: number, shuffled = false): ScoredSeries {
  const random = seededRandom(3);
  const hours = 4400;
  const outcome = Float64Array.from({ length: hours }, () => (random() < 0.1 ? 300 : 10));
  const forecast = outcome.map((value) => 0.1 + skilled * (value > 200 ? 0.5 : -0.05));
  if (shuffled) forecast.sort(() => random() - 0.5);
  const flat = new Float64Array(hours).fill(0.1);
  const history = {
    name: "AAA",
    firstHour: 1_600_000_000,
    hours,
    rows: new Float32Array(),
    state: new Float64Array(hours),
    severity: {},
    outcomes: { worst: outcome },
  };
  return { history, monitor: [forecast], rule: [flat], climate: [flat], fold: new Int32Array(hours) };
}

describe("averagePrecision", () => {
  it("is that of the definition, and equal scores count as one step", () => {
    expectNearly(averagePrecision([0.9, 0.8, 0.7, 0.6], [1, 0, 1, 0]), (1 + 2 / 3) / 2);
    expectNearly(averagePrecision([0.5, 0.5, 0.5, 0.5], [1, 0, 0, 0]), 0.25);
  });
});

describe("skillOfEvent", () => {
  it("finds skill where it is, and its bounds above zero", () => {
    const { monitor, rule, delta, events, rows } = skillOfEvent([aSeries(1)], EVENT, 0);
    expect(rows).to.equal(4400);
    expect(events).to.satisfy((n: number) => n > 350 && n < 550);
    expectNearly(monitor.prAuc, 1);
    expectNearly(rule.brierSkill, 0);
    expectNearly(rule.logSkill, 0);
    expect(delta!.lo).to.satisfy((lo: number) => lo > 0.3);
    expect(monitor.logSkill).to.satisfy((value: number) => Math.abs(value - delta!.mean) < 1e-9);
  });

  it("finds none in a shuffled forecast", () => {
    const { monitor, delta } = skillOfEvent([aSeries(1, true)], EVENT, 0);
    expect(monitor.brierSkill).to.satisfy((value: number) => value < 0);
    expect(delta!.hi).to.satisfy((hi: number) => hi < 0);
  });

  it("leaves out hours already beyond the threshold, and says nothing without an event", () => {
    const series = aSeries(1);
    series.history.state.fill(250);
    expect(skillOfEvent([series], EVENT, 0).rows).to.equal(0);
    const calm = aSeries(1);
    calm.history.outcomes["worst"]!.fill(0);
    expect(skillOfEvent([calm], EVENT, 0).monitor.prAuc).to.equal(null);
  });
});
