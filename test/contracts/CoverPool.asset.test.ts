import { expect } from "chai";
import { network } from "hardhat";
import { DAY, HOUR, UNIT, deployCover } from "../fixtures/deployCover.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;
const fixture = async () => deployCover(connection);
const load = async () => networkHelpers.loadFixture(fixture);

describe("CoverPool and its asset", () => {
  it("assets that are sent to it change no rate and belong to nobody", async () => {
    const { pool, token, alice } = await load();
    const rate = await pool.convertToAssets(10n ** 12n);
    await token.mint(pool, 500n * UNIT);
    expect(await pool.convertToAssets(10n ** 12n)).to.equal(rate);
    await pool.connect(alice).deposit(500n * UNIT, alice);
    expect(await pool.totalAssets()).to.equal(1_500n * UNIT);
    expect(await pool.decimals()).to.equal(12n);
  });

  /** A pool of Alice's 1,000 in an asset that does as it is told, whose exit has matured. */
  const scripted = async () => {
    const { oracle, timelock, alice, purchase } = await load();
    const asset = await ethers.deployContract("ScriptedToken");
    const pool = await ethers.deployContract("CoverPool", [
      ...([asset, oracle, HOUR, DAY, HOUR, DAY, timelock, timelock] as const),
    ]);
    const asAlice = pool.connect(alice);
    await asset.mint(alice, 2_000n);
    await asset.connect(alice).approve(pool, 2_000n);
    await asAlice.deposit(1_000n, alice);
    await asAlice.requestExit(await pool.balanceOf(alice));
    await networkHelpers.time.increase(DAY);
    return { pool, asAlice, asset, alice, purchase };
  };

  it("reverts with AssetTakesFee", async () => {
    const { pool, asAlice, asset, alice } = await scripted();
    await asset.takeFee(1_00);
    await expect(asAlice.deposit(1_000n, alice))
      .to.be.revertedWithCustomError(pool, "AssetTakesFee")
      .withArgs(990n, 1_000n);
  });

  for (const name of ["deposit", "redeem", "buy", "settle", "lapse", "collect"] as const) {
    it(`lets an asset that calls ${name} back do nothing`, async () => {
      const { pool, asAlice, asset, alice, purchase } = await scripted();
      const data = {
        deposit: pool.interface.encodeFunctionData("deposit", [0n, alice.address]),
        redeem: pool.interface.encodeFunctionData("redeem", [0n, alice.address, await asset.getAddress()]),
        buy: pool.interface.encodeFunctionData("buy", [purchase]),
        settle: pool.interface.encodeFunctionData("settle", [0n, 1n, 1n]),
        lapse: pool.interface.encodeFunctionData("lapse", [0n]),
        collect: pool.interface.encodeFunctionData("collect", [alice.address]),
      };
      await asset.callBack(pool, data[name]);
      await asAlice.redeem(await pool.maxRedeem(alice), alice, alice);
      expect(await asset.succeeded()).to.equal(false);
      expect(await asset.answer()).to.equal(
        pool.interface.getError("ReentrancyGuardReentrantCall")!.selector,
      );
    });
  }
});
