import { expect } from "chai";
import { network } from "hardhat";
import { AbiCoder, ZeroAddress, ZeroHash, getAddress, id } from "ethers";
import type { RiskParameterFeed, ScoreHistory } from "../../types/ethers-contracts/index.js";
import { aReport, mineNextRound } from "../fixtures/aReport.ts";
import { aMarket, deployOracle } from "../fixtures/deployOracle.ts";
import type { OracleSuite } from "../fixtures/deployOracle.ts";

const { ethers, networkHelpers } = await network.create();

const TYPE = "CollateralRiskScore";
const ASSET = getAddress(`0x${id("asset 0").slice(-40)}`);
const OTHER_ASSET = getAddress(`0x${id("asset 1").slice(-40)}`);
/** Names a market too: zero alone names none. */
const LOWEST = "0x0000000000000000000000000000000000000001";

type FeedSuite = OracleSuite & { history: ScoreHistory; feed: RiskParameterFeed; marketId: string };

async function deployFeed(): Promise<FeedSuite> {
  const suite = await deployOracle(ethers, { markets: 2 });
  const history = await ethers.deployContract("ScoreHistory", [suite.oracle, 4]);
  const feed = await ethers.deployContract("RiskParameterFeed", [history, suite.admin, suite.revoker]);
  const marketId = suite.marketIds[0]!;
  await feed.bind(marketId, TYPE, ASSET);
  return { ...suite, history, feed, marketId };
}

const load = () => networkHelpers.loadFixture(deployFeed);

async function recordRound(suite: FeedSuite, scoreBps: number) {
  await mineNextRound(ethers, suite);
  const report = await aReport(ethers, suite, { entry: () => ({ scoreBps }) });
  await suite.oracle.submit(report);
  await suite.history.record([...suite.marketIds]);
  return report;
}

const encode = (value: number) => AbiCoder.defaultAbiCoder().encode(["uint256"], [value]);

describe("RiskParameterFeed", () => {
  it("reverts with ZeroHistory", async () => {
    const { feed, admin, revoker } = await load();
    await expect(
      ethers.deployContract("RiskParameterFeed", [ZeroAddress, admin, revoker]),
    ).to.be.revertedWithCustomError(feed, "ZeroHistory");
  });

  describe("bind", () => {
    it("C1 reverts for anyone but the configurator", async () => {
      const { feed, revoker, marketIds } = await load();
      await expect(feed.connect(revoker).bind(marketIds[1]!, TYPE, OTHER_ASSET))
        .to.be.revertedWithCustomError(feed, "AccessControlUnauthorizedAccount")
        .withArgs(revoker.address, await feed.CONFIGURATOR_ROLE());
    });

    it("reverts without a type, without a market's address, and for a market that is not listed", async () => {
      const { feed, oracle, marketIds } = await load();
      await expect(feed.bind(marketIds[1]!, "", OTHER_ASSET)).to.be.revertedWithCustomError(
        feed,
        "EmptyUpdateType",
      );
      await expect(feed.bind(marketIds[1]!, TYPE, ZeroAddress)).to.be.revertedWithCustomError(
        feed,
        "ZeroMarket",
      );
      await expect(feed.bind(ZeroHash, TYPE, OTHER_ASSET))
        .to.be.revertedWithCustomError(oracle, "MarketNotListed")
        .withArgs(ZeroHash);
    });

    it("reverts with BoundAlready and with PairTaken", async () => {
      const { feed, marketId, marketIds } = await load();
      await expect(feed.bind(marketId, TYPE, OTHER_ASSET))
        .to.be.revertedWithCustomError(feed, "BoundAlready")
        .withArgs(marketId);
      await expect(feed.bind(marketIds[1]!, TYPE, ASSET))
        .to.be.revertedWithCustomError(feed, "PairTaken")
        .withArgs(TYPE, ASSET, marketId);
    });

    it("lists each type once, and says what it bound", async () => {
      const { feed, marketIds, oracle } = await load();
      const scoreFeed = await ethers.deployContract("ScoreFeed", [oracle, marketIds[1]!, ZeroAddress]);
      await expect(feed.bind(marketIds[1]!, TYPE, OTHER_ASSET))
        .to.emit(feed, "Bound")
        .withArgs(marketIds[1]!, TYPE, OTHER_ASSET, await scoreFeed.eventHash());
      expect(await feed.getAllUpdateTypes()).to.deep.equal([TYPE]);
    });
  });

  describe("unbind", () => {
    it("C1 reverts for anyone but a revoker", async () => {
      const { feed, stranger, marketId } = await load();
      await expect(feed.connect(stranger).unbind(marketId))
        .to.be.revertedWithCustomError(feed, "AccessControlUnauthorizedAccount")
        .withArgs(stranger.address, await feed.REVOKER_ROLE());
    });

    it("C1 ends the market's updates at once, and lets it be bound anew", async () => {
      const suite = await load();
      const { feed, revoker, marketId } = suite;
      await recordRound(suite, 5_00);
      await expect(feed.connect(revoker).unbind(marketId)).to.emit(feed, "Unbound").withArgs(marketId);
      await expect(feed.getLatestUpdateByParameterAndMarket(TYPE, ASSET))
        .to.be.revertedWithCustomError(feed, "NoUpdate")
        .withArgs(TYPE, ASSET);
      await expect(feed.getUpdateById(1)).to.be.revertedWithCustomError(feed, "NotBound").withArgs(marketId);
      await expect(feed.connect(revoker).unbind(marketId))
        .to.be.revertedWithCustomError(feed, "NotBound")
        .withArgs(marketId);
      await feed.bind(marketId, TYPE, ASSET);
      expect((await feed.getLatestUpdateByParameterAndMarket(TYPE, ASSET)).updateId).to.equal(1n);
    });
  });

  it("answers for a market by the name that it has now, and gives its old name to another", async () => {
    const suite = await load();
    const { feed, revoker, marketId, marketIds } = suite;
    await recordRound(suite, 5_00);
    await feed.connect(revoker).unbind(marketId);
    await feed.bind(marketId, TYPE, LOWEST);
    await expect(feed.getLatestUpdateByParameterAndMarket(TYPE, ASSET))
      .to.be.revertedWithCustomError(feed, "NoUpdate")
      .withArgs(TYPE, ASSET);
    expect((await feed.getLatestUpdateByParameterAndMarket(TYPE, LOWEST)).updateId).to.equal(1n);
    await feed.bind(marketIds[1]!, TYPE, ASSET);
    expect((await feed.getLatestUpdateByParameterAndMarket(TYPE, ASSET)).updateId).to.equal(2n);
  });

  describe("reading", () => {
    it("reverts with NoUpdate before the first recording, and for what is not bound", async () => {
      const suite = await load();
      await expect(suite.feed.getLatestUpdateByParameterAndMarket(TYPE, ASSET))
        .to.be.revertedWithCustomError(suite.feed, "NoUpdate")
        .withArgs(TYPE, ASSET);
      await recordRound(suite, 5_00);
      for (const [type, asset] of [
        ["SupplyCapUpdate", ASSET],
        [TYPE, OTHER_ASSET],
      ] as const) {
        await expect(suite.feed.getLatestUpdateByParameterAndMarket(type, asset))
          .to.be.revertedWithCustomError(suite.feed, "NoUpdate")
          .withArgs(type, asset);
      }
    });

    it("R9 gives value, signed time, names and doubt, and the value before of the same market", async () => {
      const suite = await load();
      await recordRound(suite, 5_00);
      const { observedAt, round, blockNumber } = await recordRound(suite, 9_00);
      const update = await suite.feed.getLatestUpdateByParameterAndMarket(TYPE, ASSET);
      const doubt = AbiCoder.defaultAbiCoder().encode(
        ["uint16", "uint8", "uint8", "bool", "bool"],
        [0, 5, 3, false, false],
      );
      expect(update).to.deep.equal([
        observedAt,
        encode(9_00),
        `round ${round}, block ${blockNumber}`,
        encode(5_00),
        TYPE,
        3n,
        ASSET,
        doubt,
      ]);
      expect(await suite.feed.getUpdateById(3)).to.deep.equal(update);
      expect((await suite.feed.getUpdateById(1)).previousValue).to.equal("0x");
    });

    it("counts over all markets, and knows only the bound ones", async () => {
      const suite = await load();
      await recordRound(suite, 5_00);
      expect(await suite.feed.updateCounter()).to.equal(2n);
      await expect(suite.feed.getUpdateById(2))
        .to.be.revertedWithCustomError(suite.feed, "NotBound")
        .withArgs(suite.marketIds[1]!);
      await expect(suite.feed.getUpdateById(3))
        .to.be.revertedWithCustomError(suite.history, "UpdateUnknown")
        .withArgs(3, 2);
    });

    it("leaves the value before empty where the history has forgotten it", async () => {
      const suite = await load();
      await recordRound(suite, 5_00);
      // The same place of the ring, four rounds on: what stood there was the value before.
      await networkHelpers.time.increase(3 * suite.options.roundLength);
      await recordRound(suite, 9_00);
      expect((await suite.feed.getLatestUpdateByParameterAndMarket(TYPE, ASSET)).previousValue).to.equal(
        "0x",
      );
    });

    it("R9 reverts with EventChanged once the market has another event, for old and new recordings", async () => {
      const suite = await load();
      const { feed, oracle, marketId, markets } = suite;
      await recordRound(suite, 5_00);
      await oracle.configureMarkets([aMarket(0, { threshold: 6_00 }), markets[1]!]);
      const renewed = await ethers.deployContract("ScoreFeed", [oracle, marketId, ZeroAddress]);
      const newHash = await renewed.eventHash();
      await oracle.configureMarkets([markets[0]!, markets[1]!]);
      const old = await ethers.deployContract("ScoreFeed", [oracle, marketId, ZeroAddress]);
      const expected = [marketId, newHash, await old.eventHash()];
      await oracle.configureMarkets([aMarket(0, { threshold: 6_00 }), markets[1]!]);
      for (const when of ["before", "after"]) {
        await expect(feed.getLatestUpdateByParameterAndMarket(TYPE, ASSET), when)
          .to.be.revertedWithCustomError(feed, "EventChanged")
          .withArgs(...expected);
        await recordRound(suite, 7_00);
      }
      // The event comes back: what was recorded of the other one stays out.
      await oracle.configureMarkets([markets[0]!, markets[1]!]);
      await expect(feed.getLatestUpdateByParameterAndMarket(TYPE, ASSET))
        .to.be.revertedWithCustomError(feed, "EventChanged")
        .withArgs(...expected);
      await recordRound(suite, 8_00);
      const update = await feed.getLatestUpdateByParameterAndMarket(TYPE, ASSET);
      expect([update.newValue, update.previousValue]).to.deep.equal([encode(8_00), "0x"]);
    });

    it("authorises the oracle alone", async () => {
      const { feed, oracle, admin, history } = await load();
      expect(await feed.isAuthorized(oracle)).to.equal(true);
      for (const other of [admin, history]) expect(await feed.isAuthorized(other)).to.equal(false);
    });
  });

  it("R9 serves a consumer of today's: once per update, and not past its expiry", async () => {
    const suite = await load();
    const injector = await ethers.deployContract("ParameterInjector", [suite.feed]);
    const first = await recordRound(suite, 5_00);
    await injector.inject(TYPE, ASSET);
    expect(await injector.value()).to.equal(5_00n);
    await expect(injector.inject(TYPE, ASSET))
      .to.be.revertedWithCustomError(injector, "UpdateInjectedAlready")
      .withArgs(1);
    const second = await recordRound(suite, 9_00);
    const expiration = second.observedAt + 21_600n;
    await networkHelpers.time.setNextBlockTimestamp(expiration + 1n);
    await expect(injector.inject(TYPE, ASSET))
      .to.be.revertedWithCustomError(injector, "UpdateExpired")
      .withArgs(second.observedAt, expiration);
    expect(first.observedAt).to.be.lessThan(second.observedAt);
  });
});
