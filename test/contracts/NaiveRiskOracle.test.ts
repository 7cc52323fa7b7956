import { expect } from "chai";
import { network } from "hardhat";
import { aReport, mineNextRound } from "../fixtures/aReport.ts";
import type { Entry } from "../fixtures/anObservation.ts";
import { deployOracle } from "../fixtures/deployOracle.ts";
import { aNaiveReport, deployNaiveOracle } from "../fixtures/naiveOracle.ts";

const { ethers } = await network.create();

/** How many abstain on each market; of the third, too few are left. */
const ABSTAINING = [0, 2, 3, 0];

const said = (member: number, market: number, report: number): number =>
  (member * 7_919 + market * 104_729 + report * 1_299_709) % 10_001;

describe("NaiveRiskOracle", () => {
  it("counts what RiskOracle counts, so that their gas can be compared", async () => {
    const suite = await deployOracle(ethers, { markets: 4 });
    const naive = await deployNaiveOracle(ethers, suite);
    const members = [0, 1, 2, 3, 4, 5, 6];
    for (let report = 0; report < 5; ++report) {
      await mineNextRound(ethers, suite);
      const entry = (member: number, market: number): Entry => ({
        scoreBps: member < ABSTAINING[market]! ? "abstain" : said(member, market, report),
      });
      const [sent, sentNaive] = [
        await aReport(ethers, suite, { members, entry }),
        await aNaiveReport(ethers, suite, naive, { members, entry }),
      ];
      await suite.oracle.submit(sent);
      await naive.submit(sentNaive);
      for (const marketId of suite.marketIds) {
        const { record } = await suite.oracle.score(marketId);
        const { score, spread, contributors, models, round, observedAt, blockNumber } =
          await naive.scores(marketId);
        expect([score, spread, contributors, models]).to.deep.equal([
          record.score,
          record.spread,
          record.contributors,
          record.models,
        ]);
        if (record.contributors > 0n) {
          expect([round, observedAt]).to.deep.equal([record.round, record.observedAt]);
          expect(blockNumber).to.equal(sentNaive.blockNumber);
        }
      }
    }
  });
});
