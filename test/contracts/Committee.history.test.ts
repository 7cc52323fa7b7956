import { expect } from "chai";
import { ZeroHash, id } from "ethers";
import { network } from "hardhat";
import { aReport, mineNextRound } from "../fixtures/aReport.ts";
import type { Report } from "../fixtures/aReport.ts";
import { deployOracle, memberKey, modelHashOf, someMembers } from "../fixtures/deployOracle.ts";
import type { MemberInput, OracleSuite } from "../fixtures/deployOracle.ts";
import { seatWord } from "../fixtures/seatWord.ts";

const { ethers, networkHelpers } = await network.create();

const load = () => networkHelpers.loadFixture(deploySuite);

async function deploySuite() {
  return deployOracle(ethers);
}

function seatsOf(members: readonly MemberInput[], models: number): bigint[] {
  return members.map((member, i) => seatWord(member, i % models, i));
}

/** The members with another key in the first seat. */
const rotated = (members: readonly MemberInput[]): MemberInput[] =>
  members.map((member, i) => (i === 0 ? { ...member, signer: memberKey(50).address } : member));

describe("Committee.rosterAt", () => {
  it("R11 reverts with UnknownDigest for a digest that never was", async () => {
    const { committee } = await load();
    for (const digest of [ZeroHash, id("never")]) {
      await expect(committee.rosterAt(digest, 1n))
        .to.be.revertedWithCustomError(committee, "UnknownDigest")
        .withArgs(digest);
    }
  });

  it("R11 knows no roster before the first configuration", async () => {
    const { registry, admin } = await load();
    const empty = await ethers.deployContract("Committee", [
      registry,
      ...[ZeroHash.slice(0, 42), admin.address, ZeroHash.slice(0, 42)],
    ]);
    await expect(empty.rosterAt(await empty.digest(), 0n))
      .to.be.revertedWithCustomError(empty, "UnknownDigest")
      .withArgs(ZeroHash);
    expect(await empty.weights()).to.deep.equal([]);
    expect(await empty.baseWeights()).to.deep.equal([]);
    expect(await empty.configuration()).to.deep.equal([[], 0n, 0n, 0n, 0n]);
    expect(await empty.indexOf(memberKey(0))).to.deep.equal([false, 0n]);
  });

  it("R11 reverts with UnknownMember beyond the committee of that digest", async () => {
    const { committee } = await load();
    const small = await committee.digest();
    await committee.configure(someMembers(10, 3), 3, 2, 1);
    await expect(committee.rosterAt(small, 1n << 7n))
      .to.be.revertedWithCustomError(committee, "UnknownMember")
      .withArgs(7n, 7n);
    const [, seats] = await committee.rosterAt(await committee.digest(), 1n << 7n);
    expect(seats).to.deep.equal([seatsOf(someMembers(10, 3), 3)[7]]);
  });

  it("R11 tells every past roster as it stood: members, weights, models, f, suspended members too", async () => {
    const { committee, stranger, memberInputs } = await load();
    await committee.grantRole(await committee.WEIGHER_ROLE(), stranger);
    const weights = [18_00, 17_00, 16_00, 13_00, 12_00, 12_00, 12_00];
    const weighed = memberInputs.map((member, i) => ({ ...member, weightBps: weights[i]! }));
    const steps: readonly [() => Promise<unknown>, readonly MemberInput[], number, bigint][] = [
      [() => Promise.resolve(), memberInputs, 3, 2n],
      [() => committee.suspend(2), memberInputs, 3, 2n],
      [() => committee.connect(stranger).adoptWeights(weights), weighed, 3, 2n],
      [() => committee.reinstate(2), weighed, 3, 2n],
      [() => committee.configure(someMembers(10, 2), 3, 2, 1), someMembers(10, 2), 2, 3n],
    ];
    const digests: string[] = [];
    for (const [change] of steps) {
      await change();
      digests.push(await committee.digest());
    }
    expect(new Set(digests).size).to.equal(steps.length);
    for (const [i, [, members, models, faults]] of steps.entries()) {
      const all = (1n << BigInt(members.length)) - 1n;
      expect(await committee.rosterAt(digests[i]!, all)).to.deep.equal([
        faults,
        seatsOf(members, models),
        Array.from({ length: models }, (_, model) => modelHashOf(model)),
      ]);
    }
  });

  it("R11 tells a roster whose model was retired since", async () => {
    const { committee, registry, memberInputs } = await load();
    await registry.retire(modelHashOf(0));
    const [, seats] = await committee.rosterAt(await committee.digest(), 0b1001n);
    const all = seatsOf(memberInputs, 3);
    expect(seats).to.deep.equal([all[0], all[3]]);
  });
});

describe("Committee.indexOf", () => {
  it("R11 finds a member by its key, a suspended one too, and nobody else", async () => {
    const { committee, memberInputs } = await load();
    await committee.suspend(6);
    for (const [i, { signer }] of memberInputs.entries()) {
      expect(await committee.indexOf(signer)).to.deep.equal([true, BigInt(i)]);
    }
    const [first] = memberInputs;
    for (const other of [memberKey(50).address, first!.operator]) {
      expect(await committee.indexOf(other)).to.deep.equal([false, 0n]);
    }
  });
});

describe("Rotation of a key", () => {
  /** A report as it will be signed once the change has been made; the chain is left as it was. */
  async function reportAfter(suite: OracleSuite, change: () => Promise<unknown>): Promise<Report> {
    const snapshot = await networkHelpers.takeSnapshot();
    const header = await ethers.provider.getBlock("latest");
    await change();
    const configDigest = await suite.oracle.configDigest();
    await snapshot.restore();
    expect((await ethers.provider.getBlock("latest"))!.hash).to.equal(header!.hash);
    const keys = suite.keys.map((key, member) => (member === 0 ? memberKey(50) : key));
    return aReport(ethers, { ...suite, keys }, { observation: { configDigest } });
  }

  it("R3 refuses the old configuration and takes the new one in the block of the change", async () => {
    const suite = await load();
    const { oracle, committee, memberInputs, stranger } = suite;
    await mineNextRound(ethers, suite);
    // The block takes the highest price first.
    const priced = (gwei: bigint) => ({ gasPrice: gwei * 10n ** 9n, gasLimit: 3_000_000n });
    const change = () => committee.configure(rotated(memberInputs), 2, 2, 1, priced(30n));
    const [before, after] = [await aReport(ethers, suite), await reportAfter(suite, change)];

    await ethers.provider.send("evm_setAutomine", [false]);
    const changed = await change();
    const refused = await oracle.connect(stranger).submit(before, priced(20n));
    const taken = await oracle.connect(stranger).submit(after, priced(10n));
    await ethers.provider.send("evm_mine", []);
    await ethers.provider.send("evm_setAutomine", [true]);

    const receipts = await Promise.all(
      [changed, refused, taken].map(({ hash }) => ethers.provider.getTransactionReceipt(hash)),
    );
    expect(new Set(receipts.map((receipt) => receipt!.blockNumber)).size).to.equal(1);
    expect(receipts.map((receipt) => receipt!.status)).to.deep.equal([1, 0, 1]);
    await expect(oracle.submit.staticCall(before)).to.be.revertedWithCustomError(oracle, "StaleReport");
    expect(await oracle.configDigest()).to.equal(
      (await oracle.queryFilter(oracle.filters.ReportAccepted())).at(-1)!.args.configDigest,
    );
  });
});
