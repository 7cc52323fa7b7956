import { expect } from "chai";
import { ZeroAddress } from "ethers";
import { network } from "hardhat";
import { BOND_TERMS, deployCourt } from "../fixtures/deployBonds.ts";
import { deployOracle, memberKey } from "../fixtures/deployOracle.ts";

const { ethers, networkHelpers } = await network.create();

const load = () => networkHelpers.loadFixture(deploySuite);

async function deploySuite() {
  return deployCourt(ethers);
}

const keyOf = (member: number): string => memberKey(member).address;

describe("Committee.configure with bonds", () => {
  it("R11 reverts with NotBonded for a signer without a bond", async () => {
    const { committee, memberInputs } = await load();
    const members = memberInputs.map((member, i) => (i === 4 ? { ...member, signer: keyOf(50) } : member));
    await expect(committee.configure(members, 2, 2, 1))
      .to.be.revertedWithCustomError(committee, "NotBonded")
      .withArgs(4n, keyOf(50));
  });

  it("R11 reverts with NotBonded for a signer whose bond is on its way out", async () => {
    const { committee, bonds, owner, memberInputs } = await load();
    await bonds.connect(owner).requestExit(keyOf(0));
    await expect(committee.configure([...memberInputs], 2, 2, 1))
      .to.be.revertedWithCustomError(committee, "NotBonded")
      .withArgs(0n, keyOf(0));
  });

  it("R11 reverts with NotBonded for a signer that was slashed", async () => {
    const { committee, bonds, slasher, reporter, memberInputs } = await load();
    await bonds.connect(slasher).slash(keyOf(6), reporter);
    await expect(committee.configure([...memberInputs], 2, 2, 1))
      .to.be.revertedWithCustomError(committee, "NotBonded")
      .withArgs(6n, keyOf(6));
  });

  it("asks for no bond where it was deployed without bonds", async () => {
    const { committee } = await deployOracle(ethers);
    expect(await committee.bonds()).to.equal(ZeroAddress);
    expect(await committee.memberCount()).to.equal(7n);
    await expect(committee.suspendUnbonded(3))
      .to.be.revertedWithCustomError(committee, "MemberBonded")
      .withArgs(3n, keyOf(3));
  });
});

describe("Committee.suspendUnbonded", () => {
  it("reverts with UnknownMember beyond the committee", async () => {
    const { committee } = await load();
    await expect(committee.suspendUnbonded(7))
      .to.be.revertedWithCustomError(committee, "UnknownMember")
      .withArgs(7n, 7n);
  });

  it("R11 reverts with MemberBonded while the bond covers the signer", async () => {
    const { committee, stranger } = await load();
    await expect(committee.connect(stranger).suspendUnbonded(1))
      .to.be.revertedWithCustomError(committee, "MemberBonded")
      .withArgs(1n, keyOf(1));
  });

  it("R11 C1 takes a member out at anyone's call once its exit is requested", async () => {
    const { committee, bonds, owner, stranger } = await load();
    await bonds.connect(owner).requestExit(keyOf(1));
    const transaction = await committee.connect(stranger).suspendUnbonded(1);
    await expect(transaction)
      .to.emit(committee, "MemberSuspended")
      .withArgs(2, 1, await committee.digest());
    expect((await committee.memberAt(1)).suspended).to.equal(true);
  });

  it("reverts with MemberSuspendedAlready the second time", async () => {
    const { committee, bonds, owner } = await load();
    await bonds.connect(owner).requestExit(keyOf(1));
    await committee.suspendUnbonded(1);
    await expect(committee.suspendUnbonded(1))
      .to.be.revertedWithCustomError(committee, "MemberSuspendedAlready")
      .withArgs(1n);
  });

  it("C1 leaves every member in its seat through the notice of a higher minimum", async () => {
    const { committee, bonds, terms } = await load();
    await bonds.setMinimumBond(BOND_TERMS.minimumBond + 1n);
    await networkHelpers.time.increase(terms.raiseNotice - 10);
    for (let member = 0; member < 7; ++member) {
      await expect(committee.suspendUnbonded(member))
        .to.be.revertedWithCustomError(committee, "MemberBonded")
        .withArgs(BigInt(member), keyOf(member));
    }
    await networkHelpers.time.increase(10);
    await committee.suspendUnbonded(0);
    expect((await committee.memberAt(0)).suspended).to.equal(true);
  });
});

describe("Committee.reinstate with bonds", () => {
  it("R11 reverts with NotBonded until the bond covers the signer again", async () => {
    const { committee, bonds, owner } = await load();
    await bonds.connect(owner).requestExit(keyOf(1));
    await committee.suspendUnbonded(1);
    await expect(committee.reinstate(1))
      .to.be.revertedWithCustomError(committee, "NotBonded")
      .withArgs(1n, keyOf(1));
    await bonds.connect(owner).cancelExit(keyOf(1));
    await committee.reinstate(1);
    expect((await committee.memberAt(1)).suspended).to.equal(false);
  });

  it("R11 never lets a slashed signer back in, whatever is staked for it", async () => {
    const { committee, bonds, owner, slasher, reporter, terms } = await load();
    await bonds.connect(slasher).slash(keyOf(1), reporter);
    await committee.suspendUnbonded(1);
    await expect(
      bonds.connect(owner).deposit(keyOf(1), owner, terms.minimumBond),
    ).to.be.revertedWithCustomError(bonds, "SignerSlashed");
    await expect(committee.reinstate(1))
      .to.be.revertedWithCustomError(committee, "NotBonded")
      .withArgs(1n, keyOf(1));
  });
});
