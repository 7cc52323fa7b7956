import { expect } from "chai";
import { parseEther } from "ethers";
import { lowerHex } from "../../../committee/lib/hex.ts";
import type { Tamper } from "../../fixtures/committee/hardhatEndpoint.ts";
import { VOTE, percentOfVotes } from "../../fixtures/deployGovernance.ts";
import type { Proposal } from "../../fixtures/deployGovernance.ts";
import { NEVER } from "./aChainOfLogs.ts";
import {
  ETHER,
  FRESH,
  connection,
  ethers,
  inBlocks,
  inSeconds,
  networkHelpers,
  read,
  take,
} from "./aReadDao.ts";
import type { World } from "./aReadDao.ts";

describe("A proposal's snapshot before the vote", () => {
  it("has what was proposed, and says that power is not measured yet", async () => {
    const world = await networkHelpers.loadFixture(inSeconds);
    const { dao, addresses, oracle } = world;
    const proposal = await dao.propose(
      [{ target: addresses.token, data: "0x12345678", value: 7n }],
      "# Title\nText",
    );
    const [live] = await read(world);
    expect(live!.marketId).to.equal(proposal.marketId);
    expect(live!.configDigest).to.equal(await oracle.configDigest(addresses.governor, proposal.id));
    expect(live!.risk!.isFinal).to.equal(false);
    const { snapshot, degraded } = await live!.take(NEVER);
    expect(degraded).to.equal(false);
    expect(snapshot).to.deep.include({
      ...{ dao: "DAO", id: proposal.id.toString(), title: "Title", description: "# Title\nText", votes: [] },
      history: { proposals: 0, medianVoters: 0 },
    });
    expect(snapshot.proposer).to.deep.equal({
      ...{ address: lowerHex(dao.proposer.address), earlierProposals: 0, earlierVotes: 0, ageDays: null },
    });
    expect(snapshot.actions).to.deep.equal([
      {
        ...{ target: addresses.token, value: 7n, calldata: "0x12345678", signature: null },
        ...{ encoding: "selector", delegatecall: false },
      },
    ]);
    const { power, timing } = snapshot;
    expect([power.quorum, power.holders]).to.deep.equal([null, null]);
    expect(power.totalSupply).to.equal(await dao.token.totalSupply());
    const [voteStart, voteEnd] = [
      await dao.governor.proposalSnapshot(proposal.id),
      await dao.governor.proposalDeadline(proposal.id),
    ];
    expect([timing.voteStart, timing.voteEnd]).to.deep.equal([Number(voteStart), Number(voteEnd)]);
    expect(timing.earliestExecution).to.equal(Number(voteEnd + (await dao.timelock.getMinDelay())));
  });

  it("leaves what no plain endpoint tells unknown: ages, replaceable code, sources that nobody listed", async () => {
    const world = await networkHelpers.loadFixture(inSeconds);
    const { dao, addresses } = world;
    const nobody = lowerHex(dao.stranger.address);
    await dao.propose([
      { target: addresses.token, data: "0x" },
      { target: nobody, data: "0x" },
    ]);
    const unknown = { ageDays: null, replaceable: null };
    const { snapshot } = await take(world);
    expect(snapshot.contracts).to.deep.equal({
      [addresses.token]: { ...unknown, hasCode: true, verified: null, established: true },
      [nobody]: { ...unknown, hasCode: false, verified: null, established: false },
    });
    const listed = await take(world, { verified: [nobody], established: [nobody] });
    expect(listed.snapshot.contracts[nobody]).to.deep.include({ verified: true, established: true });
    expect(listed.root).not.to.equal((await take(world)).root);
  });

  it("fills in functions that the operator knows, of verified contracts alone", async () => {
    const world = await networkHelpers.loadFixture(inSeconds);
    const { dao, addresses } = world;
    const { data } = { data: ethers.id("setFee(uint256)").slice(0, 10) + "00".repeat(32) };
    await dao.propose([{ target: addresses.token, data }]);
    const functions = ["setFee(uint256)"];
    const [known] = (await take(world, { functions, verified: [addresses.token] })).snapshot.actions!;
    const [unlisted] = (await take(world, { functions })).snapshot.actions!;
    expect([known!.signature, unlisted!.signature]).to.deep.equal(["setFee(uint256)", null]);
  });

  it("does not decode more than 128 calls or 32 KiB, and flags such a proposal", async () => {
    const world = await networkHelpers.loadFixture(inSeconds);
    const { dao, addresses } = world;
    const target = addresses.token;
    const calls = (count: number) => Array.from({ length: count }, () => ({ target, data: "0x" }));
    await dao.propose([{ target, data: `0x${"00".repeat(16 * 1024)}` }], "as long as many");
    await dao.propose([{ target, data: `0x${"00".repeat(32 * 1024 + 1)}` }], "too long");
    await dao.propose(calls(128), "as many as are read");
    await dao.propose(calls(129), "too many");
    const taken = await Promise.all((await read(world)).map((one) => one.take(NEVER)));
    expect(taken.map(({ snapshot, degraded }) => [snapshot.actions?.length, degraded])).to.deep.equal([
      ...[
        [1, false],
        [undefined, true],
        [128, false],
        [undefined, true],
      ],
    ]);
  });

  it("values the treasury at the block, and knows none where one token cannot be valued", async () => {
    const world = await networkHelpers.loadFixture(inSeconds);
    const { dao, addresses } = world;
    await dao.token.mint(addresses.timelock, parseEther("3"));
    await networkHelpers.setBalance(addresses.timelock, parseEther("2"));
    await dao.propose();
    const ether = { address: ETHER, feed: addresses.feed };
    const both = await take(world, { tokens: [{ address: addresses.token, feed: addresses.feed }, ether] });
    expect(both.snapshot.treasury).to.deep.equal([
      { token: addresses.token, symbol: "VOTE", decimals: 18, balance: parseEther("3"), valueUsd: 6_000 },
      { token: ETHER, symbol: "ETH", decimals: 18, balance: parseEther("2"), valueUsd: 4_000 },
    ]);
    for (const tokens of [
      [ether, { address: addresses.timelock, feed: addresses.feed }],
      [ether, { address: ETHER, feed: addresses.token }],
      [],
    ]) {
      expect((await take(world, { tokens })).snapshot.treasury).to.equal(null);
    }
    expect((await take(world, { treasury: [] })).snapshot.treasury).to.equal(null);
  });
});

describe("A proposal's snapshot once the vote has begun", () => {
  const lend = async ({ dao }: World, proposal: Proposal) => {
    await dao.time.increaseTo((await dao.opensAt(proposal)) - 30);
    await dao.token.mint(dao.stranger, percentOfVotes(20));
    await dao.token.connect(dao.stranger).delegate(dao.stranger);
    await dao.untilVote(proposal);
  };

  it("finds who had new power when it counted, whether or not they vote", async () => {
    const world = await networkHelpers.loadFixture(inSeconds);
    const proposal = await world.dao.propose();
    await lend(world, proposal);
    const { snapshot, degraded } = await take(world);
    expect(degraded).to.equal(false);
    expect(snapshot.power.holders).to.deep.equal([
      { holder: lowerHex(world.dao.stranger.address), weight: percentOfVotes(20), weightBefore: 0n },
    ]);
    expect(snapshot.power.quorum).to.equal(
      await world.dao.governor.quorum(await world.dao.governor.proposalSnapshot(proposal.id)),
    );
  });

  it("reads votes with the power before, and after once the blocks have passed", async () => {
    const world = await networkHelpers.loadFixture(inSeconds);
    const { dao } = world;
    const proposal = await dao.propose();
    await lend(world, proposal);
    await dao.vote(proposal, dao.stranger, VOTE.for);
    await dao.vote(proposal, dao.minnow, VOTE.against);
    await dao.token.connect(dao.stranger).transfer(dao.deployer, percentOfVotes(20));
    const early = (await take(world)).snapshot.votes!;
    expect(
      early.map(({ support, weight, weightBefore, weightAfter }) => [
        support,
        weight,
        weightBefore,
        weightAfter,
      ]),
    ).to.deep.equal([
      ["for", percentOfVotes(20), 0n, null],
      ["against", percentOfVotes(4), percentOfVotes(4), null],
    ]);
    await networkHelpers.mine(2 * FRESH);
    const late = (await take(world)).snapshot.votes!;
    expect(late.map(({ weightAfter }) => weightAfter)).to.deep.equal([0n, percentOfVotes(4)]);
    expect(late.map(({ earlierVotes }) => earlierVotes)).to.deep.equal([0, 0]);
  });

  it("gives every reader the same text, and another root when a vote comes", async () => {
    const world = await networkHelpers.loadFixture(inSeconds);
    const proposal = await world.dao.propose();
    await world.dao.untilVote(proposal);
    const [one, other] = [await take(world), await take(world)];
    expect(one.json).to.equal(other.json);
    expect(one.root).to.equal(other.root);
    await world.dao.vote(proposal, world.dao.whale);
    expect((await take(world)).root).not.to.equal(one.root);
  });

  it("refuses votes that do not add up to the governor's count", async () => {
    const world = await networkHelpers.loadFixture(inSeconds);
    const proposal = await world.dao.propose();
    await world.dao.untilVote(proposal);
    await world.dao.vote(proposal, world.dao.whale);
    const voted = world.dao.governor.interface.getEvent("VoteCast").topicHash;
    let inner = false;
    const hides: Tamper = (method, params) => {
      if (method !== "eth_getLogs" || inner) return undefined;
      inner = true;
      const [query] = params as [object];
      return connection.provider.request({ method, params: [query] }).then((logs) => {
        inner = false;
        return (logs as { topics: string[] }[]).filter(({ topics }) => topics[0] !== voted);
      });
    };
    const error = await take(world, {}, hides).catch((caught: unknown) => caught);
    expect(error).to.have.property("code", "LOGS_INCOMPLETE");
    expect((error as Error).message).to.contain("are not those that the governor counted");
  });

  it("is degraded where the holders cannot be read", async () => {
    const world = await networkHelpers.loadFixture(inSeconds);
    const proposal = await world.dao.propose();
    await lend(world, proposal);
    const selector = world.dao.token.interface.getFunction("getPastVotes").selector.slice(2);
    const stranger = world.dao.stranger.address.slice(2).toLowerCase();
    const mute: Tamper = (method, params) => {
      const data = JSON.stringify(params);
      if (method !== "eth_call" || !data.includes(selector) || !data.includes(stranger)) return undefined;
      const tampered = JSON.parse(data.replaceAll(selector, "deadbeef")) as unknown[];
      return connection.provider.request({ method, params: tampered });
    };
    const { snapshot, degraded } = await take(world, {}, mute);
    expect([snapshot.power.holders, degraded]).to.deep.equal([null, true]);
  });

  it("understands a governor that counts blocks", async () => {
    const world = await networkHelpers.loadFixture(inBlocks);
    const { dao } = world;
    const proposal = await dao.propose();
    const pending = (await take(world)).snapshot.timing;
    expect(pending.voteStart > pending.createdAt && pending.voteEnd > pending.voteStart).to.equal(true);
    await networkHelpers.mine(10);
    await dao.token.mint(dao.stranger, percentOfVotes(20));
    await dao.token.connect(dao.stranger).delegate(dao.stranger);
    await networkHelpers.mine(12);
    await dao.vote(proposal, dao.stranger);
    await networkHelpers.mine(2 * FRESH);
    const { snapshot } = await take(world);
    const start = await ethers.provider.getBlock(Number(await dao.governor.proposalSnapshot(proposal.id)));
    expect(snapshot.timing.voteStart).to.equal(start!.timestamp);
    expect(snapshot.votes!.map(({ weightBefore, weightAfter }) => [weightBefore, weightAfter])).to.deep.equal(
      [[0n, percentOfVotes(20)]],
    );
    expect(snapshot.power.holders!.map(({ weightBefore }) => weightBefore)).to.deep.equal([0n]);
  });
});
