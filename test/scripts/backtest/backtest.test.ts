import { expect } from "chai";
import { backtestCrisis } from "../../../scripts/backtest/backtest.ts";
import type { CrisisResult } from "../../../scripts/backtest/backtest.ts";
import { crisesByRule } from "../../../scripts/backtest/crises.ts";
import { capacityShares } from "../../../scripts/backtest/judge/curve.ts";
import { groupsOf } from "../../../scripts/backtest/judge/groups.ts";
import { BacktestError } from "../../../scripts/backtest/errors.ts";
import { anchorsOf, staticPaths } from "../../../scripts/backtest/lending/anchors.ts";
import { windowOf } from "../../../scripts/backtest/window.ts";
import { COMMITTEE, SCALES, SHIFTED, STATIC, STATIC_BPS } from "../../../scripts/backtest/policies.ts";
import { jsonOf } from "../../../scripts/backtest/report/json.ts";
import { reportOf } from "../../../scripts/backtest/report/page.ts";
import { drawCurves } from "../../../scripts/backtest/report/picture.ts";
import { openPool } from "../../../scripts/backtest/threads/pool.ts";
import { readParameters } from "../../../scripts/deploy/parameters.ts";
import { readForecasters } from "../../../scripts/forecast/forecasters.ts";
import { CRASH, aCrashHistory } from "../../fixtures/crashHistory.ts";

describe("backtestCrisis", function () {
  this.timeout(180_000);
  const history = aCrashHistory();
  const [crisis] = crisesByRule(history, CRASH.start);
  let result: CrisisResult;

  before(async () => {
    // Two members are as good as seven for what is asked here.
    const [models, parameters] = [readForecasters().slice(0, 2), await readParameters("demo")];
    const pool = openPool(1);
    result = await backtestCrisis(crisis!, { history, models, parameters, draws: 1, pool });
    await pool.close();
  });

  it("tries every policy of every forecaster", () => {
    const { forecasters } = result;
    for (const id of [COMMITTEE, SHIFTED, "rolling-var-30d", "ewma-gauss"]) {
      expect(forecasters[id]?.map(({ policy }) => policy)).to.deep.equal(SCALES);
    }
    expect(forecasters[STATIC]?.map(({ policy }) => policy)).to.deep.equal(STATIC_BPS);
  });

  it("withholds more the earlier a policy acts, and in the order of the static ones", () => {
    const committee = capacityShares([result], COMMITTEE);
    expect(committee).to.deep.equal(committee.toSorted((a, b) => b - a));
    expect(committee[0]! > 2 * committee.at(-1)!).to.equal(true);
    const still = capacityShares([result], STATIC);
    expect(still).to.deep.equal(still.toSorted((a, b) => a - b));
  });

  it("loses nearly nothing where the LTV is always low, and something where it is left alone", () => {
    const { control, forecasters } = result;
    expect(control.liquidatedUsd > 1e5).to.equal(true);
    expect(forecasters[STATIC]!.at(-1)!.liquidatedUsd < 0.5 * control.liquidatedUsd).to.equal(true);
  });

  it("causes no liquidation by a lower LTV", () => {
    const all = Object.values(result.forecasters).flat();
    expect(
      all.reduce((sum, { liquidationsCausedByCommittee }) => sum + liquidationsCausedByCommittee, 0),
    ).to.equal(0);
  });

  it("is reported in words, numbers and a picture", () => {
    const some = [result];
    const groups = groupsOf(some, 0);
    const report = reportOf(some, groups, ["A notice."], 1);
    expect(report)
      .to.include(`| ${result.name} | 2 |`)
      .and.include("- A notice.")
      .and.include(", as deployed");
    expect(report.includes("NaN") || report.includes("undefined")).to.equal(false);
    const json: unknown = JSON.parse(JSON.stringify(jsonOf(some, groups, 1)));
    expect(json).to.have.nested.property("crises[0].control.badDebtUsd").that.is.a("number");
    expect(json).to.have.nested.property("crises[0].forecasters.committee[0].actions").that.is.a("number");
    expect(json).to.have.nested.property("atEqualCapacity.all crises.deployedShare").that.is.a("number");
    const picture = drawCurves(some);
    expect(picture.match(/<polyline/g)).to.have.length(Object.keys(result.forecasters).length * 3);
    expect(picture.includes("NaN")).to.equal(false);
  });
});

describe("openPool", function () {
  this.timeout(60_000);

  it("plays the same whatever the number of threads", async () => {
    const history = aCrashHistory();
    const window = windowOf(history, crisesByRule(history, CRASH.start)[0]!);
    const anchors = anchorsOf(await readParameters("demo"));
    const play = { window, anchors, paths: [staticPaths(anchors, window.hours, 500)] };
    const played = [1, 3].map(async (threads) => {
      const pool = openPool(threads);
      const outcomes = await pool.play(play, 3);
      await pool.close();
      return outcomes;
    });
    const [one, three] = await Promise.all(played);
    expect(three).to.deep.equal(one);
    expect(new Set(one!.map(({ control }) => control.liquidatedUsd)).size, "drawings differ").to.equal(3);
  });

  it("says in a sentence what failed on a thread", async () => {
    const history = aCrashHistory();
    const window = windowOf(history, crisesByRule(history, CRASH.start)[0]!);
    const anchors = anchorsOf(await readParameters("demo"));
    const pool = openPool(1);
    const short = [staticPaths(anchors, 3)];
    const error: unknown = await pool
      .play({ window, anchors, paths: short }, 1)
      .catch((cause: unknown) => cause);
    await pool.close();
    expect(error).to.be.instanceOf(BacktestError).with.property("code", "BACKTEST_THREAD_FAILED");
  });
});
