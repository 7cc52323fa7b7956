import { expect } from "chai";
import { ZeroHash } from "ethers";
import { network } from "hardhat";
import { STATUS } from "../fixtures/aScore.ts";
import { deployScoreGatedVault, HOUR, POLICY, REASON } from "../fixtures/deployScoreGatedVault.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;

const fixture = () => deployScoreGatedVault(connection);
/** FickleVault.Fault. */
const MINTS_FOR_LESS = 9;

describe("ScoreGatedVault.constructor", () => {
  it("reverts with ZeroOracle, MarketNotListed, ValueOutOfRange and GateWithoutHysteresis", async () => {
    const { vault, oracle, scripted, id, gate } = await networkHelpers.loadFixture(fixture);
    const deploy = (from: unknown, marketId: string, policy: object) =>
      ethers.deployContract("ScoreGatedVault", [vault, from, marketId, policy, "Gated", "gTKN"] as never);
    await expect(deploy(ethers.ZeroAddress, id, POLICY))
      .to.be.revertedWithCustomError(gate, "ZeroOracle")
      .withArgs();
    await expect(deploy(oracle, ZeroHash, POLICY))
      .to.be.revertedWithCustomError(scripted, "MarketNotListed")
      .withArgs(ZeroHash);
    const range = (field: string, ...bounds: number[]) => [ethers.encodeBytes32String(field), ...bounds];
    for (const [policy, args] of [
      [{ ...POLICY, enter: 0 }, range("enter", 0, 1, 100_00)],
      [{ ...POLICY, enter: 100_01 }, range("enter", 100_01, 1, 100_00)],
      [{ ...POLICY, maxScoreAge: 0 }, range("maxScoreAge", 0, 1, 720 * HOUR)],
      [{ ...POLICY, maxScoreAge: 720 * HOUR + 1 }, range("maxScoreAge", 720 * HOUR + 1, 1, 720 * HOUR)],
    ] as const) {
      await expect(deploy(oracle, id, policy))
        .to.be.revertedWithCustomError(gate, "ValueOutOfRange")
        .withArgs(...args);
    }
    await expect(deploy(oracle, id, { ...POLICY, exit: 40_00 }))
      .to.be.revertedWithCustomError(gate, "GateWithoutHysteresis")
      .withArgs(40_00, 40_00);
  });

  it("is a share of the vault: its asset, its decimals, its rate", async () => {
    const { gate, vault, token, alice } = await networkHelpers.loadFixture(fixture);
    expect(await gate.asset()).to.equal(await token.getAddress());
    expect(await gate.decimals()).to.equal(await vault.decimals());
    expect(await gate.balanceOf(alice)).to.equal(await vault.balanceOf(gate));
    expect(await gate.totalAssets()).to.equal(400n);
    expect(await gate.policy()).to.deep.equal([40_00n, 20_00n, BigInt(2 * HOUR)]);
  });
});

describe("ScoreGatedVault, the gate", () => {
  it("closes at the threshold and not below it", async () => {
    const { gate, score, refuses } = await networkHelpers.loadFixture(fixture);
    await score(39_99);
    expect(await gate.closedBecause()).to.equal(REASON.none);
    await score(40_00);
    expect(await gate.closedBecause()).to.equal(REASON.breach);
    await refuses();
  });

  it("notes a breach once, stays closed until the score is below exit without doubt, and notes the calm", async () => {
    const { gate, score, refuses, alice, bob } = await networkHelpers.loadFixture(fixture);
    const breach = await score(50_00);
    await expect(gate.connect(bob).note()).to.emit(gate, "BreachNoted").withArgs(breach, 50_00n);
    expect(await gate.breachNoted()).to.equal(true);
    await expect(gate.note()).not.to.emit(gate, "BreachNoted");
    await score(20_00);
    expect(await gate.closedBecause()).to.equal(REASON.notCalmYet);
    await refuses();
    await score(19_99, STATUS.degraded);
    expect(await gate.closedBecause()).to.equal(REASON.notCalmYet);
    const calm = await score(19_99);
    expect(await gate.closedBecause()).to.equal(REASON.none);
    await expect(gate.deposit(10n, alice)).to.emit(gate, "CalmNoted").withArgs(calm, 19_99n);
    expect(await gate.breachNoted()).to.equal(false);
  });

  it("forgets a breach that nobody noted, as its documentation says", async () => {
    const { gate, score } = await networkHelpers.loadFixture(fixture);
    await score(50_00);
    await score(39_00);
    expect(await gate.closedBecause()).to.equal(REASON.none);
  });

  it("R9 closes on a score older than the policy's age, and on none at all", async () => {
    const { gate, score, refuses } = await networkHelpers.loadFixture(fixture);
    await networkHelpers.time.increase(2 * HOUR + 1);
    expect(await gate.closedBecause()).to.equal(REASON.scoreTooOld);
    await refuses();
    await score(1_00, STATUS.unknown);
    expect(await gate.closedBecause()).to.equal(REASON.scoreUnknown);
    await refuses();
  });

  it("closes for good once the market's event is another: its thresholds were for the old one", async () => {
    const { gate, scripted, market, refuses } = await networkHelpers.loadFixture(fixture);
    await scripted.list({ ...market, threshold: 10_00 });
    expect(await gate.closedBecause()).to.equal(REASON.eventChanged);
    await refuses();
  });

  for (const [fault, what] of [
    [1, "reverts"],
    [2, "burns all gas"],
    [3, "returns nothing"],
    [4, "returns junk"],
  ] as const) {
    it(`R10 an oracle that ${what} closes the gate and holds nobody inside`, async () => {
      const { gate, oracle, refuses, alice, token } = await networkHelpers.loadFixture(fixture);
      await oracle.setFault(fault);
      expect(await gate.closedBecause()).to.equal(REASON.oracleFailed);
      await refuses();
      expect(await gate.maxWithdraw(alice)).to.equal(400n);
      await gate.withdraw(100n, alice, alice);
      await gate.redeem(await gate.maxRedeem(alice), alice, alice);
      expect(await token.balanceOf(alice)).to.equal(1_000n);
    });
  }
});

describe("ScoreGatedVault, in and out", () => {
  it("R10 withdraws and redeems in a breach, with the standard's events", async () => {
    const { gate, score, alice, bob, token } = await networkHelpers.loadFixture(fixture);
    await score(90_00);
    await gate.note();
    const shares = await gate.previewWithdraw(100n);
    await expect(gate.withdraw(100n, bob, alice))
      .to.emit(gate, "Withdraw")
      .withArgs(alice.address, bob.address, alice.address, 100n, shares);
    const rest = await gate.balanceOf(alice);
    await expect(gate.redeem(rest, bob, alice))
      .to.emit(gate, "Withdraw")
      .withArgs(alice.address, bob.address, alice.address, 300n, rest);
    expect(await token.balanceOf(bob)).to.equal(400n);
  });

  it("previews as though it were open, closed or not, as the standard has it", async () => {
    const { gate, vault, score } = await networkHelpers.loadFixture(fixture);
    await score(90_00);
    expect(await gate.previewDeposit(100n)).to.equal(await vault.previewDeposit(100n));
    expect(await gate.previewMint(100n)).to.equal(await vault.previewMint(100n));
    expect(await gate.convertToShares(100n)).to.equal(await vault.convertToShares(100n));
    expect(await gate.convertToAssets(100n)).to.equal(await vault.convertToAssets(100n));
  });

  for (const name of ["deposit", "mint", "withdraw", "redeem"] as const) {
    it(`lets an asset that calls ${name} back in the middle of a transfer do nothing`, async () => {
      const { gate, oracle, id, alice } = await networkHelpers.loadFixture(fixture);
      const asset = await ethers.deployContract("ScriptedToken");
      const vault = await ethers.deployContract("ScriptedVault", [asset, 0]);
      const other = await ethers.deployContract("ScoreGatedVault", [
        ...([vault, oracle, id, POLICY, "Gated", "gSCR"] as const),
      ]);
      await asset.mint(alice, 200n);
      await asset.connect(alice).approve(other, 200n);
      await other.connect(alice).deposit(100n, alice);
      await other.connect(alice).transfer(asset, 50n);
      const [receiver, owner] = [alice.address, await asset.getAddress()];
      const data = {
        deposit: other.interface.encodeFunctionData("deposit", [1n, receiver]),
        mint: other.interface.encodeFunctionData("mint", [1n, receiver]),
        withdraw: other.interface.encodeFunctionData("withdraw", [1n, receiver, owner]),
        redeem: other.interface.encodeFunctionData("redeem", [50n, receiver, owner]),
      };
      await asset.callBack(other, data[name]);
      await other.connect(alice).redeem(50n, alice, alice);
      expect(await asset.succeeded()).to.equal(false);
      expect(await asset.answer()).to.equal(
        gate.interface.getError("ReentrancyGuardReentrantCall")!.selector,
      );
      expect(await other.balanceOf(asset)).to.equal(50n);
    });
  }

  it("takes another's shares only with its allowance", async () => {
    const { gate, alice, bob, token } = await networkHelpers.loadFixture(fixture);
    const shares = await gate.previewWithdraw(100n);
    await expect(gate.connect(bob).withdraw(100n, bob, alice))
      .to.be.revertedWithCustomError(gate, "ERC20InsufficientAllowance")
      .withArgs(bob.address, 0n, shares);
    await gate.approve(bob, shares);
    await gate.connect(bob).withdraw(100n, bob, alice);
    await expect(gate.connect(bob).redeem(1n, bob, alice))
      .to.be.revertedWithCustomError(gate, "ERC20InsufficientAllowance")
      .withArgs(bob.address, 0n, 1n);
    expect(await token.balanceOf(bob)).to.equal(100n);
  });

  it("reverts with ERC4626ExceededMaxWithdraw and ERC4626ExceededMaxRedeem beyond what an owner has", async () => {
    const { gate, alice } = await networkHelpers.loadFixture(fixture);
    const shares = await gate.balanceOf(alice);
    await expect(gate.withdraw(401n, alice, alice))
      .to.be.revertedWithCustomError(gate, "ERC4626ExceededMaxWithdraw")
      .withArgs(alice.address, 401n, 400n);
    await expect(gate.redeem(shares + 1n, alice, alice))
      .to.be.revertedWithCustomError(gate, "ERC4626ExceededMaxRedeem")
      .withArgs(alice.address, shares + 1n, shares);
  });

  it("takes and mints what the vault says, with the standard's event, and notes the calm", async () => {
    const { gate, vault, score, alice, bob, token } = await networkHelpers.loadFixture(fixture);
    for (const way of ["deposit", "mint"] as const) {
      await score(50_00);
      await gate.note();
      const calm = await score(1_00);
      const [before, assets] = [await token.balanceOf(alice), 100n];
      const shares = await vault.previewDeposit(assets);
      await expect(gate[way](way === "deposit" ? assets : shares, bob))
        .to.emit(gate, "Deposit")
        .withArgs(alice.address, bob.address, assets, shares)
        .and.to.emit(gate, "CalmNoted")
        .withArgs(calm, 1_00n);
      expect(await token.balanceOf(alice)).to.equal(before - assets);
    }
    expect(await gate.balanceOf(bob)).to.equal(2n * (await vault.previewDeposit(100n)));
  });

  it("gives back what a vault takes less than it said", async () => {
    const { gate, vault, alice, token } = await deployScoreGatedVault(connection, "FickleVault");
    const shares = await vault.previewDeposit(100n);
    const said = await vault.previewMint(shares);
    const fickle = await ethers.getContractAt("FickleVault", vault);
    await fickle.setFault(MINTS_FOR_LESS);
    const before = await token.balanceOf(alice);
    await expect(gate.mint(shares, alice))
      .to.emit(gate, "Deposit")
      .withArgs(alice.address, alice.address, said - 1n, shares);
    expect(await token.balanceOf(alice)).to.equal(before - said + 1n);
    expect(await token.balanceOf(gate)).to.equal(0n);
  });

  it("sends nothing back where the vault takes what it said: some assets refuse to move nothing", async () => {
    const { gate, vault, token, alice } = await networkHelpers.loadFixture(fixture);
    const shares = await vault.previewDeposit(100n);
    const said = await vault.previewMint(shares);
    const tx = await gate.mint(shares, alice);
    const moved = (await token.queryFilter(token.filters.Transfer, tx.blockNumber!)).map(({ args }) => [
      ...args,
    ]);
    const [by, through, to] = [alice.address, await gate.getAddress(), await vault.getAddress()];
    expect(moved).to.deep.equal([
      [by, through, said],
      [through, to, said],
    ]);
  });

  it("keeps to the vault's own limits, and goes up to them", async () => {
    const { gate, vault, alice } = await networkHelpers.loadFixture(fixture);
    await vault.setLimits(50n, 30n);
    const most = await gate.maxMint(alice);
    expect(most).to.equal(await vault.previewDeposit(50n));
    await expect(gate.deposit(51n, alice))
      .to.be.revertedWithCustomError(gate, "ERC4626ExceededMaxDeposit")
      .withArgs(alice.address, 51n, 50n);
    await expect(gate.mint(most + 1n, alice))
      .to.be.revertedWithCustomError(gate, "ERC4626ExceededMaxMint")
      .withArgs(alice.address, most + 1n, most);
    await expect(gate.withdraw(31n, alice, alice))
      .to.be.revertedWithCustomError(gate, "ERC4626ExceededMaxWithdraw")
      .withArgs(alice.address, 31n, 30n);
    await gate.deposit(50n, alice);
    await gate.mint(most, alice);
    await gate.withdraw(30n, alice, alice);
  });

  it("an attacker who inflates the vault's rate takes no more behind the gate than in front of it", async () => {
    const { gate, vault, token, alice, bob } = await networkHelpers.loadFixture(fixture);
    await token.mint(bob, 2_000_000n);
    await token.connect(bob).approve(vault, 1n);
    await vault.connect(bob).deposit(1n, bob);
    await token.connect(bob).transfer(vault, 1_000_000n);
    await token.connect(bob).transfer(gate, 500_000n);
    const before = await gate.balanceOf(alice);
    const direct = await vault.previewDeposit(600n);
    await gate.deposit(600n, alice);
    expect((await gate.balanceOf(alice)) - before).to.equal(direct);
    expect(await gate.maxWithdraw(alice)).to.equal(await vault.previewRedeem(before + direct));
  });
});
