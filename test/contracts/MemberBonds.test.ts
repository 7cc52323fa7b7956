import { expect } from "chai";
import { encodeBytes32String, ZeroAddress } from "ethers";
import { network } from "hardhat";
import { BOND_TERMS, deployBonds } from "../fixtures/deployBonds.ts";
import { memberKey } from "../fixtures/deployOracle.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const SIGNER = memberKey(0).address;
const OTHER = memberKey(1).address;
const { exitDelay } = BOND_TERMS;
const BOND = BOND_TERMS.minimumBond;

const load = () => networkHelpers.loadFixture(deploySuite);

async function deploySuite() {
  return deployBonds(ethers);
}

async function bonded() {
  const suite = await deploySuite();
  await suite.bonds.connect(suite.owner).deposit(SIGNER, suite.owner, BOND);
  return suite;
}

async function leaving() {
  const suite = await bonded();
  const transaction = await suite.bonds.connect(suite.owner).requestExit(SIGNER);
  const exitAt = BigInt((await transaction.getBlock())!.timestamp + exitDelay);
  return { ...suite, exitAt };
}

describe("MemberBonds.constructor", () => {
  it("reverts without a token, a treasury or an admin", async () => {
    const { bonds, token, treasury, admin, terms } = await load();
    const cases = [
      { args: [ZeroAddress, treasury, admin], error: "ZeroToken" },
      { args: [token, ZeroAddress, admin], error: "ZeroTreasury" },
      { args: [token, treasury, ZeroAddress], error: "ZeroAdmin" },
    ];
    for (const { args, error } of cases) {
      await expect(ethers.deployContract("MemberBonds", [...args, terms])).to.be.revertedWithCustomError(
        bonds,
        error,
      );
    }
  });

  it("R11 C1 reverts with ValueOutOfRange for terms beyond their bounds", async () => {
    const { bonds, token, treasury, admin, terms } = await load();
    const day = 86_400;
    const shortest = terms.longestHorizon + terms.challengeTime + 1;
    const cases: readonly [keyof typeof terms, number, number, number][] = [
      ["reporterShare", 50_01, 0, 50_00],
      ["exitDelay", shortest - 1, shortest, 365 * day],
      ["exitDelay", 365 * day + 1, shortest, 365 * day],
      ["raiseNotice", 7 * day - 1, 7 * day, 365 * day],
      ["raiseNotice", 365 * day + 1, 7 * day, 365 * day],
      ["minimumBond", 0, 1, 5_000],
      ["minimumBond", 5_001, 1, 5_000],
    ];
    for (const [field, value, least, most] of cases) {
      await expect(
        ethers.deployContract("MemberBonds", [token, treasury, admin, { ...terms, [field]: value }]),
      )
        .to.be.revertedWithCustomError(bonds, "ValueOutOfRange")
        .withArgs(encodeBytes32String(field), value, least, most);
    }
    const accepted = { ...terms, exitDelay: shortest, reporterShare: 50_00 };
    const deployed = await ethers.deployContract("MemberBonds", [token, treasury, admin, accepted]);
    expect(await deployed.exitDelay()).to.equal(shortest);
    await ethers.deployContract("MemberBonds", [token, treasury, admin, { ...terms, reporterShare: 0 }]);
  });

  it("C1 gives roles to the admin alone: nothing here can be revoked by anyone else", async () => {
    const { token, treasury, admin, terms } = await load();
    const bonds = await ethers.deployContract("MemberBonds", [token, treasury, admin, terms]);
    const granted = await bonds.queryFilter(bonds.filters.RoleGranted());
    expect(new Set(granted.map(({ args }) => args.account))).to.deep.equal(new Set([admin.address]));
  });

  it("C1 says the first minimum, which counts at once", async () => {
    const { bonds, terms } = await load();
    const [said] = await bonds.queryFilter(bonds.filters.MinimumBondChanged());
    const { timestamp } = await said!.getBlock();
    expect(said?.args).to.deep.equal([terms.minimumBond, BigInt(timestamp)]);
    expect(await bonds.minimumBond()).to.equal(terms.minimumBond);
  });
});

describe("MemberBonds.deposit", () => {
  it("reverts for no signer, no owner, no amount", async () => {
    const { bonds, owner } = await load();
    const cases = [
      { args: [ZeroAddress, owner.address, BOND] as const, error: "ZeroSigner" },
      { args: [SIGNER, ZeroAddress, BOND] as const, error: "ZeroOwner" },
      { args: [SIGNER, owner.address, 0n] as const, error: "AmountZero" },
    ];
    for (const { args, error } of cases) {
      await expect(bonds.connect(owner).deposit(...args)).to.be.revertedWithCustomError(bonds, error);
    }
  });

  it("R11 takes what anyone pays for any signer, and gives it to the owner that is named", async () => {
    const { bonds, token, owner, reporter } = await load();
    await expect(bonds.connect(reporter).deposit(SIGNER, owner, BOND))
      .to.emit(bonds, "BondDeposited")
      .withArgs(SIGNER, owner.address, reporter.address, BOND);
    expect(await bonds.stakeOf(SIGNER, owner)).to.deep.equal([BOND, 0n]);
    expect(await bonds.stakeOf(SIGNER, reporter)).to.deep.equal([0n, 0n]);
    expect(await bonds.bondOf(SIGNER)).to.equal(BOND);
    expect(await bonds.liableOf(SIGNER)).to.equal(BOND);
    expect(await token.balanceOf(bonds)).to.equal(BOND);
    expect(await bonds.isBonded(SIGNER)).to.equal(true);
    expect(await bonds.isBonded(OTHER)).to.equal(false);
  });

  it("R11 bonds a signer from the minimum on, whoever staked it", async () => {
    const { bonds, owner, reporter } = await load();
    await bonds.connect(owner).deposit(SIGNER, owner, BOND - 1n);
    expect(await bonds.isBonded(SIGNER)).to.equal(false);
    await bonds.connect(reporter).deposit(SIGNER, reporter, 1n);
    expect(await bonds.isBonded(SIGNER)).to.equal(true);
  });

  it("R11 refuses a token that takes a fee", async () => {
    const { bonds, token, owner } = await load();
    await token.takeFee(1_00);
    await expect(bonds.connect(owner).deposit(SIGNER, owner, BOND))
      .to.be.revertedWithCustomError(bonds, "WrongAmountReceived")
      .withArgs((BOND * 99n) / 100n, BOND);
  });

  it("reverts with ExitRequestedAlready for a stake on its way out: what comes now would leave with it", async () => {
    const { bonds, owner, exitAt } = await networkHelpers.loadFixture(leaving);
    await expect(bonds.connect(owner).deposit(SIGNER, owner, 1n))
      .to.be.revertedWithCustomError(bonds, "ExitRequestedAlready")
      .withArgs(SIGNER, owner.address, exitAt);
  });
});

describe("MemberBonds.requestExit", () => {
  it("R11 reverts with NoStake for anyone but the owner", async () => {
    const { bonds, reporter } = await networkHelpers.loadFixture(bonded);
    await expect(bonds.connect(reporter).requestExit(SIGNER))
      .to.be.revertedWithCustomError(bonds, "NoStake")
      .withArgs(SIGNER, reporter.address);
  });

  it("R11 stops counting at once and stays liable", async () => {
    const { bonds, owner } = await networkHelpers.loadFixture(bonded);
    const transaction = await bonds.connect(owner).requestExit(SIGNER);
    const exitAt = BigInt((await transaction.getBlock())!.timestamp + exitDelay);
    await expect(transaction).to.emit(bonds, "ExitRequested").withArgs(SIGNER, owner.address, BOND, exitAt);
    expect(await bonds.stakeOf(SIGNER, owner)).to.deep.equal([BOND, exitAt]);
    expect(await bonds.isBonded(SIGNER)).to.equal(false);
    expect(await bonds.bondOf(SIGNER)).to.equal(0n);
    expect(await bonds.liableOf(SIGNER)).to.equal(BOND);
  });

  it("reverts with ExitRequestedAlready the second time: the wait does not start anew", async () => {
    const { bonds, owner, exitAt } = await networkHelpers.loadFixture(leaving);
    await expect(bonds.connect(owner).requestExit(SIGNER))
      .to.be.revertedWithCustomError(bonds, "ExitRequestedAlready")
      .withArgs(SIGNER, owner.address, exitAt);
  });

  it("R11 a stranger's stake, there first, gives the stranger no say over the owner's", async () => {
    const { bonds, owner, reporter } = await load();
    await bonds.connect(reporter).deposit(SIGNER, reporter, 1n);
    await bonds.connect(owner).deposit(SIGNER, owner, BOND);
    await bonds.connect(reporter).requestExit(SIGNER);
    expect(await bonds.isBonded(SIGNER)).to.equal(true);
    await time.increase(exitDelay);
    await bonds.connect(reporter).withdraw(SIGNER);
    expect(await bonds.bondOf(SIGNER)).to.equal(BOND);
    expect((await bonds.stakeOf(SIGNER, owner)).amount).to.equal(BOND);
  });
});

describe("MemberBonds.cancelExit", () => {
  it("reverts with NoStake for anyone but the owner, with ExitNotRequested for a stake that stays", async () => {
    const { bonds, owner, reporter } = await networkHelpers.loadFixture(bonded);
    await expect(bonds.connect(reporter).cancelExit(SIGNER))
      .to.be.revertedWithCustomError(bonds, "NoStake")
      .withArgs(SIGNER, reporter.address);
    await expect(bonds.connect(owner).cancelExit(SIGNER))
      .to.be.revertedWithCustomError(bonds, "ExitNotRequested")
      .withArgs(SIGNER, owner.address);
  });

  it("R11 counts again, and a later exit waits anew", async () => {
    const { bonds, owner } = await networkHelpers.loadFixture(leaving);
    await time.increase(exitDelay);
    await expect(bonds.connect(owner).cancelExit(SIGNER))
      .to.emit(bonds, "ExitCancelled")
      .withArgs(SIGNER, owner.address, BOND);
    expect(await bonds.isBonded(SIGNER)).to.equal(true);
    const transaction = await bonds.connect(owner).requestExit(SIGNER);
    const requestedAt = (await transaction.getBlock())!.timestamp;
    expect((await bonds.stakeOf(SIGNER, owner)).exitAt).to.equal(requestedAt + exitDelay);
  });
});

describe("MemberBonds.withdraw", () => {
  it("reverts for anyone but the owner, and without a request", async () => {
    const { bonds, owner, reporter } = await networkHelpers.loadFixture(bonded);
    await expect(bonds.connect(reporter).withdraw(SIGNER))
      .to.be.revertedWithCustomError(bonds, "NoStake")
      .withArgs(SIGNER, reporter.address);
    await expect(bonds.connect(owner).withdraw(SIGNER))
      .to.be.revertedWithCustomError(bonds, "ExitNotRequested")
      .withArgs(SIGNER, owner.address);
  });

  it("R11 reverts with ExitTooEarly a second before the delay has passed, pays in that second", async () => {
    const { bonds, token, owner, exitAt } = await networkHelpers.loadFixture(leaving);
    await time.setNextBlockTimestamp(exitAt - 1n);
    await expect(bonds.connect(owner).withdraw(SIGNER))
      .to.be.revertedWithCustomError(bonds, "ExitTooEarly")
      .withArgs(exitAt, exitAt - 1n);
    await time.setNextBlockTimestamp(exitAt);
    const transaction = bonds.connect(owner).withdraw(SIGNER);
    await expect(transaction).to.emit(bonds, "BondWithdrawn").withArgs(SIGNER, owner.address, BOND);
    await expect(transaction).to.changeTokenBalances(ethers, token, [bonds, owner], [-BOND, BOND]);
    expect(await bonds.stakeOf(SIGNER, owner)).to.deep.equal([0n, 0n]);
    expect(await bonds.liableOf(SIGNER)).to.equal(0n);
  });

  it("pays once", async () => {
    const { bonds, owner } = await networkHelpers.loadFixture(leaving);
    await time.increase(exitDelay);
    await bonds.connect(owner).withdraw(SIGNER);
    await expect(bonds.connect(owner).withdraw(SIGNER))
      .to.be.revertedWithCustomError(bonds, "NoStake")
      .withArgs(SIGNER, owner.address);
  });
});

describe("MemberBonds.setMinimumBond", () => {
  it("C1 reverts for anyone but the configurator", async () => {
    const { bonds, owner } = await load();
    await expect(bonds.connect(owner).setMinimumBond(1n))
      .to.be.revertedWithCustomError(bonds, "AccessControlUnauthorizedAccount")
      .withArgs(owner.address, await bonds.CONFIGURATOR_ROLE());
  });

  it("C1 reverts with ValueOutOfRange for zero and above the maximum", async () => {
    const { bonds, terms } = await load();
    for (const minimum of [0n, terms.maximumMinimum + 1n]) {
      await expect(bonds.setMinimumBond(minimum))
        .to.be.revertedWithCustomError(bonds, "ValueOutOfRange")
        .withArgs(encodeBytes32String("minimumBond"), minimum, 1n, terms.maximumMinimum);
    }
  });

  it("C1 raises it after the notice, in which nobody becomes unbonded", async () => {
    const { bonds, terms, owner } = await networkHelpers.loadFixture(bonded);
    const transaction = await bonds.setMinimumBond(BOND + 1n);
    const effectiveAt = (await transaction.getBlock())!.timestamp + terms.raiseNotice;
    await expect(transaction)
      .to.emit(bonds, "MinimumBondChanged")
      .withArgs(BOND + 1n, effectiveAt);
    expect(await bonds.nextMinimumBond()).to.deep.equal([BOND + 1n, BigInt(effectiveAt)]);
    await time.increaseTo(effectiveAt - 1);
    expect(await bonds.minimumBond()).to.equal(BOND);
    expect(await bonds.isBonded(SIGNER)).to.equal(true);
    await time.increaseTo(effectiveAt);
    expect(await bonds.minimumBond()).to.equal(BOND + 1n);
    expect(await bonds.isBonded(SIGNER)).to.equal(false);
    await bonds.connect(owner).deposit(SIGNER, owner, 1n);
    expect(await bonds.isBonded(SIGNER)).to.equal(true);
  });

  it("C1 lowers it, or leaves it as it is, at once", async () => {
    const { bonds } = await networkHelpers.loadFixture(bonded);
    for (const minimum of [BOND, BOND - 1n]) {
      const transaction = await bonds.setMinimumBond(minimum);
      await expect(transaction)
        .to.emit(bonds, "MinimumBondChanged")
        .withArgs(minimum, (await transaction.getBlock())!.timestamp);
      expect(await bonds.minimumBond()).to.equal(minimum);
    }
  });

  it("C1 starts the notice anew when a raise that waits is replaced by another", async () => {
    const { bonds, terms } = await networkHelpers.loadFixture(bonded);
    await bonds.setMinimumBond(BOND + 1n);
    await time.increase(terms.raiseNotice - 10);
    await bonds.setMinimumBond(BOND + 2n);
    await time.increase(terms.raiseNotice - 10);
    expect(await bonds.minimumBond()).to.equal(BOND);
    await time.increase(10);
    expect(await bonds.minimumBond()).to.equal(BOND + 2n);
  });

  it("C1 keeps a raise that counts while the next one waits", async () => {
    const { bonds, terms } = await load();
    await bonds.setMinimumBond(BOND + 1n);
    await time.increase(terms.raiseNotice);
    await bonds.setMinimumBond(BOND + 2n);
    expect(await bonds.minimumBond()).to.equal(BOND + 1n);
    await time.increase(terms.raiseNotice);
    expect(await bonds.minimumBond()).to.equal(BOND + 2n);
  });

  it("C1 lowers it at once, and drops a raise that waits", async () => {
    const { bonds, terms } = await load();
    await bonds.setMinimumBond(BOND + 1n);
    await bonds.setMinimumBond(BOND - 1n);
    expect(await bonds.minimumBond()).to.equal(BOND - 1n);
    await time.increase(terms.raiseNotice);
    expect(await bonds.minimumBond()).to.equal(BOND - 1n);
  });
});
