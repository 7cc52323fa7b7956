import { expect } from "chai";
import { ZeroHash, concat, id } from "ethers";
import { network } from "hardhat";
import { unpackScore } from "../../committee/lib/packed-score.ts";
import type { Report } from "../fixtures/aReport.ts";
import { observationDomain } from "../fixtures/anObservation.ts";
import { STATUS } from "../fixtures/aScore.ts";
import {
  GOVERNOR,
  PROPOSAL,
  PROPOSAL_EVENT,
  deployProposalOracle,
} from "../fixtures/deployProposalOracle.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;
const fixture = () => deployProposalOracle(connection);
const load = () => networkHelpers.loadFixture(fixture);

describe("ProposalOracle.submit: refuses", () => {
  it("R1 reverts with TooFewObservations below 2f + 1", async () => {
    const { oracle, report } = await load();
    await expect(oracle.submit(GOVERNOR, PROPOSAL, await report({ members: [0, 1, 2, 3] })))
      .to.be.revertedWithCustomError(oracle, "TooFewObservations")
      .withArgs(4, 5);
  });

  it("R2 R3 reverts with InvalidSignature for another proposal, another governor, or the RiskOracle's domain", async () => {
    const { oracle, report, suite } = await load();
    const other = ethers.getAddress(`0x${id("other governor").slice(-40)}`);
    const { threshold, horizon, referenceFeed } = PROPOSAL_EVENT;
    await oracle.register(other, threshold, horizon, referenceFeed);
    const { chainId } = await ethers.provider.getNetwork();
    const signer = suite.keys[0]!.address;
    const foreign = observationDomain(chainId, await oracle.getAddress());
    const cases: readonly [string, bigint, Report][] = [
      [GOVERNOR, PROPOSAL + 1n, await report()],
      [other, PROPOSAL, await report()],
      [GOVERNOR, PROPOSAL, await report({ domain: foreign })],
      [GOVERNOR, PROPOSAL, await report({ observation: { configDigest: ZeroHash } })],
    ];
    for (const [governor, proposalId, sent] of cases) {
      await expect(oracle.submit(governor, proposalId, sent))
        .to.be.revertedWithCustomError(oracle, "InvalidSignature")
        .withArgs(0, (who: string) => who !== signer, signer);
    }
  });

  it("R3 reverts with WrongRound, StaleReport, and WrongBlockHash on another fork", async () => {
    const { oracle, report, marketId } = await load();
    const good = await report();
    await expect(oracle.submit(GOVERNOR, PROPOSAL, { ...good, round: good.round + 1n }))
      .to.be.revertedWithCustomError(oracle, "WrongRound")
      .withArgs(good.round + 1n, good.round);
    const forked = await report({ observation: { blockHash: id("another fork") } });
    const onChain = await ethers.provider.getBlock(Number(forked.blockNumber));
    await expect(oracle.submit(GOVERNOR, PROPOSAL, forked))
      .to.be.revertedWithCustomError(oracle, "WrongBlockHash")
      .withArgs(forked.blockNumber, forked.blockHash, onChain!.hash);
    await oracle.submit(GOVERNOR, PROPOSAL, good);
    await expect(oracle.submit(GOVERNOR, PROPOSAL, good))
      .to.be.revertedWithCustomError(oracle, "StaleReport")
      .withArgs(marketId, good.round, good.round);
  });

  it("R3 R4 reverts with BlockNotPast, ObservedInFuture and ReportTooOld", async () => {
    const { oracle, report } = await load();
    const next = BigInt(await ethers.provider.getBlockNumber()) + 1n;
    await expect(oracle.submit(GOVERNOR, PROPOSAL, await report({ observation: { blockNumber: next } })))
      .to.be.revertedWithCustomError(oracle, "BlockNotPast")
      .withArgs(next, next);
    const latest = BigInt(await networkHelpers.time.latest());
    const ahead = await report({ observation: { observedAt: latest + 71n } });
    await networkHelpers.time.setNextBlockTimestamp(latest + 10n);
    await expect(oracle.submit(GOVERNOR, PROPOSAL, ahead))
      .to.be.revertedWithCustomError(oracle, "ObservedInFuture")
      .withArgs(latest + 71n, latest + 70n);
    const good = await report();
    await networkHelpers.time.setNextBlockTimestamp(good.observedAt + 7_201n);
    await expect(oracle.submit(GOVERNOR, PROPOSAL, good))
      .to.be.revertedWithCustomError(oracle, "ReportTooOld")
      .withArgs(good.observedAt, good.observedAt + 1n);
  });

  it("R5 reverts for any other mask than the one market's, and any other length of calldata", async () => {
    const { oracle, report, admin } = await load();
    await expect(oracle.submit(GOVERNOR, PROPOSAL, await report({ marketMask: 0n })))
      .to.be.revertedWithCustomError(oracle, "MarketMaskEmpty")
      .withArgs();
    await expect(oracle.submit(GOVERNOR, PROPOSAL, await report({ marketMask: 3n })))
      .to.be.revertedWithCustomError(oracle, "MarketMaskOutOfRange")
      .withArgs(3n, 1n);
    const data = oracle.interface.encodeFunctionData("submit", [GOVERNOR, PROPOSAL, await report()]);
    const length = (data.length - 2) / 2;
    await expect(admin.sendTransaction({ to: oracle, data: concat([data, "0x00"]) }))
      .to.be.revertedWithCustomError(oracle, "WrongCalldataLength")
      .withArgs(length + 1, length);
  });

  it("R3 reverts with NothingToStore when every member abstains", async () => {
    const { oracle, report } = await load();
    const silent = await report({ entry: () => ({ scoreBps: "abstain" }) });
    await expect(oracle.submit(GOVERNOR, PROPOSAL, silent))
      .to.be.revertedWithCustomError(oracle, "NothingToStore")
      .withArgs(silent.round);
  });
});

describe("ProposalOracle.submit: stores", () => {
  it("R6 R7 R9 the median, its spread and who gave it, for anyone who sends it", async () => {
    const { oracle, report, marketId, stranger } = await load();
    const sent = await report({ entry: (member) => ({ scoreBps: 10_00 + member * 1_00 }) });
    const submitted = oracle.connect(stranger).submit(GOVERNOR, PROPOSAL, sent);
    await expect(submitted).to.emit(oracle, "ProposalScored").withArgs(GOVERNOR, PROPOSAL, marketId);
    await expect(submitted)
      .to.emit(oracle, "ReportAccepted")
      .withArgs(
        ...[sent.round, sent.observedAt, sent.blockNumber, sent.blockHash],
        ...[await oracle.configDigest(GOVERNOR, PROPOSAL), 31n, stranger.address],
      );
    const { record, status } = await oracle.score(marketId);
    expect(status).to.equal(BigInt(STATUS.fresh));
    expect([record.score, record.spread, record.contributors, record.models]).to.deep.equal([
      ...[12_00n, 1_00n, 5n, 3n],
    ]);
    expect([record.round, record.observedAt, record.blockNumber]).to.deep.equal([
      ...[sent.round, sent.observedAt, sent.blockNumber],
    ]);
    expect(await oracle.scoreNoOlderThan(marketId, 3_600)).to.deep.equal(record);
  });

  it("R8 a proposal's score in a slot of its own: another's moves nothing", async () => {
    const { oracle, report, marketId } = await load();
    await oracle.submit(GOVERNOR, PROPOSAL, await report());
    const before = await oracle.score(marketId);
    const other = await report({ proposalId: 8n, entry: () => ({ scoreBps: 90_00 }) });
    await oracle.submit(GOVERNOR, 8n, other);
    expect(await oracle.score(marketId)).to.deep.equal(before);
    const { marketId: otherId } = await oracle.proposalMarketOf(GOVERNOR, 8n);
    expect((await oracle.score(otherId)).record.score).to.equal(90_00n);
  });

  it("R9 R10 answers Unknown, Stale and Degraded, in words and as one, and reverts only where asked to", async () => {
    const { oracle, report, marketId, nextRound } = await load();
    const statusOf = async (asked: string): Promise<bigint> => {
      const { record, status } = await oracle.score(asked);
      const word = await oracle.packedScore(asked);
      const { round, observedAt, blockNumber, outOfDistribution, degraded, ...counts } = unpackScore(
        word.packed,
      );
      const { score, spread, contributors, models } = counts;
      expect([...record]).to.deep.equal([
        ...[score, spread, contributors, models].map(BigInt),
        ...[outOfDistribution, degraded, round, observedAt, blockNumber],
      ]);
      expect(word.status).to.equal(status);
      return status;
    };
    expect(await statusOf(id("no market"))).to.equal(BigInt(STATUS.unknown));
    await expect(oracle.scoreNoOlderThan(marketId, 60))
      .to.be.revertedWithCustomError(oracle, "ScoreUnknown")
      .withArgs(marketId);
    const flagged = await report({ entry: (member) => ({ scoreBps: 1_00, degraded: member < 3 }) });
    await oracle.submit(GOVERNOR, PROPOSAL, flagged);
    expect(await statusOf(marketId)).to.equal(BigInt(STATUS.degraded));
    await nextRound();
    const sent = await report();
    await oracle.submit(GOVERNOR, PROPOSAL, sent);
    expect(await statusOf(marketId)).to.equal(BigInt(STATUS.fresh));
    await networkHelpers.time.increaseTo(sent.observedAt + 7_201n);
    expect(await statusOf(marketId)).to.equal(BigInt(STATUS.stale));
    await expect(oracle.scoreNoOlderThan(marketId, 7_200))
      .to.be.revertedWithCustomError(oracle, "ScoreTooOld")
      .withArgs(marketId, sent.observedAt, sent.observedAt + 1n);
  });

  it("C1 a suspension voids what was signed before it", async () => {
    const { oracle, report, committee, suite } = await load();
    const before = await report();
    await committee.suspend(6);
    await expect(oracle.submit(GOVERNOR, PROPOSAL, before))
      .to.be.revertedWithCustomError(oracle, "InvalidSignature")
      .withArgs(0, (who: string) => who !== suite.keys[0]!.address, suite.keys[0]!.address);
    await expect(oracle.submit(GOVERNOR, PROPOSAL, await report())).to.emit(oracle, "ReportAccepted");
  });
});
