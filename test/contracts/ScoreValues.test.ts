import { expect } from "chai";
import { network } from "hardhat";
import { ZeroAddress, ZeroHash, id } from "ethers";
import type { ScoreValues } from "../../types/ethers-contracts/index.js";
import { aReport, mineNextRound } from "../fixtures/aReport.ts";
import { aMarket, deployOracle } from "../fixtures/deployOracle.ts";
import type { OracleSuite } from "../fixtures/deployOracle.ts";
import type { Entry } from "../fixtures/anObservation.ts";

const { ethers, networkHelpers } = await network.create();

type ValuesSuite = OracleSuite & { values: ScoreValues; marketId: string; question: string };

async function deployValues(): Promise<ValuesSuite> {
  const suite = await deployOracle(ethers);
  const values = await ethers.deployContract("ScoreValues", [suite.oracle]);
  const marketId = suite.marketIds[0]!;
  const question = await values.know.staticCall(marketId);
  await values.know(marketId);
  await mineNextRound(ethers, suite);
  return { ...suite, values, marketId, question };
}

const load = () => networkHelpers.loadFixture(deployValues);

async function report(suite: ValuesSuite, entry: Entry): Promise<bigint> {
  const made = await aReport(ethers, suite, { entry: () => entry });
  await suite.oracle.submit(made);
  return made.observedAt;
}

describe("ScoreValues", () => {
  it("reverts with ZeroOracle", async () => {
    const { values } = await load();
    await expect(ethers.deployContract("ScoreValues", [ZeroAddress])).to.be.revertedWithCustomError(
      values,
      "ZeroOracle",
    );
  });

  it("reverts with MarketNotListed for the question of no market", async () => {
    const { values, oracle } = await load();
    await expect(values.know(ZeroHash))
      .to.be.revertedWithCustomError(oracle, "MarketNotListed")
      .withArgs(ZeroHash);
  });

  it("makes a question known to all, by anyone, under the id that names market and event", async () => {
    const { values, marketId, question, oracle, stranger } = await load();
    const feed = await ethers.deployContract("ScoreFeed", [oracle, marketId, ZeroAddress]);
    const eventHash = await feed.eventHash();
    await expect(values.connect(stranger).know(marketId))
      .to.emit(values, "QuestionKnown")
      .withArgs(question, marketId, eventHash);
    expect(await values.idOf(marketId, eventHash)).to.equal(question);
  });

  it("R10 answers 404 for an id never seen, and before the first score", async () => {
    const { values, question } = await load();
    for (const unknown of [ZeroHash, id("nothing"), question]) {
      expect(await values.valueFor(unknown)).to.deep.equal([0n, 0n, 404n]);
    }
  });

  it("R9 answers 200 with the signed observedAt for a fresh score", async () => {
    const suite = await load();
    const observedAt = await report(suite, { scoreBps: 12_34 });
    expect(await suite.values.valueFor(suite.question)).to.deep.equal([12_34n, observedAt, 200n]);
  });

  it("R9 answers 400 with value and true time for a stale score, and not a second before", async () => {
    const suite = await load();
    const observedAt = await report(suite, { scoreBps: 12_34 });
    const last = Number(observedAt) + suite.options.maxAge;
    await networkHelpers.time.increaseTo(last);
    expect((await suite.values.valueFor(suite.question)).status).to.equal(200n);
    await networkHelpers.time.increaseTo(last + 1);
    expect(await suite.values.valueFor(suite.question)).to.deep.equal([12_34n, observedAt, 400n]);
  });

  it("R9 answers 400 for degraded and for unfamiliar inputs", async () => {
    for (const flag of ["degraded", "outOfDistribution"] as const) {
      const suite = await load();
      const observedAt = await report(suite, { scoreBps: 5_00, [flag]: true });
      expect(await suite.values.valueFor(suite.question)).to.deep.equal([5_00n, observedAt, 400n]);
    }
  });

  it("R9 answers 404 once the market has another event, and answers the new question", async () => {
    const suite = await load();
    const { values, oracle, marketId, question } = suite;
    await report(suite, { scoreBps: 5_00 });
    await oracle.configureMarkets([aMarket(0, { threshold: 6_00 })]);
    expect(await values.valueFor(question), "no score yet").to.deep.equal([0n, 0n, 404n]);
    await mineNextRound(ethers, suite);
    const observedAt = await report(suite, { scoreBps: 7_00 });
    expect(await values.valueFor(question), "another question's score").to.deep.equal([0n, 0n, 404n]);
    const renewed = await values.know.staticCall(marketId);
    await values.know(marketId);
    expect(await values.valueFor(renewed)).to.deep.equal([7_00n, observedAt, 200n]);
    expect(renewed).to.not.equal(question);
  });

  it("R10 answers 404 for a delisted market", async () => {
    const suite = await load();
    await report(suite, { scoreBps: 5_00 });
    await suite.oracle.configureMarkets([aMarket(1)]);
    expect(await suite.values.valueFor(suite.question)).to.deep.equal([0n, 0n, 404n]);
  });
});
