import { expect } from "chai";
import { network } from "hardhat";
import { ZeroHash } from "ethers";
import { aReport, mineNextRound } from "../fixtures/aReport.ts";
import { aMarket, deployOracle } from "../fixtures/deployOracle.ts";
import type { ScoreFeed } from "../../types/ethers-contracts/index.js";
import type { OracleSuite } from "../fixtures/deployOracle.ts";

const { ethers, networkHelpers } = await network.create();

async function deployFeed(): Promise<OracleSuite & { feed: ScoreFeed; marketId: string }> {
  const suite = await deployOracle(ethers);
  const marketId = suite.marketIds[0]!;
  const feed = await ethers.deployContract("ScoreFeed", [suite.oracle, marketId]);
  await mineNextRound(ethers, suite);
  return { ...suite, feed, marketId };
}

const load = () => networkHelpers.loadFixture(deployFeed);

describe("ScoreFeed", () => {
  it("reverts with MarketNotListed when deployed for a market that is not listed", async () => {
    const { oracle } = await load();
    await expect(ethers.deployContract("ScoreFeed", [oracle, ZeroHash]))
      .to.be.revertedWithCustomError(oracle, "MarketNotListed")
      .withArgs(ZeroHash);
  });

  it("describes its market and event; 1.0000 is a probability of one", async () => {
    const { feed, markets } = await load();
    expect(await feed.decimals()).to.equal(4n);
    expect(await feed.version()).to.equal(1n);
    expect(await feed.description()).to.equal(
      `Breakwater P(fall >= 500 bps within 86400 s), collateral ${markets[0]!.subject} at ${markets[0]!.target}`,
    );
  });

  it("describes each kind of market by its name", async () => {
    const { oracle } = await load();
    const kinds = ["collateral", "peg", "liquidity", "proposal"];
    await oracle.configureMarkets(kinds.map((_, kind) => aMarket(0, { kind })));
    for (const [kind, marketId] of (await oracle.marketIds()).entries()) {
      const feed = await ethers.deployContract("ScoreFeed", [oracle, marketId]);
      expect(await feed.description()).to.contain(`, ${kinds[kind]} `);
    }
  });

  it("R9 reverts with NoScore before the first score", async () => {
    const { feed, marketId } = await load();
    for (const read of [feed.latestRoundData(), feed.getRoundData(0)]) {
      await expect(read).to.be.revertedWithCustomError(feed, "NoScore").withArgs(marketId);
    }
  });

  it("R9 reports the signed observedAt as updatedAt, whenever the report was sent", async () => {
    const suite = await load();
    const report = await aReport(ethers, suite, { entry: () => ({ scoreBps: 12_34 }) });
    await networkHelpers.time.increase(1_000);
    await suite.oracle.submit(report);
    const { round, observedAt } = report;
    const expected = [round, 12_34n, observedAt, observedAt, round];
    expect(await suite.feed.latestRoundData()).to.deep.equal(expected);
    expect(await suite.feed.getRoundData(round)).to.deep.equal(expected);
  });

  it("R9 reports a stale score with its true, old updatedAt", async () => {
    const suite = await load();
    const report = await aReport(ethers, suite);
    await suite.oracle.submit(report);
    await networkHelpers.time.increase(30 * 86_400);
    expect((await suite.feed.latestRoundData()).updatedAt).to.equal(report.observedAt);
  });

  it("reverts with NotLatestRound for any round but the latest", async () => {
    const suite = await load();
    const { round } = await aReport(ethers, suite);
    await suite.oracle.submit(await aReport(ethers, suite));
    for (const other of [round - 1n, round + 1n, (1n << 64n) + round]) {
      await expect(suite.feed.getRoundData(other))
        .to.be.revertedWithCustomError(suite.feed, "NotLatestRound")
        .withArgs(other, round);
    }
  });

  it("reverts with EventChanged once the market's event is another one, scored or not", async () => {
    const suite = await load();
    await suite.oracle.configureMarkets([aMarket(0, { threshold: 6_00 })]);
    const successor = await ethers.deployContract("ScoreFeed", [suite.oracle, suite.marketId]);
    await suite.oracle.submit(await aReport(ethers, suite));
    await expect(suite.feed.latestRoundData())
      .to.be.revertedWithCustomError(suite.feed, "EventChanged")
      .withArgs(suite.marketId, await successor.eventHash(), await suite.feed.eventHash());
    expect((await successor.latestRoundData()).answer).to.equal(1_00n);
  });

  it("reverts with MarketNotListed once the market is delisted", async () => {
    const suite = await load();
    await suite.oracle.submit(await aReport(ethers, suite));
    await suite.oracle.configureMarkets([aMarket(1)]);
    await expect(suite.feed.latestRoundData())
      .to.be.revertedWithCustomError(suite.oracle, "MarketNotListed")
      .withArgs(suite.marketId);
  });
});
