import { expect } from "chai";
import { network } from "hardhat";
import { unpackScore } from "../../committee/lib/packed-score.ts";
import { mineNextRound } from "../fixtures/aReport.ts";
import { deployOracle, modelHashOf } from "../fixtures/deployOracle.ts";
import { oracleInRound } from "../fixtures/oracleInRound.ts";

const { ethers, networkHelpers } = await network.create();

const STATUS = { Unknown: 0n, Stale: 1n, Degraded: 2n, Fresh: 3n };

const { one, three, report } = oracleInRound({ ethers, networkHelpers });

describe("RiskOracle.submit: accepted", () => {
  it("R7 stores the median with its spread, contributors, models and flags, and says so", async () => {
    const suite = await one();
    const values = [1_00, 9_00, 3_00, 2_00, 4_00];
    const good = await report(suite, { entry: (member) => ({ scoreBps: values[member]! }) });
    const configDigest = await suite.oracle.configDigest();
    await expect(suite.oracle.connect(suite.stranger).submit(good))
      .to.emit(suite.oracle, "ReportAccepted")
      .withArgs(
        good.round,
        good.observedAt,
        good.blockNumber,
        good.blockHash,
        configDigest,
        0b11111n,
        suite.stranger.address,
      )
      .and.to.emit(suite.oracle, "ScoreUpdated")
      .withArgs(suite.marketIds[0], (packed: bigint) => {
        expect(unpackScore(packed)).to.deep.equal({
          score: 3_00,
          spread: 1_00,
          contributors: 5,
          models: 3,
          outOfDistribution: false,
          degraded: false,
          round: good.round,
          observedAt: good.observedAt,
          blockNumber: good.blockNumber,
        });
        return true;
      });
    const [record, status] = await suite.oracle.score(suite.marketIds[0]!);
    expect(status).to.equal(STATUS.Fresh);
    expect(record).to.deep.equal([
      3_00n,
      1_00n,
      5n,
      3n,
      false,
      false,
      good.round,
      good.observedAt,
      good.blockNumber,
    ]);
  });

  it("R1 takes more observations than the quorum, all seven", async () => {
    const suite = await one();
    await suite.oracle.submit(await report(suite, { members: [0, 1, 2, 3, 4, 5, 6] }));
    expect((await suite.oracle.score(suite.marketIds[0]!)).record.contributors).to.equal(7n);
  });

  it("R6 keeps the score within the honest range whatever f = 2 members sign", async () => {
    for (const wild of [0, 100_00]) {
      const suite = await one();
      const honest: Record<number, number> = { 2: 4_00, 3: 5_00, 4: 6_00 };
      await suite.oracle.submit(
        await report(suite, { entry: (member) => ({ scoreBps: honest[member] ?? wild }) }),
      );
      const { score } = (await suite.oracle.score(suite.marketIds[0]!)).record;
      expect(score).to.equal(wild === 0 ? 4_00n : 6_00n);
    }
  });

  it("R6 counts an abstention as nothing, never as a zero", async () => {
    const suite = await one();
    const entry = (member: number) => ({ scoreBps: member < 2 ? ("abstain" as const) : 50_00 });
    await suite.oracle.submit(await report(suite, { members: [0, 1, 2, 3, 4, 5, 6], entry }));
    const { record } = await suite.oracle.score(suite.marketIds[0]!);
    expect([record.score, record.spread, record.contributors]).to.deep.equal([50_00n, 0n, 5n]);
  });

  it("R6 stores the extremes 0 and 100_00", async () => {
    for (const scoreBps of [0, 100_00]) {
      const suite = await one();
      await suite.oracle.submit(await report(suite, { entry: () => ({ scoreBps }) }));
      const [record, status] = await suite.oracle.score(suite.marketIds[0]!);
      expect([record.score, status]).to.deep.equal([BigInt(scoreBps), STATUS.Fresh]);
    }
  });

  for (const flag of ["outOfDistribution", "degraded"] as const) {
    it(`R7 flags ${flag} from f + 1 contributors on, not from f`, async () => {
      for (const flagged of [2, 3]) {
        const suite = await one();
        const entry = (member: number) => ({ scoreBps: 1_00, [flag]: member < flagged });
        await suite.oracle.submit(await report(suite, { entry }));
        const [record, status] = await suite.oracle.score(suite.marketIds[0]!);
        expect(record[flag]).to.equal(flagged === 3);
        expect(record[flag === "degraded" ? "outOfDistribution" : "degraded"]).to.equal(false);
        expect(status).to.equal(flagged === 3 ? STATUS.Degraded : STATUS.Fresh);
      }
    });
  }

  it("R7 counts no flag of a member who abstains", async () => {
    const suite = await one();
    const entry = (member: number) => ({
      scoreBps: member < 2 ? ("abstain" as const) : 1_00,
      degraded: member < 3,
    });
    await suite.oracle.submit(await report(suite, { members: [0, 1, 2, 3, 4, 5, 6], entry }));
    expect((await suite.oracle.score(suite.marketIds[0]!)).record.degraded).to.equal(false);
  });

  it("R8 writes one slot for a market's next round", async () => {
    const suite = await one();
    await suite.oracle.submit(await report(suite));
    await mineNextRound(ethers, suite);
    const { hash } = await suite.oracle.submit(await report(suite));
    const trace = (await ethers.provider.send("debug_traceTransaction", [hash])) as {
      structLogs: { op: string }[];
    };
    expect(trace.structLogs.filter(({ op }) => op === "SSTORE").length).to.equal(1);
  });

  it("stores the markets that the mask names and no other", async () => {
    const suite = await three();
    const entry = (_: number, market: number) => ({ scoreBps: 1_00 * (market + 1) });
    await suite.oracle.submit(await report(suite, { entry, marketMask: 0b101n }));
    const records = await Promise.all(suite.marketIds.map((marketId) => suite.oracle.score(marketId)));
    expect(records.map(({ record, status }) => [record.score, status])).to.deep.equal([
      [1_00n, STATUS.Fresh],
      [0n, STATUS.Unknown],
      [3_00n, STATUS.Fresh],
    ]);
  });

  it("takes a report of 64 markets and each market's own score", async () => {
    const suite = await deployOracle(ethers, { markets: 64 });
    await mineNextRound(ethers, suite);
    const entry = (_: number, market: number) => ({ scoreBps: 1_00 + market });
    await suite.oracle.submit(await report(suite, { entry }));
    for (const [market, marketId] of suite.marketIds.entries()) {
      expect((await suite.oracle.score(marketId)).record.score).to.equal(BigInt(1_00 + market));
    }
  });

  it("leaves a market to age, with MarketAbstained, when fewer than 2f + 1 members vote on it", async () => {
    const suite = await three();
    const entry = (member: number, market: number) => ({
      scoreBps: market === 1 && member === 0 ? ("abstain" as const) : 1_00,
    });
    const good = await report(suite, { entry });
    await expect(suite.oracle.submit(good))
      .to.emit(suite.oracle, "MarketAbstained")
      .withArgs(suite.marketIds[1], good.round, 4n);
    expect((await suite.oracle.score(suite.marketIds[1]!)).status).to.equal(STATUS.Unknown);
    expect((await suite.oracle.score(suite.marketIds[2]!)).status).to.equal(STATUS.Fresh);
  });

  it("C2 leaves a market to age when its voters run too few distinct models", async () => {
    const suite = await three();
    const memberInputs = suite.memberInputs.map((m, i) => ({ ...m, modelHash: modelHashOf(i < 5 ? 0 : 1) }));
    await suite.committee.configure(memberInputs, 2, 2, 1);
    const entry = (member: number, market: number) => ({
      scoreBps: market === 0 && member > 4 ? ("abstain" as const) : 1_00,
    });
    const good = await report({ ...suite, memberInputs }, { members: [0, 1, 2, 3, 4, 5, 6], entry });
    await expect(suite.oracle.submit(good))
      .to.emit(suite.oracle, "MarketAbstained")
      .withArgs(suite.marketIds[0], good.round, 5n);
  });

  it("R3 reverts with NothingToStore when every named market abstains: no report is accepted twice", async () => {
    const suite = await three();
    const entry = (_: number, market: number) => ({ scoreBps: market === 0 ? ("abstain" as const) : 1_00 });
    const good = await report(suite, { entry, marketMask: 1n });
    await expect(suite.oracle.submit(good))
      .to.be.revertedWithCustomError(suite.oracle, "NothingToStore")
      .withArgs(good.round);
  });
});

describe("RiskOracle.submit: repeated", () => {
  it("R3 reverts with StaleReport for the same report again", async () => {
    const suite = await one();
    const good = await report(suite);
    await suite.oracle.submit(good);
    await expect(suite.oracle.submit(good))
      .to.be.revertedWithCustomError(suite.oracle, "StaleReport")
      .withArgs(suite.marketIds[0], good.round, good.round);
  });

  it("R3 reverts with StaleReport for an earlier round, and for a later block of the same round", async () => {
    const suite = await one();
    const earlier = await report(suite);
    await mineNextRound(ethers, suite);
    const later = await report(suite);
    await suite.oracle.submit(later);
    const sameRound = await report(suite);
    expect(sameRound.blockNumber).to.be.greaterThan(later.blockNumber);
    for (const stale of [earlier, sameRound]) {
      await expect(suite.oracle.submit(stale))
        .to.be.revertedWithCustomError(suite.oracle, "StaleReport")
        .withArgs(suite.marketIds[0], stale.round, later.round);
    }
  });

  it("R3 reverts with StaleReport wherever in the mask the market stands", async () => {
    const suite = await three();
    for (const market of [1, 2]) {
      const snapshot = await networkHelpers.takeSnapshot();
      await suite.oracle.submit(await report(suite, { marketMask: 1n << BigInt(market) }));
      const stale = await report(suite, { marketMask: 0b111n });
      await expect(suite.oracle.submit(stale))
        .to.be.revertedWithCustomError(suite.oracle, "StaleReport")
        .withArgs(suite.marketIds[market], stale.round, stale.round);
      await snapshot.restore();
    }
  });

  it("R3 counts rounds per market: the same round may bring a market that it has not brought", async () => {
    const suite = await three();
    await suite.oracle.submit(await report(suite, { marketMask: 0b001n }));
    await suite.oracle.submit(await report(suite, { marketMask: 0b110n }));
    const stale = await report(suite, { marketMask: 0b111n });
    await expect(suite.oracle.submit(stale))
      .to.be.revertedWithCustomError(suite.oracle, "StaleReport")
      .withArgs(suite.marketIds[0], stale.round, stale.round);
  });

  it("R3 takes the next round and overwrites the last", async () => {
    const suite = await one();
    await suite.oracle.submit(await report(suite, { entry: () => ({ scoreBps: 1_00, degraded: true }) }));
    await mineNextRound(ethers, suite);
    const next = await report(suite, { entry: () => ({ scoreBps: 7_00 }) });
    await suite.oracle.submit(next);
    const [record, status] = await suite.oracle.score(suite.marketIds[0]!);
    expect([record.score, record.round, status]).to.deep.equal([7_00n, next.round, STATUS.Fresh]);
  });
});
