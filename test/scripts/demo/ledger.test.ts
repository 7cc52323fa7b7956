import { expect } from "chai";
import { network } from "hardhat";
import { awaitKeeping, readSkills } from "../../../scripts/demo/committee/ledger.ts";
import type { MemberSkill } from "../../../scripts/demo/committee/ledger.ts";
import type { Member } from "../../../scripts/demo/committee/members.ts";
import { ledgerLines } from "../../../scripts/demo/screen/summary.ts";
import { aCountedRound, deployLedger } from "../../fixtures/deployLedger.ts";

const aSkill = (overrides: Partial<MemberSkill> = {}): MemberSkill => ({
  ...{ member: 0, model: "attention-6h-40", events: 240, brierLoss: 0.31234, missed: 4 },
  ...{ weightBps: 16_22, baseWeightBps: 14_29 },
  ...overrides,
});

describe("The members' skill at the end of a run", function () {
  this.timeout(120_000);

  it("is a line a member, in figures that a person can compare", () => {
    const members = [aSkill(), aSkill({ member: 1, model: "none", events: 0, brierLoss: null, missed: 9 })];
    expect(ledgerLines({ epochsClosed: 3, members })).to.deep.equal([
      "  Members by the ledger, 3 epochs closed: mean Brier loss, forecasts judged, market rounds missed, weight before and after.",
      "    0  attention-6h-40     0.3123  240    4   14.29 % -> 16.22 %",
      "    1  none                  none    0    9   14.29 % -> 16.22 %",
    ]);
  });

  it("is left away where no window was over", () => {
    expect(ledgerLines({ epochsClosed: 0, members: [aSkill({ events: 0 })] })).to.deep.equal([]);
  });

  it("R12 is what the ledger holds, what was missed in the epoch that lasts included", async () => {
    const { ethers } = await network.create();
    const suite = await deployLedger(ethers);
    const { index } = await suite.ledger.epoch();
    await aCountedRound(ethers, suite, { members: [0, 1, 2, 3, 4], entry: () => ({ scoreBps: 20_00 }) });
    const members = suite.keys.map(({ address: signer }, member) => ({
      ...{ index: member, signer, model: { manifest: { id: `model-${member}` } } },
    })) as unknown as readonly Member[];
    const { epochsClosed, members: skills } = await readSkills(suite, members, index);
    expect(epochsClosed).to.equal(0);
    expect(skills[0]).to.deep.equal({
      ...{ member: 0, model: "model-0", events: 1, brierLoss: 0.04, missed: 0 },
      ...{ weightBps: 14_29, baseWeightBps: 14_29 },
    });
    expect(skills[6]).to.include({ events: 0, brierLoss: null, missed: 1 });
  });

  it("does not wait for a keeping node that was killed", async () => {
    await awaitKeeping({ keeperLives: false, hasKept: () => false }, 7);
    let asked = 0;
    await awaitKeeping({ keeperLives: true, hasKept: (round) => round === 7 && ++asked > 2 }, 7);
    expect(asked).to.equal(3);
  });
});
