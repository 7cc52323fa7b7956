import { expect } from "chai";
import { network } from "hardhat";
import { ZeroAddress, ZeroHash } from "ethers";
import { aReport, mineNextRound } from "../fixtures/aReport.ts";
import { aMarket, deployOracle } from "../fixtures/deployOracle.ts";
import type { ScoreFeed, ScoreHistory } from "../../types/ethers-contracts/index.js";
import type { OracleSuite } from "../fixtures/deployOracle.ts";

const { ethers, networkHelpers } = await network.create();

async function deployFeed(): Promise<
  OracleSuite & { feed: ScoreFeed; history: ScoreHistory; marketId: string }
> {
  const suite = await deployOracle(ethers);
  const marketId = suite.marketIds[0]!;
  const history = await ethers.deployContract("ScoreHistory", [suite.oracle, 4]);
  const feed = await ethers.deployContract("ScoreFeed", [suite.oracle, marketId, history]);
  await mineNextRound(ethers, suite);
  return { ...suite, feed, history, marketId };
}

const load = () => networkHelpers.loadFixture(deployFeed);

describe("ScoreFeed", () => {
  it("reverts with MarketNotListed when deployed for a market that is not listed", async () => {
    const { oracle } = await load();
    await expect(ethers.deployContract("ScoreFeed", [oracle, ZeroHash, ZeroAddress]))
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
      const feed = await ethers.deployContract("ScoreFeed", [oracle, marketId, ZeroAddress]);
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

  it("reverts with ForeignHistory for the history of another oracle", async () => {
    const { oracle, history, marketId, feed } = await load();
    const other = await deployOracle(ethers);
    await expect(ethers.deployContract("ScoreFeed", [other.oracle, marketId, history]))
      .to.be.revertedWithCustomError(feed, "ForeignHistory")
      .withArgs(await oracle.getAddress(), await other.oracle.getAddress());
  });

  it("reverts with RoundUnknown for any round but the latest where there is no history", async () => {
    const suite = await load();
    const feed = await ethers.deployContract("ScoreFeed", [suite.oracle, suite.marketId, ZeroAddress]);
    const { round } = await aReport(ethers, suite);
    await suite.oracle.submit(await aReport(ethers, suite));
    for (const other of [round - 1n, round + 1n, (1n << 64n) + round]) {
      await expect(feed.getRoundData(other))
        .to.be.revertedWithCustomError(feed, "RoundUnknown")
        .withArgs(other, round);
    }
    expect((await feed.getRoundData(round)).id).to.equal(round);
  });

  it("R9 gives earlier rounds from the history, with their own observedAt, and reverts for those it lacks", async () => {
    const suite = await load();
    const reports = [];
    for (const scoreBps of [1_00, 2_00, 3_00]) {
      const report = await aReport(ethers, suite, { entry: () => ({ scoreBps }) });
      await suite.oracle.submit(report);
      if (scoreBps !== 2_00) await suite.history.record([suite.marketId]);
      reports.push(report);
      await mineNextRound(ethers, suite);
    }
    const [first, unrecorded, last] = reports;
    for (const [{ round, observedAt }, answer] of [
      [first!, 1_00n],
      [last!, 3_00n],
    ] as const) {
      const expected = [round, answer, observedAt, observedAt, round];
      expect(await suite.feed.getRoundData(round)).to.deep.equal(expected);
    }
    for (const round of [unrecorded!.round, last!.round + 1n, (1n << 64n) + first!.round]) {
      await expect(suite.feed.getRoundData(round))
        .to.be.revertedWithCustomError(suite.history, "RoundNotRecorded")
        .withArgs(suite.marketId, round);
    }
  });

  it("R9 reverts with RoundUnknown for a recorded round of another event", async () => {
    const suite = await load();
    const first = await aReport(ethers, suite);
    await suite.oracle.submit(first);
    await suite.history.record([suite.marketId]);
    await suite.oracle.configureMarkets([aMarket(0, { threshold: 6_00 })]);
    const successor = await ethers.deployContract("ScoreFeed", [suite.oracle, suite.marketId, suite.history]);
    await mineNextRound(ethers, suite);
    const second = await aReport(ethers, suite);
    await suite.oracle.submit(second);
    await expect(successor.getRoundData(first.round))
      .to.be.revertedWithCustomError(successor, "RoundUnknown")
      .withArgs(first.round, second.round);
  });

  it("reverts with EventChanged once the market's event is another one, scored or not", async () => {
    const suite = await load();
    await suite.oracle.configureMarkets([aMarket(0, { threshold: 6_00 })]);
    const successor = await ethers.deployContract("ScoreFeed", [suite.oracle, suite.marketId, ZeroAddress]);
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
