import { expect } from "chai";
import { network } from "hardhat";
import type { Entry } from "../fixtures/anObservation.ts";
import { aCountedRound, aFallOf, deployLedger, tallyOf } from "../fixtures/deployLedger.ts";

const { ethers, networkHelpers } = await network.create();

const deploy = () => deployLedger(ethers);

describe("SkillLedger.account, regret", () => {
  it("R12 two that speak alone are each other's only peers", async () => {
    const suite = await networkHelpers.loadFixture(deploy);
    const entry = (member: number): Entry => ({ scoreBps: [90_00, 50_00][member] ?? "abstain" });
    await aCountedRound(ethers, suite, { prices: aFallOf(5_00n), entry });
    expect(await tallyOf(suite, 0)).to.deep.equal([1n, 1n, 1_000_000n, 24_000_000n]);
    expect(await tallyOf(suite, 1)).to.deep.equal([1n, 1n, 25_000_000n, -24_000_000n]);
    expect(await tallyOf(suite, 2)).to.deep.equal([0n, 1n, 0n, 0n]);
  });
});
