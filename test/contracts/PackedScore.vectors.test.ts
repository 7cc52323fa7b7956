import { readFile } from "node:fs/promises";
import { expect } from "chai";
import { network } from "hardhat";
import { unpackScore } from "../../committee/lib/packed-score.ts";
import type { ScoreRecord } from "../../committee/lib/packed-score.ts";
import { aReport, mineNextRound } from "../fixtures/aReport.ts";
import { deployOracle } from "../fixtures/deployOracle.ts";
import type { IRiskOracle } from "../../types/ethers-contracts/index.js";

const { ethers } = await network.create();

/** Integers of 64 bits are decimal strings. */
interface PackedScoreVector {
  readonly name: string;
  readonly packed: string;
  readonly record: Omit<ScoreRecord, "round" | "observedAt" | "blockNumber"> &
    Record<"round" | "observedAt" | "blockNumber", string>;
}

const vectors = JSON.parse(
  await readFile(new URL("../vectors/packed-score.json", import.meta.url), "utf8"),
) as PackedScoreVector[];

function toRecord(output: IRiskOracle.ScoreRecordStructOutput): ScoreRecord {
  return {
    score: Number(output.score),
    spread: Number(output.spread),
    contributors: Number(output.contributors),
    models: Number(output.models),
    outOfDistribution: output.outOfDistribution,
    degraded: output.degraded,
    round: output.round,
    observedAt: output.observedAt,
    blockNumber: output.blockNumber,
  };
}

describe("test/vectors/packed-score.json", () => {
  for (const { name, packed, record: raw } of vectors) {
    const { round, observedAt, blockNumber } = raw;
    const record: ScoreRecord = {
      ...raw,
      round: BigInt(round),
      observedAt: BigInt(observedAt),
      blockNumber: BigInt(blockNumber),
    };

    it(`R7 is what unpackScore reads: ${name}`, () => {
      expect(unpackScore(BigInt(packed))).to.deep.equal(record);
    });

    it(`R7 is what the contract packs and unpacks: ${name}`, async () => {
      const scores = await ethers.deployContract("PackedScores");
      expect(await scores.pack(record)).to.equal(BigInt(packed));
      expect(toRecord(await scores.unpack(packed))).to.deep.equal(record);
    });
  }
});

describe("ScoreUpdated", () => {
  it("R7 alone rebuilds the record that score returns, for every market of a report", async () => {
    const suite = await deployOracle(ethers, { markets: 3 });
    await mineNextRound(ethers, suite);
    const entry = (member: number, market: number) => ({
      scoreBps: 1_00 * (market + 1) + member,
      outOfDistribution: market === 1,
      degraded: market === 2,
    });
    const transaction = await suite.oracle.submit(await aReport(ethers, suite, { entry }));
    const { blockNumber } = (await transaction.wait())!;
    const events = await suite.oracle.queryFilter(suite.oracle.filters.ScoreUpdated(), blockNumber);
    expect(events.map(({ args }) => args.marketId)).to.deep.equal([...suite.marketIds]);
    for (const { args } of events) {
      const { record } = await suite.oracle.score(args.marketId);
      expect(unpackScore(args.packed)).to.deep.equal(toRecord(record));
    }
  });
});
