import { expect } from "chai";
import { ZeroAddress } from "ethers";
import { network } from "hardhat";
import { BOND_TERMS, deployBonds } from "../fixtures/deployBonds.ts";
import { memberKey } from "../fixtures/deployOracle.ts";

const { ethers, networkHelpers } = await network.create();

const SIGNER = memberKey(0).address;
const OTHER = memberKey(1).address;
const BOND = BOND_TERMS.minimumBond;
const SHARE = BOND / 10n;

const load = () => networkHelpers.loadFixture(deploySuite);

/** Two bonded signers. */
async function deploySuite() {
  const suite = await deployBonds(ethers);
  for (const signer of [SIGNER, OTHER]) {
    await suite.bonds.connect(suite.owner).deposit(signer, suite.owner, BOND);
  }
  return suite;
}

async function slashed() {
  const suite = await deploySuite();
  await suite.bonds.connect(suite.slasher).slash(SIGNER, suite.reporter);
  return suite;
}

describe("MemberBonds.slash", () => {
  it("R11 reverts for anyone but the slasher, the admin too", async () => {
    const { bonds, admin, reporter } = await load();
    await expect(bonds.connect(admin).slash(SIGNER, reporter))
      .to.be.revertedWithCustomError(bonds, "AccessControlUnauthorizedAccount")
      .withArgs(admin.address, await bonds.SLASHER_ROLE());
  });

  it("reverts with ZeroReporter for nobody", async () => {
    const { bonds, slasher } = await load();
    await expect(bonds.connect(slasher).slash(SIGNER, ZeroAddress)).to.be.revertedWithCustomError(
      bonds,
      "ZeroReporter",
    );
  });

  it("R11 takes the whole bond, owes the share to the reporter and the rest to the treasury", async () => {
    const { bonds, token, slasher, reporter, treasury, owner } = await load();
    const transaction = bonds.connect(slasher).slash(SIGNER, reporter);
    await expect(transaction).to.emit(bonds, "BondSlashed").withArgs(SIGNER, reporter.address, BOND, SHARE);
    await expect(transaction).to.changeTokenBalances(ethers, token, [bonds], [0n]);
    expect(await bonds.owedTo(reporter)).to.equal(SHARE);
    expect(await bonds.owedTo(treasury)).to.equal(BOND - SHARE);
    expect(await bonds.isBonded(SIGNER)).to.equal(false);
    expect(await bonds.isSlashed(SIGNER)).to.equal(true);
    expect(await bonds.bondOf(SIGNER)).to.equal(0n);
    expect(await bonds.liableOf(SIGNER)).to.equal(0n);
    expect(await bonds.stakeOf(SIGNER, owner)).to.deep.equal([0n, 0n]);
  });

  it("R11 leaves every other signer's bond alone", async () => {
    const { bonds, owner } = await networkHelpers.loadFixture(slashed);
    expect(await bonds.isBonded(OTHER)).to.equal(true);
    expect(await bonds.stakeOf(OTHER, owner)).to.deep.equal([BOND, 0n]);
  });

  it("R11 reaches a stake on its way out, its delay over and all", async () => {
    const { bonds, owner, slasher, reporter, terms } = await load();
    await bonds.connect(owner).requestExit(SIGNER);
    await networkHelpers.time.increase(terms.exitDelay);
    await expect(bonds.connect(slasher).slash(SIGNER, reporter))
      .to.emit(bonds, "BondSlashed")
      .withArgs(SIGNER, reporter.address, BOND, SHARE);
    await expect(bonds.connect(owner).withdraw(SIGNER))
      .to.be.revertedWithCustomError(bonds, "SignerSlashed")
      .withArgs(SIGNER);
  });

  it("R11 rounds the reporter's share down", async () => {
    const { bonds, owner, slasher, reporter, treasury } = await load();
    await bonds.connect(owner).deposit(SIGNER, owner, 9n);
    await bonds.connect(slasher).slash(SIGNER, reporter);
    expect(await bonds.owedTo(reporter)).to.equal(SHARE);
    expect(await bonds.owedTo(treasury)).to.equal(BOND - SHARE + 9n);
  });

  it("R11 bars the signer for ever: no deposit, no exit, no second slashing", async () => {
    const { bonds, owner, slasher, reporter } = await networkHelpers.loadFixture(slashed);
    for (const attempt of [
      () => bonds.connect(owner).deposit(SIGNER, owner, BOND),
      () => bonds.connect(owner).requestExit(SIGNER),
      () => bonds.connect(owner).cancelExit(SIGNER),
      () => bonds.connect(owner).withdraw(SIGNER),
      () => bonds.connect(slasher).slash(SIGNER, reporter),
    ]) {
      await expect(attempt()).to.be.revertedWithCustomError(bonds, "SignerSlashed").withArgs(SIGNER);
    }
  });

  it("R11 bars a signer without a bond too", async () => {
    const { bonds, owner, slasher, reporter } = await load();
    const unbonded = memberKey(2).address;
    await expect(bonds.connect(slasher).slash(unbonded, reporter))
      .to.emit(bonds, "BondSlashed")
      .withArgs(unbonded, reporter.address, 0n, 0n);
    await expect(bonds.connect(owner).deposit(unbonded, owner, BOND))
      .to.be.revertedWithCustomError(bonds, "SignerSlashed")
      .withArgs(unbonded);
  });
});

describe("MemberBonds.collect", () => {
  it("reverts with NothingOwed where nothing is", async () => {
    const { bonds, owner } = await networkHelpers.loadFixture(slashed);
    await expect(bonds.collect(owner))
      .to.be.revertedWithCustomError(bonds, "NothingOwed")
      .withArgs(owner.address);
  });

  it("R11 pays each its part, whoever calls, once", async () => {
    const { bonds, token, owner, reporter, treasury } = await networkHelpers.loadFixture(slashed);
    const transaction = bonds.connect(owner).collect(reporter);
    await expect(transaction).to.emit(bonds, "OwedPaid").withArgs(reporter.address, SHARE);
    await expect(transaction).to.changeTokenBalances(ethers, token, [bonds, reporter], [-SHARE, SHARE]);
    await expect(bonds.collect(reporter))
      .to.be.revertedWithCustomError(bonds, "NothingOwed")
      .withArgs(reporter.address);
    await bonds.collect(treasury);
    expect(await token.balanceOf(treasury)).to.equal(BOND - SHARE);
    expect(await token.balanceOf(bonds)).to.equal(BOND);
  });
});

describe("MemberBonds under a token that calls back", () => {
  /** The token itself owns a stake that is ready to leave. */
  async function tokenLeaving() {
    const suite = await deploySuite();
    const { bonds, token, owner, terms } = suite;
    await bonds.connect(owner).deposit(SIGNER, token, BOND);
    await token.act(bonds, bonds.interface.encodeFunctionData("requestExit", [SIGNER]));
    await networkHelpers.time.increase(terms.exitDelay);
    return { ...suite, withdraw: bonds.interface.encodeFunctionData("withdraw", [SIGNER]) };
  }

  it("R11 withdraws once: the call back is refused", async () => {
    const { bonds, token, withdraw } = await networkHelpers.loadFixture(tokenLeaving);
    await token.callBack(bonds, withdraw);
    const before = await token.balanceOf(bonds);
    await token.act(bonds, withdraw);
    expect(await token.succeeded()).to.equal(true);
    expect(await token.balanceOf(bonds)).to.equal(before - BOND);
    expect(await token.balanceOf(token)).to.equal(BOND);
  });

  for (const name of ["withdraw", "deposit", "collect", "slash"] as const) {
    it(`R11 refuses ${name} in the middle of a deposit`, async () => {
      const { bonds, token, owner, reporter, withdraw } = await networkHelpers.loadFixture(tokenLeaving);
      await bonds.grantRole(await bonds.SLASHER_ROLE(), token);
      const { interface: abi } = bonds;
      const calls = {
        withdraw,
        deposit: abi.encodeFunctionData("deposit", [OTHER, owner.address, 1n]),
        collect: abi.encodeFunctionData("collect", [owner.address]),
        slash: abi.encodeFunctionData("slash", [OTHER, reporter.address]),
      };
      await token.callBack(bonds, calls[name]);
      await bonds.connect(owner).deposit(OTHER, owner, 5n);
      expect(await token.succeeded()).to.equal(false);
      expect(await token.answer()).to.equal(abi.getError("ReentrancyGuardReentrantCall")!.selector);
      expect(await bonds.bondOf(OTHER)).to.equal(BOND + 5n);
    });
  }

  it("R11 slashes whatever the token does", async () => {
    const { bonds, token, slasher, reporter } = await load();
    await token.takeFee(100_00);
    await token.callBack(bonds, bonds.interface.encodeFunctionData("collect", [reporter.address]));
    await bonds.connect(slasher).slash(SIGNER, reporter);
    expect(await bonds.owedTo(reporter)).to.equal(SHARE);
  });
});
