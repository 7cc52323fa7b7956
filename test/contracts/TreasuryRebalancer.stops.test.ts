import { expect } from "chai";
import { ZeroHash } from "ethers";
import { network } from "hardhat";
import { STATUS } from "../fixtures/aScore.ts";
import { HOUR, REASON, UNIT, deployRebalancer } from "../fixtures/deployRebalancer.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const fixture = async () => deployRebalancer(connection);
const load = async () => networkHelpers.loadFixture(fixture);

describe("TreasuryRebalancer, what stops an edge", () => {
  it("does nothing on an edge that there is not, and reverts with BatchTooLong past sixteen", async () => {
    const { rebalancer } = await load();
    const unknown = await rebalancer.rebalance([ZeroHash]);
    await expect(unknown).to.emit(rebalancer, "EdgeSkipped").withArgs(ZeroHash, REASON.edgeUnknown, "0x");
    await expect(unknown).not.to.emit(rebalancer, "RoundCounted");
    const longest = await (await rebalancer.rebalance(Array<string>(16).fill(ZeroHash))).wait();
    expect(longest!.logs.length).to.equal(16);
    await expect(rebalancer.rebalance(Array<string>(17).fill(ZeroHash)))
      .to.be.revertedWithCustomError(rebalancer, "BatchTooLong")
      .withArgs(17n, 16n);
  });

  it("C1 a veto stops it in the middle of a breach, and only the timelock starts it again", async () => {
    const { rebalancer, asDao, edge, edgeId, rounds, vetoer, from, treasury } = await load();
    await rounds(1, 50_00);
    await expect(rebalancer.connect(vetoer).haltEdge(edgeId))
      .to.emit(rebalancer, "EdgeHalted")
      .withArgs(edgeId, vetoer.address);
    await expect(await rounds(2, 50_00))
      .to.emit(rebalancer, "EdgeSkipped")
      .withArgs(edgeId, REASON.halted, "0x");
    expect(await from.balanceOf(treasury)).to.equal(1_000n * UNIT);
    await asDao.setEdge(edge);
    await expect(await rounds(2, 50_00)).to.emit(rebalancer, "Rebalanced");
  });

  it("C1 a dropped vault is out of every edge at once, in both directions", async () => {
    const { rebalancer, edgeId, rounds, refuge, vetoer } = await load();
    await rounds(2, 50_00);
    await expect(rebalancer.connect(vetoer).dropVault(refuge))
      .to.emit(rebalancer, "VaultDropped")
      .withArgs(await refuge.getAddress());
    await expect(await rounds(4, 1_00))
      .to.emit(rebalancer, "EdgeSkipped")
      .withArgs(edgeId, REASON.vaultNotApproved, "0x");
  });

  it("R9 moves nothing on a score that is unknown, stale, or older than the edge takes", async () => {
    const { rebalancer, edgeId, score } = await load();
    const skips = async (reason: bigint) => {
      const tx = await rebalancer.rebalance([edgeId]);
      await expect(tx).to.emit(rebalancer, "EdgeSkipped").withArgs(edgeId, reason, "0x");
      await expect(tx).not.to.emit(rebalancer, "RoundCounted");
    };
    await score(90_00, STATUS.unknown);
    await skips(REASON.scoreUnknown);
    await score(90_00, STATUS.stale);
    await skips(REASON.scoreTooOld);
    await score(90_00);
    await networkHelpers.time.increase(2 * HOUR + 1);
    await skips(REASON.scoreTooOld);
    expect((await rebalancer.stateOf(edgeId)).highRow).to.equal(0n);
    await score(90_00);
    await networkHelpers.time.setNextBlockTimestamp((await networkHelpers.time.latest()) - 1 + 2 * HOUR);
    await expect(rebalancer.rebalance([edgeId])).to.emit(rebalancer, "RoundCounted");
  });

  it("does nothing once the market's event is another: its thresholds were for the old one", async () => {
    const { rebalancer, edgeId, rounds, scripted, market } = await load();
    await scripted.list({ ...market, threshold: 10_00 });
    const tx = await rounds(2, 90_00);
    await expect(tx).to.emit(rebalancer, "EdgeSkipped").withArgs(edgeId, REASON.eventChanged, "0x");
    await expect(tx).not.to.emit(rebalancer, "RoundCounted");
  });

  for (const [fault, what] of [
    [1, "reverts"],
    [2, "burns all gas"],
    [3, "returns nothing"],
    [4, "returns junk"],
  ] as const) {
    it(`R10 an oracle that ${what} moves nothing and keeps the treasury from nothing`, async () => {
      const { rebalancer, edgeId, rounds, oracle, from, treasury, token, anyone } = await load();
      await rounds(2, 50_00);
      await oracle.setFault(fault);
      const tx = rebalancer.connect(anyone).rebalance([edgeId]);
      await expect(tx).to.emit(rebalancer, "EdgeSkipped");
      const [skipped] = await rebalancer.queryFilter(rebalancer.filters.EdgeSkipped, -1);
      expect(skipped!.args.reason).to.equal(REASON.oracleFailed);
      await from.connect(treasury).redeem(600n * UNIT, treasury, treasury);
      expect(await token.balanceOf(treasury)).to.equal(600n * UNIT);
    });
  }

  it("reverts with NotEnoughGas where a caller sends too little to tell a failure from thrift", async () => {
    const { rebalancer, edgeId } = await load();
    await expect(rebalancer.rebalance([edgeId], { gasLimit: 2_000_000n }))
      .to.be.revertedWithCustomError(rebalancer, "NotEnoughGas")
      .withArgs((left: bigint) => left < 2_000_000n, (3_000_000n * 64n) / 63n + 60_000n);
  });
});
