import { expect } from "chai";
import { network } from "hardhat";
import { createRandom } from "../../../scripts/demo/random.ts";
import { scaledPolicy } from "../../../scripts/backtest/steward/policy.ts";
import { steer } from "../../../scripts/backtest/steward/steer.ts";
import { Steward } from "../../../scripts/backtest/steward/steward.ts";
import type { HourScore } from "../../../scripts/backtest/steward/steward.ts";
import { readParameters } from "../../../scripts/deploy/parameters.ts";
import { anchorsOf } from "../../../scripts/backtest/lending/anchors.ts";
import { HEALTHY, deployHooks } from "../../fixtures/deployHooks.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const HOUR = 3_600;
const ANCHOR = {
  ltvBps: 80_00,
  liquidationThresholdBps: HEALTHY.parameters.liquidationThresholdBps,
  bonusBps: 105_00,
};

/** The fixture's on-chain policy in the parameters' words. */
const PARAMETERS = {
  minGapBps: 1_00,
  maxSpreadToLoosenBps: 5_00,
  minContributorsToLoosen: 5,
  dwell: 2,
  loosenExpiry: 86_400,
  ltv: {
    driftBps: 20_00,
    tightenStepBps: 5_00,
    tightenDelay: HOUR,
    tightenBudgetBps: 12_00,
    budgetPeriod: 86_400,
    loosenStepBps: 2_50,
    loosenDelay: 21_600,
  },
  ...{ liquidationThreshold: null, supplyCap: null, borrowCap: null, eModes: null },
  bands: [
    { enterBps: 4_00, exitBps: 2_50, ltvBps: 75_00 },
    { enterBps: 12_00, exitBps: 8_00, ltvBps: 68_00 },
    { enterBps: 25_00, exitBps: 18_00, ltvBps: 60_00 },
  ],
};
const policy = scaledPolicy(PARAMETERS, ANCHOR, 1);

/** A score that wanders through all bands, with a spread that is too wide for loosening now and then. */
function wander(seed: number, hours: number): (HourScore | null)[] {
  const random = createRandom(seed);
  let level = 3_00;
  return Array.from({ length: hours }, () => {
    level = Math.min(
      40_00,
      Math.max(20, level * Math.exp(0.45 * random.normal() - 0.06 * (level > 8_00 ? 1 : -1))),
    );
    const spreadBps = random.uniform() < 0.1 ? 6_00 : Math.round(random.between(0, 90));
    // One hour in twenty nobody reports.
    return random.uniform() < 0.05 ? null : { scoreBps: Math.round(level), spreadBps };
  });
}

describe("Steward", () => {
  for (const seed of [1, 2, 3]) {
    it(`writes in 150 hours what contracts/CollateralSteward writes (seed ${seed})`, async () => {
      const hooks = await deployHooks(connection);
      await hooks.steward.setPolicy(hooks.id, await hooks.stewardPolicy());
      const start = await networkHelpers.time.latest();
      const steward = new Steward(policy, start);
      const seen = new Set<number>();
      for (const [i, score] of wander(seed, 150).entries()) {
        const at = start + (i + 1) * HOUR;
        if (score !== null) {
          await hooks.score({ round: i + 1, score: score.scoreBps, spread: score.spreadBps });
          for (const call of ["tighten", "queueLoosening", "executeLoosening"] as const) {
            // Three transactions of one hour, a second apart; the hour's own second is the middle one's.
            await networkHelpers.time.setNextBlockTimestamp(
              at + ["tighten", "queueLoosening", "executeLoosening"].indexOf(call),
            );
            await hooks.steward[call]([hooks.id]);
          }
          steward.tighten(score, at);
          steward.queueLoosening(score, at + 1);
          steward.executeLoosening(score, at + 2);
        }
        const { band } = await hooks.steward.stateOf(hooks.id);
        expect([steward.ltvBps, steward.band], `hour ${i}`).to.deep.equal([
          Number(await hooks.ltv()),
          Number(band),
        ]);
        seen.add(steward.band);
      }
      expect(seen.size, "bands that were visited").to.equal(4);
    });
  }

  it("tightens at once and loosens only after the wait, a step at a time", () => {
    const steward = new Steward(policy, 0);
    const [high, low] = [
      { scoreBps: 13_00, spreadBps: 0 },
      { scoreBps: 1_00, spreadBps: 0 },
    ];
    expect(steward.act(high, HOUR)).to.deep.equal([{ at: HOUR, fromBps: 80_00, toBps: 75_00 }]);
    const after: number[] = [];
    for (let hour = 2; hour <= 15; hour++) {
      steward.act(low, hour * HOUR);
      after.push(steward.ltvBps);
    }
    // Queued in the second hour, executable six hours later; the next is queued with it.
    expect(after).to.deep.equal([...Array<number>(6).fill(75_00), ...Array<number>(7).fill(77_50), 80_00]);
  });

  it("takes no more than the budget within a day", () => {
    const steward = new Steward(policy, 0);
    const path = [1, 2, 3, 4].map((hour) => {
      steward.act({ scoreBps: 40_00, spreadBps: 0 }, hour * HOUR);
      return steward.ltvBps;
    });
    // 12.00 at first; what came back in an hour is a twenty-fourth of it.
    expect(path).to.deep.equal([75_00, 70_00, 67_00, 66_50]);
  });
});

describe("scaledPolicy", () => {
  it("moves where bands are entered and left, and nothing else", () => {
    const half = scaledPolicy(PARAMETERS, ANCHOR, 0.5);
    expect(half.bands[1]).to.deep.equal({ enterBps: 6_00, exitBps: 4_00, ltvBps: 68_00 });
    expect(half.loosenDelay).to.equal(PARAMETERS.ltv.loosenDelay);
  });

  it("keeps hysteresis at the smallest scale and drops bands beyond 100 %", () => {
    for (const { enterBps, exitBps } of scaledPolicy(PARAMETERS, ANCHOR, 0.002).bands) {
      expect(exitBps < enterBps).to.equal(true);
    }
    expect(scaledPolicy(PARAMETERS, ANCHOR, 5).bands).to.have.length(2);
  });
});

describe("steer", () => {
  it("leaves a collateral without scores at its anchor, and an hour without a score as it was", async () => {
    const parameters = await readParameters("demo");
    const anchors = anchorsOf(parameters);
    const alarm = { scoreBps: 99_00, spreadBps: 0 };
    const { paths, changes } = steer({ WETH: [null, alarm, null] }, parameters.steward, anchors, 3, HOUR, 1);
    expect([...Array.from(paths.WETH.ltvBps)]).to.deep.equal([80_00, 75_00, 75_00]);
    expect([...Array.from(paths.WBTC.ltvBps)]).to.deep.equal([73_00, 73_00, 73_00]);
    expect(changes).to.have.length(1);
  });
});
