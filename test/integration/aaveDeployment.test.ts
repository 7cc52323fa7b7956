import { expect } from "chai";
import { network } from "hardhat";
import { deployAaveMarket } from "../../scripts/deploy/deployAaveMarket.ts";
import { readParameters } from "../../scripts/deploy/parameters.ts";
import { deployAave, OPENING_PRICES } from "../fixtures/deployAave.ts";

const parameters = await readParameters("localhost");

describe("deployAaveMarket", () => {
  it("lists every reserve of the parameters with its own figures", async () => {
    const { aave } = await deployAave(await network.create(), parameters);
    for (const [symbol, reserve] of Object.entries(parameters.reserves)) {
      const data = await aave.dataProvider.getReserveConfigurationData(aave.tokens[symbol]!);
      expect(data.decimals).to.equal(BigInt(reserve.decimals));
      expect(data.ltv).to.equal(BigInt(reserve.ltvBps));
      expect(data.liquidationThreshold).to.equal(BigInt(reserve.liquidationThresholdBps));
      expect(data.liquidationBonus).to.equal(BigInt(reserve.liquidationBonusBps));
      expect(data.reserveFactor).to.equal(BigInt(reserve.reserveFactorBps));
      expect(data.borrowingEnabled).to.equal(reserve.borrowable);
      expect(await aave.oracle.getAssetPrice(aave.tokens[symbol]!)).to.equal(OPENING_PRICES[symbol]);
    }
  });

  it("lends and borrows", async () => {
    const connection = await network.create();
    const { ethers } = connection;
    const { aave } = await deployAave(connection, parameters);
    const [, lender, borrower] = await ethers.getSigners();
    const pool = await aave.pool.getAddress();
    for (const [symbol, who, amount] of [
      ["USDC", lender!, 1_000_000_000n],
      ["WETH", borrower!, 10n ** 18n],
    ] as const) {
      const token = await ethers.getContractAt("DemoToken", aave.tokens[symbol]!);
      await token.mint(who, amount);
      await token.connect(who).approve(pool, amount);
      await aave.pool.connect(who).supply(aave.tokens[symbol]!, amount, who, 0);
    }
    await aave.pool.connect(borrower).borrow(aave.tokens.USDC!, 159_000_000n, 2, 0, borrower!);
    await expect(
      aave.pool.connect(borrower).borrow(aave.tokens.USDC!, 2_000_000n, 2, 0, borrower!),
    ).to.be.revertedWithCustomError(
      new ethers.Contract(pool, ["error CollateralCannotCoverNewBorrow()"]),
      "CollateralCannotCoverNewBorrow",
    );
  });

  it("stands twice over the same tokens and feeds", async () => {
    const connection = await network.create();
    const { aave } = await deployAave(connection, parameters);
    const { tokens, feeds } = aave;
    const control = await deployAaveMarket(connection, { id: "Control", tokens, feeds, parameters });
    expect(await control.pool.getAddress()).to.not.equal(await aave.pool.getAddress());
    expect(await control.pool.getReservesList()).to.deep.equal(await aave.pool.getReservesList());
  });
});
