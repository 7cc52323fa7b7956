import { expect } from "chai";
import { network } from "hardhat";
import {
  beginNextHour,
  deployCommitteeChain,
  eventually,
  startCommittee,
  startMember,
  statusOf,
} from "../fixtures/committee/aCommittee.ts";
import { aModel } from "../fixtures/committee/aModel.ts";
import { memberKey, modelHashOf, someMembers } from "../fixtures/deployOracle.ts";
import type { Hex } from "../../committee/lib/hex.ts";
import type { CommitteeChain, RunningCommittee } from "../fixtures/committee/aCommittee.ts";

describe("A committee of seven on the real contracts", function () {
  this.timeout(180_000);
  let chain: CommitteeChain;
  let committee: RunningCommittee | null = null;

  const storedRound = async () => {
    const [record] = await chain.oracle.score(chain.marketIds[0]!);
    return record.round;
  };

  /** A round with so many contributors: a busy machine may make one of them late, but not five times in a row. */
  const roundOf = async (contributors: bigint) => {
    for (let attempt = 1; ; attempt++) {
      const round = await beginNextHour(chain);
      await eventually("the round is stored", async () => (await storedRound()) === round);
      const [record] = await chain.oracle.score(chain.marketIds[1]!);
      if (record.contributors === contributors || attempt === 5) return record;
    }
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
    const record = await roundOf(7n);
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

  it("keeps the record of the model's quantiles, and shows it at /status and /metrics", async () => {
    committee = await startCommittee(chain, [0, 1, 2, 3, 4]);
    const round = await beginNextHour(chain);
    const node = committee.nodes.get(0)!;
    await eventually("the round is over", () => {
      const { lastRound } = statusOf(node);
      return lastRound?.round === round && lastRound.outcome === "accepted";
    });
    const { coverage, degraded } = statusOf(node).lastRound!.scores[0]!;
    expect([coverage.drifting, degraded]).to.deep.equal([false, false]);
    expect(coverage.horizons.map(({ horizonHours, skipped }) => [horizonHours, skipped])).to.deep.equal([
      [24, 0],
      [72, 0],
    ]);
    for (const { levels } of coverage.horizons) {
      expect(levels.map(({ level, missRate, offset }) => [level, missRate, offset])).to.deep.equal([
        [0.05, 0.05, 0],
        [0.01, 0.01, 0],
      ]);
    }
    const kept = committee.stores[0]!.calibrationOf(modelHashOf(0) as Hex);
    expect(kept.map(({ market }) => market).sort()).to.deep.equal([...chain.marketIds].sort());
    const { near, far } = JSON.parse(kept[0]!.state) as Record<"near" | "far", { hour: number }>;
    expect([near.hour, far.hour].map(BigInt)).to.deep.equal([round * 3_600n, round * 3_600n]);
    await eventually("the metrics are there", async () => {
      const text = await (await fetch(`http://${node.httpAddress}/metrics`)).text();
      const market = chain.marketIds[0]!;
      return (
        text.includes(`breakwater_drifting{market="${market}",node="member-0"} 0`) &&
        ["24h", "72h"].every((horizon) =>
          text.includes(
            `breakwater_quantile_miss_rate{market="${market}",horizon="${horizon}",level="0.05",node="member-0"} 0.05`,
          ),
        )
      );
    });
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

  it("drops a round whose block is reorganised away, signs no second one, and goes on", async () => {
    const { provider } = chain.connection.ethers;
    const before = (await provider.send("evm_snapshot", [])) as string;
    committee = await startCommittee(chain);
    const nodes = [...committee.nodes.values()];
    const round = await beginNextHour(chain);
    await eventually("the round is stored", async () => (await storedRound()) === round);
    const digests = committee.stores.map((store) => store.observationsOf(round).map(({ digest }) => digest));
    await provider.send("evm_revert", [before]);
    // Another block at the height of the first: without the new prices, so that its hash differs.
    await provider.send("evm_setNextBlockTimestamp", [Number(round) * 3_600]);
    await provider.send("evm_mine", []);
    await eventually("every node finds itself without a quorum", () =>
      nodes.every((node) => /^No quorum: 0 of 5/.test(statusOf(node).lastRound?.reason ?? "")),
    );
    expect(await storedRound()).to.not.equal(round);
    const after = committee.stores.map((store) => store.observationsOf(round).map(({ digest }) => digest));
    expect(after).to.deep.equal(digests);
    const next = await beginNextHour(chain);
    await eventually("the next round is stored", async () => (await storedRound()) === next);
  });

  it("does not start a member with another model than the committee expects", async () => {
    committee = await startCommittee(chain, []);
    const model = aModel(modelHashOf(1), 0.02);
    const start = startMember(chain, 0, { hub: committee.hub, parts: { model } });
    const message = await start.then(
      () => "it started",
      (error: unknown) => (error as Error).message,
    );
    expect(message).to.match(/^This node cannot sign for member 0: the committee expects model 0x/);
  });

  it("stops signing, and says so, when the committee changes its member's key", async () => {
    committee = await startCommittee(chain);
    const { ethers } = chain.connection;
    const contract = await ethers.getContractAt("Committee", chain.addresses.committee);
    const members = someMembers(7, 3).map((member, index) =>
      index === 6 ? { ...member, signer: memberKey(99).address } : member,
    );
    await contract.configure(members, 2, 2, 1);
    const record = await roundOf(6n);
    expect(record.contributors).to.equal(6n);
    const outsider = committee.nodes.get(6)!;
    const problem = outsider.checks().find(({ name }) => name === "membership");
    expect(problem?.ok).to.equal(false);
    expect(problem?.advice).to.include('correct "member" or "keys.report"');
  });
});
