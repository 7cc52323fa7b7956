import { expect } from "chai";
import { network } from "hardhat";
import { ZeroAddress, ZeroHash, id } from "ethers";
import type { ScoreHistory } from "../../types/ethers-contracts/index.js";
import { aReport, mineNextRound } from "../fixtures/aReport.ts";
import { aMarket, deployOracle } from "../fixtures/deployOracle.ts";
import type { OracleSuite } from "../fixtures/deployOracle.ts";

const { ethers, networkHelpers } = await network.create();

const CAPACITY = 4;

type HistorySuite = OracleSuite & { history: ScoreHistory; marketId: string };

async function deployHistory(): Promise<HistorySuite> {
  const suite = await deployOracle(ethers, { markets: 2 });
  const history = await ethers.deployContract("ScoreHistory", [suite.oracle, CAPACITY]);
  return { ...suite, history, marketId: suite.marketIds[0]! };
}

const load = () => networkHelpers.loadFixture(deployHistory);

/** Reports the next round with this score for every market; returns the round. */
async function reportRound(suite: HistorySuite, scoreBps: number): Promise<bigint> {
  await mineNextRound(ethers, suite);
  const report = await aReport(ethers, suite, { entry: (member) => ({ scoreBps: scoreBps + member }) });
  await suite.oracle.submit(report);
  return report.round;
}

async function recordRounds(suite: HistorySuite, count: number): Promise<bigint[]> {
  const rounds: bigint[] = [];
  for (let i = 0; i < count; i++) {
    rounds.push(await reportRound(suite, 100 * (i + 1)));
    await suite.history.record([suite.marketId]);
  }
  return rounds;
}

describe("ScoreHistory", () => {
  describe("constructor", () => {
    it("reverts with ZeroOracle", async () => {
      const { history } = await load();
      await expect(
        ethers.deployContract("ScoreHistory", [ZeroAddress, CAPACITY]),
      ).to.be.revertedWithCustomError(history, "ZeroOracle");
    });

    it("reverts with CapacityNotAPowerOfTwo, and takes 2 and 65,536", async () => {
      const { history, oracle } = await load();
      for (const capacity of [0, 1, 3, 6, 1 << 17]) {
        await expect(ethers.deployContract("ScoreHistory", [oracle, capacity]))
          .to.be.revertedWithCustomError(history, "CapacityNotAPowerOfTwo")
          .withArgs(capacity, 2, 65_536);
      }
      for (const capacity of [2, 65_536]) await ethers.deployContract("ScoreHistory", [oracle, capacity]);
    });
  });

  describe("record", () => {
    it("passes over a market without a score, and one that was never listed", async () => {
      const { history, marketIds } = await load();
      await expect(history.record([...marketIds, ZeroHash])).not.to.emit(history, "ScoreRecorded");
      expect(await history.updateCounter()).to.equal(0n);
    });

    it("R9 keeps the record as the oracle had it, with its event, and says so", async () => {
      const suite = await load();
      const { history, oracle, marketIds, stranger } = suite;
      const round = await reportRound(suite, 12_34);
      await expect(history.connect(stranger).record([...marketIds])).to.emit(history, "ScoreRecorded");
      for (const [index, marketId] of marketIds.entries()) {
        const [score] = await oracle.score(marketId);
        const entry = await history.roundAt(marketId, round);
        expect(entry.id).to.equal(index + 1);
        expect(entry.previousRound).to.equal(0n);
        expect(entry.record).to.deep.equal(score);
        const feed = await ethers.deployContract("ScoreFeed", [oracle, marketId, ZeroAddress]);
        expect(entry.eventHash).to.equal(await feed.eventHash());
      }
    });

    it("R3 records a round once, and each only after the last", async () => {
      const suite = await load();
      const { history, marketId } = suite;
      const first = await reportRound(suite, 1_00);
      await history.record([marketId, marketId]);
      await expect(history.record([marketId])).not.to.emit(history, "ScoreRecorded");
      expect(await history.updateCounter()).to.equal(1n);
      const second = await reportRound(suite, 2_00);
      await history.record([marketId]);
      const entry = await history.roundAt(marketId, second);
      expect(entry.previousRound).to.equal(first);
      expect(await history.latestRound(marketId)).to.equal(second);
    });

    it("tells how many it recorded: what is new, once, and nothing else", async () => {
      const suite = await load();
      const { history, marketIds } = suite;
      await reportRound(suite, 1_00);
      const asked = [...marketIds, ZeroHash, marketIds[0]!];
      expect(await history.record.staticCall(asked)).to.equal(2n);
      await history.record(asked);
      expect(await history.record.staticCall(asked)).to.equal(0n);
    });

    it("records a stale score too: its observedAt tells", async () => {
      const suite = await load();
      const round = await reportRound(suite, 1_00);
      await networkHelpers.time.increase(30 * 86_400);
      await suite.history.record([suite.marketId]);
      const { record } = await suite.history.roundAt(suite.marketId, round);
      expect(record.observedAt).to.equal(round * 3_600n);
    });
  });

  describe("roundAt", () => {
    it("reverts with RoundNotRecorded for a round that nobody recorded", async () => {
      const suite = await load();
      const { history, marketId } = suite;
      const unrecorded = await reportRound(suite, 1_00);
      const [round] = await recordRounds(suite, 1);
      for (const other of [0n, unrecorded, round! + 1n, round! + BigInt(CAPACITY), (1n << 64n) + round!]) {
        await expect(history.roundAt(marketId, other))
          .to.be.revertedWithCustomError(history, "RoundNotRecorded")
          .withArgs(marketId, other);
      }
      await expect(history.roundAt(id("no market"), round!))
        .to.be.revertedWithCustomError(history, "RoundNotRecorded")
        .withArgs(id("no market"), round!);
    });

    it("holds the last rounds, and forgets the one whose place is taken", async () => {
      const suite = await load();
      const { history, marketId } = suite;
      const rounds = await recordRounds(suite, CAPACITY + 1);
      for (const [i, round] of rounds.slice(1).entries()) {
        const entry = await history.roundAt(marketId, round);
        expect(entry.id).to.equal(i + 2);
        // Members say 0 to 4 bps more: the median says 2 more.
        expect(entry.record.score).to.equal(100 * (i + 2) + 2);
        expect(entry.previousRound).to.equal(rounds[i]!);
      }
      await expect(history.roundAt(marketId, rounds[0]!))
        .to.be.revertedWithCustomError(history, "RoundNotRecorded")
        .withArgs(marketId, rounds[0]!);
    });

    it("R9 tells the events of a market apart, back and forth", async () => {
      const suite = await load();
      const { history, oracle, marketId, markets } = suite;
      const hashes: string[] = [];
      for (const threshold of [5_00, 6_00, 5_00]) {
        await oracle.configureMarkets([{ ...markets[0]!, threshold }, aMarket(1)]);
        const round = await reportRound(suite, 1_00);
        await history.record([marketId]);
        hashes.push((await history.roundAt(marketId, round)).eventHash);
      }
      expect(hashes[0]).to.equal(hashes[2]);
      expect(hashes[0]).to.not.equal(hashes[1]);
      const first = await history.latestRound(marketId);
      expect((await history.roundAt(marketId, first - 1n)).eventHash).to.equal(hashes[1]);
    });
  });

  describe("updateById", () => {
    it("reverts with UpdateUnknown for zero and for what is to come", async () => {
      const suite = await load();
      await recordRounds(suite, 1);
      for (const unknown of [0, 2]) {
        await expect(suite.history.updateById(unknown))
          .to.be.revertedWithCustomError(suite.history, "UpdateUnknown")
          .withArgs(unknown, 1);
      }
    });

    it("finds every kept recording, whichever its market", async () => {
      const suite = await load();
      const { history, marketIds } = suite;
      const round = await reportRound(suite, 7_00);
      await history.record([marketIds[1]!, marketIds[0]!]);
      for (const [updateId, marketId] of [
        [1, marketIds[1]!],
        [2, marketIds[0]!],
      ] as const) {
        const [found, entry] = await history.updateById(updateId);
        expect(found).to.equal(marketId);
        expect(entry).to.deep.equal(await history.roundAt(marketId, round));
      }
    });

    it("reverts with UpdateForgotten once its place is taken", async () => {
      const suite = await load();
      const [first] = await recordRounds(suite, CAPACITY + 1);
      await expect(suite.history.updateById(1))
        .to.be.revertedWithCustomError(suite.history, "UpdateForgotten")
        .withArgs(1, suite.marketId, first!);
    });
  });
});
