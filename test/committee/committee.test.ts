import { expect } from "chai";
import { network } from "hardhat";
import {
  beginNextHour,
  deployCommitteeChain,
  eventually,
  startCommittee,
  statusOf,
} from "../fixtures/committee/aCommittee.ts";
import type { CommitteeChain, RunningCommittee } from "../fixtures/committee/aCommittee.ts";

describe("A committee of seven on the real contracts", function () {
  this.timeout(60_000);
  let chain: CommitteeChain;
  let committee: RunningCommittee | null = null;

  const storedRound = async () => {
    const [record] = await chain.oracle.score(chain.marketIds[0]!);
    return record.round;
  };

  beforeEach(async () => {
    chain = await deployCommitteeChain(await network.create());
  });

  afterEach(async () => {
    await committee?.close();
    committee = null;
  });

  it("has its report accepted, with everybody's observation in it", async () => {
    committee = await startCommittee(chain);
    const round = await beginNextHour(chain);
    await eventually("the round is stored", async () => (await storedRound()) === round);
    const [record] = await chain.oracle.score(chain.marketIds[1]!);
    expect(record.contributors).to.equal(7n);
    expect(record.models).to.equal(3n);
    await eventually("every node saw it accepted", () =>
      [...committee!.nodes.values()].every((node) => statusOf(node).lastRound?.outcome === "accepted"),
    );
    for (const node of committee.nodes.values()) {
      const { lastRound, timings } = statusOf(node);
      const market = lastRound!.aggregate[1]!;
      expect(market.scoreBps, "the preview is what the contract stored").to.equal(Number(record.score));
      expect(market.spreadBps).to.equal(Number(record.spread));
      if (process.env["SHOW"]) console.log(JSON.stringify(timings.at(-1)));
    }
  });

  it("sends one transaction, not seven", async () => {
    committee = await startCommittee(chain);
    const round = await beginNextHour(chain);
    await eventually("every node saw it accepted", () =>
      [...committee!.nodes.values()].every((node) => {
        const { lastRound } = statusOf(node);
        return lastRound?.round === round && lastRound.outcome === "accepted";
      }),
    );
    const events = await chain.oracle.queryFilter(chain.oracle.filters.ReportAccepted(round));
    expect(events).to.have.length(1);
    const senders = [...committee.nodes.values()].filter((node) => statusOf(node).lastRound?.txHash);
    expect(senders).to.have.length(1);
  });

  it("goes on with two members down", async () => {
    committee = await startCommittee(chain, [0, 2, 3, 5, 6]);
    const round = await beginNextHour(chain);
    await eventually("the round is stored", async () => (await storedRound()) === round);
    const [record] = await chain.oracle.score(chain.marketIds[0]!);
    expect(record.contributors).to.equal(5n);
  });

  it("reports nothing with three members down, and says so", async () => {
    committee = await startCommittee(chain, [0, 2, 3, 6]);
    const before = await storedRound();
    await beginNextHour(chain);
    const nodes = [...committee.nodes.values()];
    await eventually("every node says that there is no quorum", () =>
      nodes.every((node) => statusOf(node).lastRound?.reason === "No quorum: 4 of 5"),
    );
    expect(await storedRound()).to.equal(before);
    const failing = nodes[0]!.checks().filter(({ ok }) => !ok);
    expect(failing.map(({ name }) => name)).to.include.members(["peers", "quorum"]);
  });
});
