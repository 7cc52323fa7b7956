import { expect } from "chai";
import { network } from "hardhat";
import { createRandom } from "../../scripts/demo/random.ts";
import { STATUS } from "../fixtures/aScore.ts";
import { BORROW_ANCHOR, deployStewardOnAave, SUPPLY_ANCHOR } from "../fixtures/deployStewardOnAave.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const HOUR = 3_600;
const ETHER = 10n ** 18n;
const HOURS = 120;

const fixture = async () => {
  const suite = await deployStewardOnAave(connection);
  // A notice and waits that a run of days can pass through.
  const ramp = { ...suite.policy.ramp, notice: 3 * HOUR };
  await suite.steward.setPolicy(suite.id, { ...suite.policy, ramp });
  return suite;
};

/** By Parameter: the longest step down and up, and how far from the anchor. */
const STEPS_DOWN = [5_00n, 50n, SUPPLY_ANCHOR / 5n, BORROW_ANCHOR / 5n];
const STEPS_UP = [2_50n, 50n, SUPPLY_ANCHOR / 10n, BORROW_ANCHOR / 10n];
const ANCHORS = [80_00n, 83_00n, SUPPLY_ANCHOR, BORROW_ANCHOR];
const DRIFTS = [20_00n, 6_00n, (SUPPLY_ANCHOR * 6n) / 10n, (BORROW_ANCHOR * 6n) / 10n];

describe("CollateralSteward on the real Aave, at random", () => {
  for (const seed of [1, 2, 3]) {
    it(`H1 H3 H4 H5 keeps its bounds for ${HOURS} hours of scores, and every other bit (seed ${seed})`, async () => {
      const { aave, weth, steward, stranger, id, score, values, time } =
        await networkHelpers.loadFixture(fixture);
      const random = createRandom(seed);
      const caller = steward.connect(stranger);
      const others = async () =>
        Promise.all(
          Object.values(aave.tokens)
            .filter((token) => token !== weth)
            .map(async (token) => (await aave.pool.getConfiguration(token)).data),
        );
      const mask = 0xffff_ffffn | ((2n ** 72n - 1n) << 80n);
      const fixedBits = async () => (await aave.pool.getConfiguration(weth)).data & ~mask;
      const [standing, own] = [await others(), await fixedBits()];
      const moved = new Set<string>();
      let level = 3_00;
      for (let hour = 0; hour < HOURS; ++hour) {
        level = Math.min(
          40_00,
          Math.max(20, level * Math.exp(0.5 * random.normal() - (level > 15_00 ? 0.1 : -0.05))),
        );
        const stale = random.uniform() < 0.05;
        const doubtful = random.uniform() < 0.1;
        await score(
          { score: Math.round(level), contributors: doubtful ? 4 : 7 },
          stale ? STATUS.stale : STATUS.fresh,
        );
        for (const name of ["tighten", "lowerThreshold", "queueLoosening", "executeLoosening"] as const) {
          const before = await values();
          await caller[name]([id, id]);
          const after = await values();
          for (const [parameter, value] of after.entries()) {
            const change = value - before[parameter]!;
            if (change === 0n) continue;
            const up = change > 0n;
            moved.add(`${parameter} ${up ? "up" : "down"}`);
            expect(up ? name : parameter === 1 ? "lowerThreshold" : "tighten").to.equal(
              up ? "executeLoosening" : name,
            );
            expect(up ? change : -change).to.be.at.most(up ? STEPS_UP[parameter] : STEPS_DOWN[parameter]);
            expect(stale || (up && doubtful)).to.equal(false);
            const distance = value - ANCHORS[parameter]!;
            expect(distance < 0n ? -distance : distance).to.be.at.most(DRIFTS[parameter]);
            if (parameter > 1) expect([value % ETHER, value === 0n]).to.deep.equal([0n, false]);
          }
          expect(after[0]! + 1_00n).to.be.at.most(after[1]);
        }
        await time.increase(HOUR);
      }
      expect(await others()).to.deep.equal(standing);
      expect(await fixedBits()).to.equal(own);
      expect([...moved]).to.include.members(["0 down", "0 up", "1 down", "2 down", "2 up", "3 down", "3 up"]);
    });
  }
});
