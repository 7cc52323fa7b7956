import { expect } from "chai";
import { network } from "hardhat";
import { createRandom } from "../../../../scripts/demo/random.ts";
import { guard, guardedPaths } from "../../../../scripts/backtest/guardian/guard.ts";
import { Guardian } from "../../../../scripts/backtest/guardian/guardian.ts";
import { staticPaths } from "../../../../scripts/backtest/lending/anchors.ts";
import type { HourScore } from "../../../../scripts/backtest/steward/steward.ts";
import { POOL, RUNG as RUNG_AT, assetAt, deployHooks } from "../../../fixtures/deployHooks.ts";
import { ANCHORS } from "../../../fixtures/lendingStage.ts";

const connection = await network.create();
const { networkHelpers } = connection;

const HOUR = 3_600;
const DAY = 24 * HOUR;
const RUNG = { minContributors: 5 };
const POLICY = {
  budget: 2,
  budgetPeriod: 7 * DAY,
  rungs: {
    borrowOff: null,
    ltvZero: { ...RUNG, enterBps: 60_00, exitBps: 40_00, dwell: 2 },
    freeze: { ...RUNG, enterBps: 80_00, exitBps: 50_00, dwell: 3 },
    pause: null,
  },
};

/** Where the ladder stands after each hour, from scores in per cent. */
function ladder(scores: readonly (number | null)[], policy = POLICY, resumeDelay = 2 * HOUR): string[] {
  const guardian = new Guardian(policy, resumeDelay);
  return scores.map((score, hour) => {
    guardian.act(score === null ? null : score * 100, hour * HOUR);
    return guardian.held;
  });
}

/** The fixture's on-chain policy in the parameters' words. */
const ON_CHAIN = {
  budget: 2,
  budgetPeriod: 7 * DAY,
  rungs: {
    borrowOff: null,
    ltvZero: { ...RUNG, enterBps: 40_00, exitBps: 20_00, dwell: 2 },
    freeze: { ...RUNG, enterBps: 60_00, exitBps: 30_00, dwell: 2 },
    pause: null,
  },
};

/** A score that wanders across both rungs and back; one hour in twenty nobody reports. */
function wander(seed: number, hours: number): (number | null)[] {
  const random = createRandom(seed);
  let level = 30_00;
  return Array.from({ length: hours }, () => {
    level = Math.min(95_00, Math.max(2_00, level + 8_00 * random.normal() + 0.05 * (35_00 - level)));
    return random.uniform() < 0.05 ? null : Math.round(level);
  });
}

describe("Guardian", () => {
  for (const seed of [1, 2]) {
    it(`raises in 300 hours what contracts/PauseGuardian raises (seed ${seed})`, async () => {
      const hooks = await deployHooks(connection);
      await hooks.guardian.setPolicy(hooks.id, await hooks.guardianPolicy());
      const [start, asset] = [await networkHelpers.time.latest(), assetAt(0)];
      const guardian = new Guardian(ON_CHAIN, 6 * HOUR);
      const seen: string[] = [];
      for (const [i, score] of wander(seed, 300).entries()) {
        const at = start + (i + 1) * HOUR;
        if (score !== null) {
          await hooks.score({ round: i + 1, score });
          await networkHelpers.time.setNextBlockTimestamp(at);
          await hooks.guardian.trigger([hooks.id]);
        }
        const before = guardian.held;
        const raised = guardian.act(score, at);
        const stands = await hooks.pauseAdapter.rungOf(POOL, asset);
        expect(stands, `hour ${i}`).to.equal(RUNG_AT[raised ?? before]);
        if (raised !== undefined) seen.push(raised);
        // The DAO's act is nobody's but the DAO's.
        if (guardian.held === "none" && stands !== RUNG_AT.none) {
          await hooks.pauseAdapter.setRung(asset, RUNG_AT.none);
          seen.push("none");
        }
      }
      expect(new Set(seen).size, seen.join()).to.equal(3);
    });
  }

  it("raises a rung after its dwell of rounds in a row, the higher one when both are due", () => {
    expect(ladder([90, 90, 90])).to.deep.equal(["none", "ltvZero", "freeze"]);
    expect(ladder([60, 59, 60, 60])).to.deep.equal(["none", "none", "none", "ltvZero"]);
  });

  it("breaks the row in an hour without a report", () => {
    expect(ladder([70, null, 70, 70])).to.deep.equal(["none", "none", "none", "ltvZero"]);
  });

  it("waits for the DAO, which waits for the exit and its timelock", () => {
    // Below the exit from the third hour on, with one hour above it that starts the wait again.
    const scores = [70, 70, 30, 45, 30, null, 30, 30];
    expect(ladder(scores)).to.deep.equal([
      ...["none", "ltvZero", "ltvZero", "ltvZero", "ltvZero"],
      ...["ltvZero", "none", "none"],
    ]);
  });

  it("does not raise a spent rung again before the score has been below its exit", () => {
    // Frozen, and lowered by the DAO below the freeze's exit but above that of LTV 0, which stays spent.
    const scores = [90, 90, 90, 45, 45, 45, 70, 70, 35, 70, 70];
    expect(ladder(scores).slice(5)).to.deep.equal(["none", "none", "none", "none", "none", "none"]);
    const rested = { ...POLICY, budget: 3 };
    expect(ladder(scores, rested).slice(5)).to.deep.equal([
      ...["none", "none", "none", "none", "none"],
      "ltvZero",
    ]);
  });

  it("raises no more often than its budget within its period", () => {
    const once = { ...POLICY, budget: 1, budgetPeriod: 4 * HOUR };
    // The freeze is due in the third hour and may come four hours after the raise to LTV 0.
    expect(ladder([90, 90, 90, 90, 90, 90], once)).to.deep.equal([
      ...["none", "ltvZero", "ltvZero", "ltvZero", "ltvZero"],
      "freeze",
    ]);
  });

  it("refuses a ladder with a rung that the market does not have", () => {
    const pausing = {
      ...POLICY,
      rungs: { ...POLICY.rungs, pause: { ...RUNG, enterBps: 1, exitBps: 0, dwell: 1 } },
    };
    expect(() => new Guardian(pausing, 0)).to.throw("borrowOff or pause");
  });
});

describe("guard", () => {
  const scored = (percents: readonly number[]): HourScore[] =>
    percents.map((percent) => ({ scoreBps: percent * 100, spreadBps: 0 }));
  const parameters = { guardian: { WETH: POLICY }, timelock: { minDelay: 2 * HOUR } };
  const scores = { WETH: scored([70, 70, 90, 90, 90]), WBTC: scored([99, 99, 99, 99, 99]) };

  it("leaves the steward deaf while a market is the guardian's, from the hour after the raise on", () => {
    const { left, raises } = guard(scores, parameters, 0, 1);
    expect(left.WETH?.map((score) => score?.scoreBps ?? null)).to.deep.equal([
      70_00,
      70_00,
      null,
      null,
      null,
    ]);
    expect(left.WBTC).to.deep.equal(scores.WBTC);
    expect(raises).to.equal(2);
  });

  it("lends nothing at LTV 0 and takes nothing in where it is frozen; what it does not guard stays", () => {
    const still = staticPaths(ANCHORS, 5, 500);
    const paths = guardedPaths(still, guard(scores, parameters, 0, 1));
    expect([...Array.from(paths.WETH.ltvBps)]).to.deep.equal([75_00, 0, 0, 0, 0]);
    expect([...Array.from(paths.WETH.frozen ?? [])]).to.deep.equal([0, 0, 0, 0, 1]);
    expect(paths.WBTC).to.equal(still.WBTC);
  });

  it("asks a softer forecaster for less, and a louder one for more than there is", () => {
    expect(guard({ WETH: scored([35, 35, 35]) }, parameters, 0, 0.5).raises).to.equal(1);
    expect(guard({ WETH: scored([100, 100, 100]) }, parameters, 0, 2).raises).to.equal(0);
  });
});
