import { expect } from "chai";
import { Signature, ZeroAddress, concat, id, recoverAddress } from "ethers";
import type { ContractTransactionResponse } from "ethers";
import { homeConfiguration } from "../../scripts/deploy/followHome.ts";
import type { Report } from "../fixtures/aReport.ts";
import { STATUS } from "../fixtures/aScore.ts";
import { aBlankMirror, followCommittee, followMarkets, homeDigestOf } from "../fixtures/aMirror.ts";
import { aMarket, modelHashOf } from "../fixtures/deployOracle.ts";
import type { OracleSuite } from "../fixtures/deployOracle.ts";
import { homeAndAway } from "../fixtures/homeAndAway.ts";
import { HOME_CHAIN } from "../fixtures/twoChains.ts";
import type { MirrorOracle } from "../../types/ethers-contracts/index.js";

const { home, away, deploy, nextRound, report } = await homeAndAway();

/** The mirror refuses the report for the first observation, whose signature is another's under what stands there. */
async function expectRefused(suite: OracleSuite, oracle: MirrorOracle, sent: Report): Promise<void> {
  const { member, snapshotRoot, explanationRoot, scores, r, vs } = sent.observations[0]!;
  const { round, observedAt, blockNumber, blockHash } = sent;
  const digest = await oracle.observationDigest({
    configDigest: await oracle.configDigest(),
    ...{ round, observedAt, blockNumber, blockHash, snapshotRoot, explanationRoot, scores },
    modelHash: suite.memberInputs[member]!.modelHash,
  });
  const recovered = recoverAddress(digest, Signature.from({ r, yParityAndS: vs }));
  const signer = suite.keys[member]!.address;
  expect(recovered).to.not.be.oneOf([signer, ZeroAddress]);
  await expect(oracle.submit(sent))
    .to.be.revertedWithCustomError(oracle, "InvalidSignature")
    .withArgs(member, recovered, signer);
}

/** The words that a report stored, market by market; or the name of the error that refused it. */
async function outcomeOf(sending: Promise<ContractTransactionResponse>): Promise<readonly string[]> {
  const sent = await sending.catch((error: unknown) => error as Error);
  if (sent instanceof Error) return [/custom error '(\w+)/.exec(sent.message)?.[1] ?? sent.message];
  const receipt = await sent.wait();
  return receipt?.logs.slice(0, -1).map(({ topics, data }) => [...topics, data].join(" ")) ?? [];
}

describe("MirrorOracle.submit: the same bytes at home and away", () => {
  it("R1 R6 R7 accepts them on both, with the same record, in either order", async () => {
    const { suite, mirror } = await deploy();
    const entry = (member: number, market: number) => ({
      scoreBps: market === 2 && member === 0 ? ("abstain" as const) : 100 * (member + 1) + market,
      degraded: market === 1 && member < 3,
    });
    for (const [first, second] of [
      [suite.oracle, mirror.oracle],
      [mirror.oracle, suite.oracle],
    ] as const) {
      const members = [0, 1, 2, 3, 4, 6];
      const sent = await report(suite, { members, entry });
      const { data } = await first.submit(sent);
      // As anyone can copy it from the other chain: the transaction's data, to the byte.
      const [relayer] = await (second === suite.oracle ? home : away).ethers.getSigners();
      await relayer!.sendTransaction({ to: await second.getAddress(), data });
      for (const marketId of suite.marketIds) {
        const [record, status] = await mirror.oracle.score(marketId);
        expect([record, status]).to.deep.equal([...(await suite.oracle.score(marketId))]);
        expect(record.round).to.equal(sent.round);
      }
      await nextRound(suite);
    }
  });

  it("R6 R7 stores what the home stores, whoever reports, abstains, flags or is stored", async () => {
    const { suite, mirror } = await deploy();
    const { topicHash } = suite.oracle.interface.getEvent("ScoreUpdated");
    let stored = 0;
    for (let round = 0; round < 24; ++round) {
      // Taken from a hash, so that every run is the same; each market's mask, members and entries differ.
      const draw = (...of: readonly (number | string)[]): number =>
        Number(BigInt(id(["mirror", round, ...of].join(" "))) % 10_001n);
      const left = draw("left out") % 7;
      const members = [0, 1, 2, 3, 4, 5, 6].filter((member) => member !== left || draw("all") % 3 === 0);
      const entry = (member: number, market: number) => ({
        scoreBps:
          draw("abstains", member, market) % 9 === 0 ? ("abstain" as const) : draw("score", member, market),
        degraded: draw("degraded", member, market) % 2 === 0,
        outOfDistribution: draw("unlike", member, market) % 2 === 0,
      });
      const marketMask = BigInt((draw("mask") % 7) + 1);
      const sent = await report(suite, { members, entry, marketMask });
      const home = await outcomeOf(suite.oracle.submit(sent));
      expect(await outcomeOf(mirror.oracle.submit(sent)), `round ${round}`).to.deep.equal(home);
      stored += home.filter((log) => log.startsWith(topicHash)).length;
      await nextRound(suite);
    }
    expect(stored).to.be.greaterThan(24);
  });

  it("R9 feeds a price feed's readers as the home does", async () => {
    const { suite, mirror } = await deploy();
    const feed = await away.ethers.deployContract("ScoreFeed", [
      mirror.oracle,
      suite.marketIds[1]!,
      ZeroAddress,
    ]);
    const sent = await report(suite, { entry: () => ({ scoreBps: 12_34 }) });
    await mirror.oracle.submit(sent);
    const { answer, updatedAt } = await feed.latestRoundData();
    expect([answer, updatedAt]).to.deep.equal([12_34n, sent.observedAt]);
  });

  it("R3 takes them once", async () => {
    const { suite, mirror } = await deploy();
    const sent = await report(suite);
    await mirror.oracle.submit(sent);
    await expect(mirror.oracle.submit(sent))
      .to.be.revertedWithCustomError(mirror.oracle, "StaleReport")
      .withArgs(suite.marketIds[0], sent.round, sent.round);
  });

  it("R3 cannot know a dead fork of the home, and takes its quorum's word for the block", async () => {
    const { suite, mirror } = await deploy();
    const sent = await report(suite, { observation: { blockHash: `0x${"ab".repeat(32)}` } });
    await expect(suite.oracle.submit(sent)).to.be.revertedWithCustomError(suite.oracle, "WrongBlockHash");
    await expect(mirror.oracle.submit(sent)).to.emit(mirror.oracle, "ReportAccepted");
  });

  it("R5 refuses a byte more, and a member too few", async () => {
    const { suite, mirror } = await deploy();
    const [sender] = await away.ethers.getSigners();
    const data = mirror.oracle.interface.encodeFunctionData("submit", [await report(suite)]);
    const trailing = { to: await mirror.oracle.getAddress(), data: concat([data, "0x00"]) };
    await expect(sender!.sendTransaction(trailing)).to.be.revertedWithCustomError(
      mirror.oracle,
      "WrongCalldataLength",
    );
    await expect(mirror.oracle.submit(await report(suite, { members: [0, 1, 2, 3] })))
      .to.be.revertedWithCustomError(mirror.oracle, "TooFewObservations")
      .withArgs(4n, 5n);
  });

  it("R4 R9 ages by the mirror's own clock", async () => {
    const { suite, mirror } = await deploy();
    const sent = await report(suite);
    await mirror.oracle.submit(sent);
    await away.networkHelpers.time.increaseTo(sent.observedAt + 7_201n);
    expect((await mirror.oracle.score(suite.marketIds[0]!)).status).to.equal(STATUS.stale);
    expect((await suite.oracle.score(suite.marketIds[0]!)).status).to.equal(STATUS.unknown);
    await expect(mirror.oracle.submit(sent)).to.be.revertedWithCustomError(mirror.oracle, "ReportTooOld");
    await expect(suite.oracle.submit(sent)).to.emit(suite.oracle, "ReportAccepted");
  });

  it("R4 refuses a home clock more than a minute ahead of the mirror's", async () => {
    const { suite, mirror } = await deploy();
    const latest = BigInt(await away.networkHelpers.time.latest());
    const observedAt = latest + 71n;
    const sent = await report(suite, { observation: { observedAt, round: observedAt / 3_600n } });
    await away.networkHelpers.time.setNextBlockTimestamp(latest + 10n);
    await expect(mirror.oracle.submit(sent))
      .to.be.revertedWithCustomError(mirror.oracle, "ObservedInFuture")
      .withArgs(observedAt, latest + 70n);
  });
});

describe("MirrorOracle.submit: what was signed for another", () => {
  it("R3 refuses a report of another home on the same chain, of the same committee and markets", async () => {
    const { suite, mirror } = await deploy();
    const oracle = await home.ethers.deployContract("RiskOracle", [
      suite.committee,
      3_600,
      7_200,
      suite.admin,
    ]);
    await oracle.configureMarkets([...suite.markets]);
    expect(await oracle.configDigest()).to.equal(await suite.oracle.configDigest());
    await expectRefused(suite, mirror.oracle, await report({ ...suite, oracle }));
  });

  it("R3 refuses a report of a home at the same address on another chain", async () => {
    const { suite } = await deploy();
    const mirror = await aBlankMirror(away.ethers, suite, 1n);
    const configuration = await homeConfiguration(suite);
    const digest = homeDigestOf(1n, await suite.committee.getAddress(), configuration);
    await mirror.committee.configure(configuration, digest);
    await followMarkets(suite, mirror);
    await expectRefused(suite, mirror.oracle, await report(suite));
  });

  it("R3 refuses every report before it follows a committee", async () => {
    const { suite } = await deploy();
    const mirror = await aBlankMirror(away.ethers, suite, HOME_CHAIN);
    await followMarkets(suite, mirror);
    await expect(mirror.oracle.submit(await report(suite)))
      .to.be.revertedWithCustomError(suite.committee, "UnknownMember")
      .withArgs(4n, 0n);
    await followCommittee(suite, mirror);
    await expect(mirror.oracle.submit(await report(suite))).to.emit(mirror.oracle, "ReportAccepted");
  });

  it("R2 R3 refuses a rotated committee until it follows, and the old one from then on", async () => {
    const { suite, mirror } = await deploy();
    const before = await report(suite);
    await suite.committee.configure([...suite.memberInputs], 2, 2, 1);
    const after = await report(suite);
    await expectRefused(suite, mirror.oracle, after);
    // What the mirror's readers trust meanwhile: the members that the home has left.
    const probe = await away.networkHelpers.takeSnapshot();
    await expect(mirror.oracle.submit(before)).to.emit(mirror.oracle, "ReportAccepted");
    await probe.restore();
    await followCommittee(suite, mirror);
    await expectRefused(suite, mirror.oracle, before);
    await expect(mirror.oracle.submit(after)).to.emit(mirror.oracle, "ReportAccepted");
  });

  it("R2 R3 refuses other markets until it follows, and the old ones from then on", async () => {
    const { suite, mirror } = await deploy();
    const before = await report(suite);
    const markets = [aMarket(0), aMarket(1, { threshold: 9_00 }), aMarket(2)];
    await suite.oracle.configureMarkets(markets);
    const after = await report(suite);
    await expectRefused(suite, mirror.oracle, after);
    await followMarkets(suite, mirror);
    await expectRefused(suite, mirror.oracle, before);
    await expect(mirror.oracle.submit(after)).to.emit(mirror.oracle, "ReportAccepted");
  });
});

describe("MirrorOracle.submit: members", () => {
  it("C1 refuses a member suspended here, though the home takes it", async () => {
    const { suite, mirror } = await deploy();
    const [, revoker] = await away.ethers.getSigners();
    await mirror.committee.connect(revoker).suspend(4);
    const sent = await report(suite);
    await expect(mirror.oracle.submit(sent))
      .to.be.revertedWithCustomError(suite.committee, "MembersSuspended")
      .withArgs(1n << 4n);
    await expect(suite.oracle.submit(sent)).to.emit(suite.oracle, "ReportAccepted");
    await nextRound(suite);
    const without = await report(suite, { members: [0, 1, 2, 3, 5] });
    await expect(mirror.oracle.submit(without)).to.emit(mirror.oracle, "ReportAccepted");
  });

  it("C1 refuses a member suspended at home once it follows", async () => {
    const { suite, mirror } = await deploy();
    await suite.committee.suspend(4);
    await followCommittee(suite, mirror);
    await expect(mirror.oracle.submit(await report(suite)))
      .to.be.revertedWithCustomError(suite.committee, "MembersSuspended")
      .withArgs(1n << 4n);
  });

  it("C2 does not know that a model was retired at home: its revoker suspends the members", async () => {
    const { suite, mirror } = await deploy();
    const sent = await report(suite);
    await suite.registry.retire(modelHashOf(2));
    await expect(suite.oracle.submit(sent)).to.be.revertedWithCustomError(suite.committee, "ModelNotActive");
    await mirror.committee.suspend(2);
    await expect(mirror.oracle.submit(sent))
      .to.be.revertedWithCustomError(suite.committee, "MembersSuspended")
      .withArgs(1n << 2n);
  });

  it("R10 goes on answering when every member is suspended and every market gone", async () => {
    const { suite, mirror } = await deploy();
    await mirror.oracle.submit(await report(suite));
    for (let member = 0; member < 7; ++member) await mirror.committee.suspend(member);
    expect((await mirror.oracle.score(suite.marketIds[0]!)).status).to.equal(STATUS.fresh);
    await suite.oracle.configureMarkets([]);
    await followMarkets(suite, mirror);
    expect((await mirror.oracle.score(suite.marketIds[0]!)).status).to.equal(STATUS.unknown);
  });
});
