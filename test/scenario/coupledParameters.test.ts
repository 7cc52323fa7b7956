import { expect } from "chai";
import { encodeBytes32String, zeroPadValue } from "ethers";
import { network } from "hardhat";
import { aScore, STATUS } from "../fixtures/aScore.ts";
import { KEPT_RULE, ltvBand, LTV_RULE, PARAMETER, STEWARD_REASON } from "../fixtures/deployHooks.ts";
import { deployStewardOnAave } from "../fixtures/deployStewardOnAave.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;

const HOUR = 3_600;
const DAY = 86_400;
const USDC = 1_000_000n;
const ONE = 10n ** 18n;
const THRESHOLD = PARAMETER.liquidationThreshold;
const STANDING = 82_50n;
const VALIDATED = 83_00n;
/** A ratio of 78.29 % that may rise by 3 % of itself, with a time from which it has not grown yet. */
const EFFECTIVE = 80_63n;
const BORROWERS = 40;
const WETH_PRICE = 194_15000000n;

type Suite = Awaited<ReturnType<typeof deployStewardOnAave>>;

/** Borrowers who owe 159.9, 159.8, ... 156.0 USDC on one ether each; returns their accounts. */
const openPositions = async ({ aave, pool, weth, lender, supply }: Suite): Promise<string[]> => {
  await supply("USDC", lender, 10_000_000n * USDC);
  const borrowers = await ethers.deployContract("DemoBorrowers", [pool]);
  const openings = Array.from({ length: BORROWERS }, (_, id) => ({
    ...{ id, collateral: weth, collateralAmount: ONE, debt: aave.tokens.USDC! },
    debtAmount: 160n * USDC - (BigInt(id + 1) * USDC) / 10n,
  }));
  await borrowers.open(openings);
  return (await borrowers.queryFilter(borrowers.filters.Opened())).map((event) => event.args.account);
};

/** A second market of the same steward, through the adapter that has no error: LINK, 2.5 points below its LTV. */
const listLink = async ({ aave, oracle, steward, adapter, pool, policy }: Suite) => {
  const link = aave.tokens.LINK!;
  const market = {
    ...{ kind: 0, target: pool, subject: zeroPadValue(link, 32) },
    ...{ threshold: 3_61, horizon: DAY, referenceFeed: aave.feeds.LINK! },
  };
  const linkId = await oracle.list.staticCall(market);
  await oracle.list(market);
  const { parameters, liquidationBonusBps } = await adapter.collateralState(pool, link);
  const { ltvBps: anchor, liquidationThresholdBps } = parameters;
  await steward.setPolicy(linkId, {
    ...{ ...policy, asset: link, ramp: { notice: 0, expiry: 0, liquidationGrace: 0 } },
    rules: [{ ...LTV_RULE, anchor }, KEPT_RULE, KEPT_RULE, KEPT_RULE],
    bands: [ltvBand(4_00, 2_50, anchor - 5_00n)],
  });
  const reserve = [anchor - 2_50n, liquidationThresholdBps, liquidationBonusBps] as const;
  await aave.configurator.configureReserveAsCollateral(link, ...reserve);
  return { linkId, linkAnchor: anchor };
};

/** WETH's threshold stands at 82.50 % through the protocol with the error; a raise to 83 % is queued and has waited. */
const onTheDay = async () => {
  const suite = await deployStewardOnAave(connection);
  const { aave, steward, pool, weth, id, policy, oracle, time } = suite;
  const protocol = await ethers.deployContract("SnapshotThresholdAdapter", [
    suite.adapter,
    aave.configurator,
  ]);
  await aave.acl.addRiskAdmin(protocol);
  await protocol.start(pool, weth, 78_29, 421 * DAY);
  await steward.setPolicy(id, {
    ...{ ...policy, adapter: await protocol.getAddress() },
    rules: [policy.rules[0], policy.rules[1], KEPT_RULE, KEPT_RULE],
    bands: policy.bands.map((band) => ({ ...band, targets: [...band.targets.slice(0, 2), 0n, 0n] as never })),
  });
  const { linkId, linkAnchor } = await listLink(suite);
  const accounts = await openPositions(suite);
  const calm = async (round: number) => {
    for (const market of [id, linkId]) await oracle.set(market, aScore({ score: 1_00, round }), STATUS.fresh);
  };
  await calm(1);
  await steward.queueLoosening([id, linkId]);
  await time.increase(6 * HOUR);
  await calm(2);
  const feed = await ethers.getContractAt("ReplayFeed", aave.feeds.WETH!);
  await feed.push([WETH_PRICE], [await time.latest()]);

  const threshold = async () => (await suite.adapter.collateralState(pool, weth)).parameters[THRESHOLD];
  /** Health of each account that anyone may liquidate. */
  const liquidatable = async (): Promise<[string, bigint][]> => {
    const healths: [string, bigint][] = [];
    for (const account of accounts) {
      healths.push([account, (await aave.pool.getUserAccountData(account)).healthFactor]);
    }
    return healths.filter(([, health]) => health < ONE);
  };
  return { ...suite, protocol, linkId, linkAnchor, threshold, liquidatable };
};

type Day = Awaited<ReturnType<typeof onTheDay>>;

/** Liquidates each account in full; returns the ether that was taken. */
const liquidate = async ({ aave, pool, weth, stranger }: Day, accounts: readonly string[]) => {
  const usdc = await ethers.getContractAt("DemoToken", aave.tokens.USDC!);
  await usdc.mint(stranger, 1_000_000n * USDC);
  await usdc.connect(stranger).approve(pool, ethers.MaxUint256);
  for (const account of accounts) {
    await aave.pool.connect(stranger).liquidationCall(weth, usdc, account, ethers.MaxUint256, false);
  }
  return (await ethers.getContractAt("DemoToken", weth)).balanceOf(stranger);
};

describe("A parameter is written within its bound while the one coupled to it is not, as on 2026-03-10", () => {
  it("a steward that bounds the field alone lowers the threshold by 2.85 %, and 34 of 40 borrowers are liquidated", async () => {
    const day = await networkHelpers.loadFixture(onTheDay);
    const { protocol, pool, weth, threshold, liquidatable } = day;
    const control = await ethers.deployContract("FieldBoundedSteward", [protocol]);
    await expect(control.raiseThreshold(pool, weth, VALIDATED + 1n))
      .to.be.revertedWithCustomError(control, "StepTooLarge")
      .withArgs(51, 50);
    expect([await threshold(), await liquidatable()]).to.deep.equal([STANDING, []]);

    await control.raiseThreshold(pool, weth, VALIDATED);
    expect(await threshold()).to.equal(EFFECTIVE);
    expect(((VALIDATED - EFFECTIVE) * 100_00n) / VALIDATED).to.equal(2_85n);
    const victims = await liquidatable();
    expect(victims.length).to.equal(34);
    const healthsBps = victims.map(([, health]) => (health * 100_00n) / ONE);
    // 80.63 % of 194.15 USD, over 159.9 USD and over 156.6 USD.
    expect([healthsBps[0], healthsBps.at(-1)]).to.deep.equal([97_90n, 99_96n]);
    // They owe 5,380.5 USD; at 194.15 and with 5 % for the liquidator that is 29.1 of their 34 ether.
    const taken = await liquidate(
      day,
      victims.map(([account]) => account),
    );
    expect(taken).to.be.closeTo((53_805n * 105n * ONE) / (10n * 19_415n), ONE / 1_000n);
  });

  it("H4 H8 this steward undoes the write, says which field came out how, and raises the other market of the batch", async () => {
    const { steward, protocol, adapter, pool, weth, aave, id, linkId, linkAnchor, threshold, liquidatable } =
      await networkHelpers.loadFixture(onTheDay);
    const stands = async () => [
      await steward.stateOf(id),
      await protocol.snapshotOf(weth),
      (await aave.pool.getConfiguration(weth)).data,
    ];
    const before = await stands();
    const execution = await steward.executeLoosening([id, linkId]);
    const violation = [encodeBytes32String("liquidationThreshold"), VALIDATED, EFFECTIVE];
    await expect(execution)
      .to.emit(steward, "MarketSkipped")
      .withArgs(id, STEWARD_REASON.adapterFailed, (cause: string) => {
        const error = steward.interface.parseError(cause);
        expect([error?.name, ...(error?.args ?? [])]).to.deep.equal(["PostConditionViolated", ...violation]);
        return true;
      });
    expect(await stands()).to.deep.equal(before);
    expect([await threshold(), await liquidatable()]).to.deep.equal([STANDING, []]);
    await expect(execution)
      .to.emit(steward, "Loosened")
      .withArgs(linkId, 2, PARAMETER.ltv, linkAnchor - 2_50n, linkAnchor, 1_00, 0);
    expect((await adapter.collateralState(pool, aave.tokens.LINK!)).parameters.ltvBps).to.equal(linkAnchor);
  });

  it("H4 once the protocol is corrected, the next call raises the threshold to what was validated", async () => {
    const { steward, protocol, id, threshold, liquidatable } = await networkHelpers.loadFixture(onTheDay);
    await steward.executeLoosening([id]);
    await protocol.correct();
    await expect(steward.executeLoosening([id]))
      .to.emit(steward, "Loosened")
      .withArgs(id, 2, THRESHOLD, STANDING, VALIDATED, 1_00, 0);
    expect([await threshold(), await liquidatable()]).to.deep.equal([VALIDATED, []]);
    expect((await steward.stateOf(id)).parameters[THRESHOLD].executableAt).to.equal(0n);
  });
});
