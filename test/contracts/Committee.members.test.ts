import { expect } from "chai";
import { network } from "hardhat";
import { deployOracle, modelHashOf } from "../fixtures/deployOracle.ts";
import { seatWord } from "../fixtures/seatWord.ts";

const { ethers, networkHelpers } = await network.create();

const load = () => networkHelpers.loadFixture(deploySuite);

async function deploySuite() {
  return deployOracle(ethers);
}

describe("Committee.suspend", () => {
  it("C1 reverts for anyone but a revoker", async () => {
    const { committee, stranger } = await load();
    await expect(committee.connect(stranger).suspend(0))
      .to.be.revertedWithCustomError(committee, "AccessControlUnauthorizedAccount")
      .withArgs(stranger.address, await committee.REVOKER_ROLE());
  });

  it("reverts with UnknownMember beyond the committee", async () => {
    const { committee } = await load();
    for (const member of [7n, 255n]) {
      await expect(committee.suspend(member))
        .to.be.revertedWithCustomError(committee, "UnknownMember")
        .withArgs(member, 7n);
    }
  });

  it("C1 takes a member out at once and changes the digest", async () => {
    const { committee, revoker } = await load();
    const before = await committee.digest();
    const transaction = committee.connect(revoker).suspend(2);
    await expect(transaction).not.to.revert(ethers);
    const digest = await committee.digest();
    expect(digest).not.to.equal(before);
    await expect(transaction).to.emit(committee, "MemberSuspended").withArgs(2n, 2n, digest);
    expect((await committee.memberAt(2)).suspended).to.equal(true);
    expect((await committee.memberAt(1)).suspended).to.equal(false);
  });

  it("reverts with MemberSuspendedAlready the second time", async () => {
    const { committee } = await load();
    await committee.suspend(2);
    await expect(committee.suspend(2))
      .to.be.revertedWithCustomError(committee, "MemberSuspendedAlready")
      .withArgs(2n);
  });

  it("C1 goes below the quorum and keeps what the quorum is", async () => {
    const { committee } = await load();
    for (let member = 0; member < 7; ++member) await committee.suspend(member);
    expect(await committee.quorum()).to.equal(5n);
    expect(await committee.memberCount()).to.equal(7n);
  });
});

describe("Committee.reinstate", () => {
  it("C1 reverts for the revoker: letting in waits in the timelock", async () => {
    const { committee, revoker } = await load();
    await committee.suspend(2);
    await expect(committee.connect(revoker).reinstate(2))
      .to.be.revertedWithCustomError(committee, "AccessControlUnauthorizedAccount")
      .withArgs(revoker.address, await committee.CONFIGURATOR_ROLE());
  });

  it("reverts with UnknownMember beyond the committee", async () => {
    const { committee } = await load();
    await expect(committee.reinstate(7))
      .to.be.revertedWithCustomError(committee, "UnknownMember")
      .withArgs(7n, 7n);
  });

  it("reverts with MemberNotSuspended for a member that is in", async () => {
    const { committee } = await load();
    await expect(committee.reinstate(2))
      .to.be.revertedWithCustomError(committee, "MemberNotSuspended")
      .withArgs(2n);
  });

  it("R3 lets a member back in, under a digest never seen before", async () => {
    const { committee } = await load();
    const digests = [await committee.digest()];
    await committee.suspend(2);
    digests.push(await committee.digest());
    const transaction = committee.reinstate(2);
    await expect(transaction).not.to.revert(ethers);
    const digest = await committee.digest();
    expect(digests).not.to.include(digest);
    await expect(transaction).to.emit(committee, "MemberReinstated").withArgs(3n, 2n, digest);
    expect((await committee.memberAt(2)).suspended).to.equal(false);
  });
});

describe("Committee.roster", () => {
  it("R1 reverts with UnknownMember for a bit beyond the committee", async () => {
    const { committee } = await load();
    await expect(committee.roster((1n << 7n) | 1n))
      .to.be.revertedWithCustomError(committee, "UnknownMember")
      .withArgs(7n, 7n);
    await expect(committee.roster(1n << 255n))
      .to.be.revertedWithCustomError(committee, "UnknownMember")
      .withArgs(255n, 7n);
  });

  it("R1 reverts with MembersSuspended and names them", async () => {
    const { committee } = await load();
    await committee.suspend(1);
    await committee.suspend(5);
    await expect(committee.roster(0b0100011n))
      .to.be.revertedWithCustomError(committee, "MembersSuspended")
      .withArgs(0b0100010n);
  });

  it("C2 reverts with ModelNotActive once a named member's model is retired", async () => {
    const { committee, registry } = await load();
    await registry.retire(modelHashOf(1));
    for (const members of [0b11n, 0b110n]) {
      await expect(committee.roster(members))
        .to.be.revertedWithCustomError(committee, "ModelNotActive")
        .withArgs(modelHashOf(1));
    }
  });

  it("C2 goes on with the members whose models are active", async () => {
    const { committee, registry } = await load();
    await registry.retire(modelHashOf(1));
    const { seats, models } = await committee.roster(0b101n);
    expect(seats.map((seat) => models[Number(seat >> 240n)])).to.deep.equal([modelHashOf(0), modelHashOf(2)]);
  });

  it("C2 marks the members of one operator as the first of them", async () => {
    const { committee, memberInputs } = await load();
    const [first] = memberInputs;
    const members = memberInputs.map((m, i) =>
      i === 3 || i === 5 ? { ...m, operator: first!.operator } : m,
    );
    await committee.configure(members, 2, 2, 5);
    const { seats } = await committee.roster(0b1111111n);
    expect(seats.map((seat) => (seat >> 208n) & 0xffffffffn)).to.deep.equal([
      ...[1n, 2n, 4n, 1n, 16n, 1n, 64n],
    ]);
  });

  it("R1 returns one seat for each bit, ascending, with digest, f, minimums and models", async () => {
    const { committee, memberInputs } = await load();
    const [digest, faults, minModels, minOperators, seats, models] = await committee.roster(0b1010010n);
    expect(digest).to.equal(await committee.digest());
    expect([faults, minModels, minOperators]).to.deep.equal([2n, 2n, 2n]);
    expect(models).to.deep.equal([0, 1, 2].map(modelHashOf));
    expect(seats).to.deep.equal([1, 4, 6].map((i) => seatWord(memberInputs[i]!, i % 3, i)));
  });

  it("returns no seat for no bit", async () => {
    const { committee } = await load();
    expect((await committee.roster(0n))[4]).to.deep.equal([]);
  });
});

describe("Committee.memberAt", () => {
  it("R1 reverts with UnknownMember beyond the committee", async () => {
    const { committee } = await load();
    await expect(committee.memberAt(7))
      .to.be.revertedWithCustomError(committee, "UnknownMember")
      .withArgs(7n, 7n);
  });
});
