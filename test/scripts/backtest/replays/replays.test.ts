import { expect } from "chai";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crisesByRule } from "../../../../scripts/backtest/crises.ts";
import { BacktestError } from "../../../../scripts/backtest/errors.ts";
import { COMMITTEE, STATIC } from "../../../../scripts/backtest/policies.ts";
import { RIVALS } from "../../../../scripts/backtest/replays/match.ts";
import { policyOf, replay } from "../../../../scripts/backtest/replays/replays.ts";
import type { Replay, Replays } from "../../../../scripts/backtest/replays/replays.ts";
import { spreadOf } from "../../../../scripts/backtest/replays/shares.ts";
import { prepareWindow } from "../../../../scripts/backtest/replays/windows.ts";
import { writeBlock } from "../../../../scripts/backtest/report/block.ts";
import { replayJsonOf } from "../../../../scripts/backtest/report/json.ts";
import { replayReport } from "../../../../scripts/backtest/report/replay-page.ts";
import { openPool } from "../../../../scripts/backtest/threads/pool.ts";
import type { HourScore } from "../../../../scripts/backtest/steward/steward.ts";
import { readParameters } from "../../../../scripts/deploy/parameters.ts";
import { readForecasters } from "../../../../scripts/forecast/forecasters.ts";
import { CRASH, aCrashHistory } from "../../../fixtures/crashHistory.ts";
import { expectNearly } from "../../../fixtures/nearly.ts";

/** Scores that rise over the bands of a market once every so many hours, and stay there for a day. */
const alarms = (hours: number, every: number, scoreBps: number): HourScore[] =>
  Array.from({ length: hours }, (_, hour) => ({
    scoreBps: hour % every < 24 ? scoreBps : 5_00,
    spreadBps: 0,
  }));

describe("replay", function () {
  this.timeout(180_000);
  const history = aCrashHistory();
  const [crisis] = crisesByRule(history, CRASH.start);
  const models = readForecasters()
    .filter(({ kind }) => kind === "member")
    .slice(0, 2);
  let replays: Replays;
  let window: Replay;

  before(async () => {
    const parameters = await readParameters("demo");
    const deps = { history, models, parameters };
    const read = await prepareWindow(crisis!, deps);
    // The calm days of this history alarm nobody; these do, one forecaster at half the level of the other.
    const { hours } = read.window;
    const scores = new Map(read.scores)
      .set(COMMITTEE, { WETH: alarms(hours, 400, 70_00), WBTC: alarms(hours, 700, 30_00) })
      .set("ewma-gauss", { WETH: alarms(hours, 300, 35_00) });
    const prepared = { ...read, scores };
    const pool = openPool(1);
    replays = await replay([prepared], { ...deps, draws: 2, pool, leftOut: [crisis!] });
    await pool.close();
    window = replays.windows[0]!;
  });

  const calmOf = (id: string, setting: "equal" | "one"): number =>
    spreadOf(policyOf(window, id, setting).outcomes.map((one) => one.calmCapacityHoursLost)).mean;

  it("finds the trough where the market fell, and the calm hours before the crisis", () => {
    // Half a day after the fall; the evaluation's rule.
    expect(window.troughAt >= CRASH.start + CRASH.at * 3_600).to.equal(true);
    expect(window.troughAt < window.to).to.equal(true);
    expect(window.calmHours).to.equal(90 * 24);
    expect(window.members).to.deep.equal(models.map(({ id }) => id));
  });

  it("gives static parameters and a softer forecaster, in calm days, exactly the committee's cost", () => {
    const target = calmOf(COMMITTEE, "equal");
    expect(target > 5).to.equal(true);
    for (const id of [STATIC, "ewma-gauss"]) {
      const { loud, soft, part } = policyOf(window, id, "equal");
      expect(loud !== soft && part > 0 && part < 1, id).to.equal(true);
      expectNearly(calmOf(id, "equal"), target, 1e-6);
    }
    // Its alarms are half as loud: no band is entered at scale 1, and some are at a scale near a half.
    const { loud, soft } = policyOf(window, "ewma-gauss", "equal");
    expect(loud < soft && loud > 0.3 && soft < 1).to.equal(true);
    expect(policyOf(window, "ewma-gauss", "given").outcomes[0]!.calmCapacityHoursLost).to.equal(0);
  });

  it("asks for one policy over one window what it asks for in the window", () => {
    for (const id of [STATIC, ...RIVALS]) {
      const [equal, one] = [policyOf(window, id, "equal"), policyOf(window, id, "one")];
      expect([one.loud, one.soft, one.part]).to.deep.equal([equal.loud, equal.soft, equal.part]);
    }
  });

  it("keeps all hours before 2023-07 in mind: a later history has no share, and the deployed bands stand", () => {
    expect(replays.rule.WETH.all).to.be.NaN;
    const [given, deployed] = [policyOf(window, COMMITTEE, "given"), policyOf(window, COMMITTEE, "deployed")];
    expect(given.outcomes).to.deep.equal(deployed.outcomes);
  });

  it("counts what the committee did, and that static parameters do nothing", () => {
    const { actions } = policyOf(window, COMMITTEE, "given");
    expect(actions!.tightenings.before > 5 && actions!.loosenings.before > 5).to.equal(true);
    expect(policyOf(window, STATIC, "equal").actions).to.equal(null);
  });

  it("lets the guardian act beside whoever hears the scores", () => {
    for (const id of [COMMITTEE, ...RIVALS]) {
      const guarded = policyOf(window, id, "guardian");
      expect(guarded.setting).to.equal("guardian");
      expect(guarded.raises).to.be.a("number");
    }
  });

  it("is reported in words and numbers", () => {
    const report = replayReport(replays, ["A notice."]);
    expect(report).to.include("## At equal cost in calm days").and.include("- A notice.");
    expect(report).to.include("## Where the committee is worse");
    expect(report.includes("NaN") || report.includes("undefined")).to.equal(false);
    const json: unknown = JSON.parse(JSON.stringify(replayJsonOf(replays)));
    expect(json).to.have.nested.property("windows[0].control[1].badDebtUsd").that.is.a("number");
    expect(json).to.have.nested.property("windows[0].policies[0].outcomes[1].calmCapacityHoursLost");
  });

  it("says which windows hold next to no bad debt", () => {
    const poor = { ...window, control: window.control.map((one) => ({ ...one, peakBadDebtUsd: 1 })) };
    expect(replayReport({ ...replays, windows: [poor] }, [])).to.include("shares of it say little");
    const rich = { ...window, control: window.control.map((one) => ({ ...one, peakBadDebtUsd: 1e9 })) };
    expect(replayReport({ ...replays, windows: [rich] }, [])).to.not.include("shares of it say little");
  });

  it("shows the sums without the window in which the control lost most, where there is another", () => {
    const worse = { ...window, from: window.from + 40 * 86_400 };
    const control = window.control.map((one) => ({ ...one, badDebtUsd: one.badDebtUsd + 1e6 }));
    const two = replayReport({ ...replays, windows: [window, { ...worse, control }] }, []);
    expect(two).to.include("without 2024-05, where the control lost most");
    expect(replayReport(replays, [])).to.not.include("where the control lost most");
  });

  it("lists every figure in which another leaves less, and says so where none does", () => {
    const with_ = (id: string, liquidatedUsd: number): Replay => ({
      ...window,
      policies: window.policies.map((policy) => ({
        ...policy,
        outcomes: policy.outcomes.map((one) => ({
          ...one,
          ...{ badDebtUsd: 0, peakBadDebtUsd: 0 },
          liquidatedUsd: policy.id === id ? liquidatedUsd : 1e5,
        })),
      })),
    });
    const listed = replayReport({ ...replays, windows: [with_("ewma-gauss", 5e4)] }, []);
    expect(listed).to.match(/- All windows, one policy: of liquidated collateral it leaves [\d.]+ %, EWMA/);
    expect(listed).to.match(/- 2024-04: of liquidated collateral it leaves [\d.]+ %, EWMA [\d.]+ %\.\n/);
    const none = replayReport({ ...replays, windows: [with_("ewma-gauss", 1e5)] }, []);
    expect(none).to.include("In none of these windows");
  });
});

describe("writeBlock", () => {
  const BEGIN = "<!-- generated: second -->";
  const page = join(mkdtempSync(join(tmpdir(), "page-")), "page.md");

  it("replaces one block of a page and leaves what stands around it", () => {
    writeFileSync(
      page,
      `a\n<!-- generated: first -->\nold\n<!-- end -->\nb\n${BEGIN}\nold\n<!-- end -->\nc\n`,
    );
    writeBlock(page, BEGIN, "new");
    expect(readFileSync(page, "utf8")).to.equal(
      `a\n<!-- generated: first -->\nold\n<!-- end -->\nb\n${BEGIN}\n\nnew\n\n<!-- end -->\nc\n`,
    );
  });

  it("refuses a page that has lost a marker", () => {
    for (const text of ["no markers", `${BEGIN} and no end`, `<!-- end --> ${BEGIN}`]) {
      writeFileSync(page, text);
      expect(() => {
        writeBlock(page, BEGIN, "new");
      }).to.throw(BacktestError, "has lost its markers");
    }
  });
});
