import { expect } from "chai";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { id } from "ethers";
import { network } from "hardhat";
import { transmissionOrder } from "../../../committee/chain/permutation.ts";
import type { Hex } from "../../../committee/lib/hex.ts";
import { merkleLeaf } from "../../../committee/lib/merkle.ts";
import { openSqliteStore } from "../../../committee/store/sqlite.ts";
import { acceptedIn, fixes, reportedBy } from "../../fixtures/committee/proposalReports.ts";
import { eventually, gasKey } from "../../fixtures/committee/aCommittee.ts";
import {
  HIDEOUT,
  HOUR,
  deployGovernedChain,
  notesOf,
  startGovernedCommittee,
  untilBeforeVote,
} from "../../fixtures/committee/aGovernedCommittee.ts";
import type { GovernedChain, GovernedCommittee } from "../../fixtures/committee/aGovernedCommittee.ts";
import { hardhatEndpoint } from "../../fixtures/committee/hardhatEndpoint.ts";
import type { Tamper } from "../../fixtures/committee/hardhatEndpoint.ts";
import { CLASS, RISK_REASON } from "../../fixtures/deployGovernance.ts";
import type { Proposal } from "../../fixtures/deployGovernance.ts";

describe("A committee that scores governance proposals", function () {
  this.timeout(300_000);
  let world: GovernedChain;
  let committee: GovernedCommittee | null = null;

  beforeEach(async () => {
    world = await deployGovernedChain(await network.create());
  });

  afterEach(async () => {
    await committee?.close();
    committee = null;
  });

  const scoreOf = ({ marketId }: Proposal) => world.proposalOracle.score(marketId);
  const isScored = (proposal: Proposal, round: bigint) =>
    eventually(
      "the proposal is scored on chain",
      async () => (await scoreOf(proposal))[0].round === round,
      60_000,
    );
  const riskOf = ({ id: proposalId }: Proposal) => world.dao.governor.proposalRisk(proposalId);
  const isFixed = (proposal: Proposal) =>
    eventually("its class is fixed", async () => (await riskOf(proposal)).isFinal, 60_000);

  /** A vote on the hostile proposal begins, with votes lent to a stranger for its snapshot. */
  const attack = async (): Promise<[Proposal, bigint]> => {
    const hostile = await world.proposeHostile();
    await untilBeforeVote(world, hostile);
    await world.borrow(20);
    return [hostile, await world.beginVote(hostile)];
  };
  const endpoints = (tamper: Tamper) => [
    hardhatEndpoint(world.chain.connection.provider, "http://hardhat", tamper),
  ];

  it("scores a hostile proposal above a harmless one, and fixes each class once", async () => {
    committee = await startGovernedCommittee(world);
    const harmless = await world.proposeHarmless();
    await isScored(harmless, await world.beginVote(harmless));
    await isFixed(harmless);
    await world.settle();
    const [hostile, round] = await attack();
    await isScored(hostile, round);
    await isFixed(hostile);
    const [[calm], [alarm]] = [await scoreOf(harmless), await scoreOf(hostile)];
    expect(calm.score).to.equal(0n);
    expect(alarm.score > 80_00n, `the hostile one scores ${alarm.score}`).to.equal(true);
    expect(alarm.spread, "members that read the same say the same").to.equal(0n);
    const risks = [await riskOf(harmless), await riskOf(hostile)];
    expect(risks.map(({ class: found, reason }) => [found, reason])).to.deep.equal([
      [CLASS.low, RISK_REASON.scored],
      [CLASS.strict, RISK_REASON.scored],
    ]);
    expect(await fixes(world)).to.deep.equal([true, true]);
    const [node, store] = [committee.nodes.get(0)!, committee.stores.get(0)!];
    const note = notesOf(node).find(({ marketId }) => marketId === hostile.marketId)!;
    expect(note.scoreBps).to.equal(Number(alarm.score));
    expect(note.sentences[0]).to.match(
      /^fresh voting power: holders have new power for \d+\.\d % of the quorum/,
    );
    expect(note.sentences.join("\n")).to.contain(
      "hidden call: call 2: nothing says what function 0xdeadbeef is",
    );
    const kept = store.proposalScore(hostile.marketId as Hex)!;
    expect(kept.round).to.equal(round);
    expect((JSON.parse(kept.score) as { scoreBps: number }).scoreBps).to.equal(note.scoreBps);
    expect(kept.snapshot).to.contain(HIDEOUT.toLowerCase());
    const { snapshotRoot, explanationRoot } = await reportedBy(world, 0, round);
    expect(snapshotRoot, "of the text that is kept").to.equal(merkleLeaf(["bytes32"], [id(kept.snapshot)]));
    expect(explanationRoot).to.equal(kept.explanationRoot);
  });

  it("R6 keeps the honest score, whatever two members say that hide a loan or call all power fresh", async () => {
    const movedPower = id("DelegateVotesChanged(address,uint256,uint256)");
    const hides: Tamper = (method, params) =>
      method === "eth_getLogs" && JSON.stringify(params).includes(movedPower) ? [] : undefined;
    const suspicious = { proposals: { ...world.proposals, freshBlocks: 1_000_000 } };
    committee = await startGovernedCommittee(world, [0, 1, 2, 3, 4, 5, 6], (member) =>
      member === 5 ? { parts: { endpoints: endpoints(hides) } } : member === 6 ? { config: suspicious } : {},
    );
    /** What the members named say of a proposal, once all of them have. */
    const said = async ({ marketId }: Proposal, members: readonly number[]) => {
      const ofMember = (member: number) =>
        notesOf(committee!.nodes.get(member)!).find((note) => note.marketId === marketId)?.scoreBps ?? null;
      await eventually("all have scored it", () => members.every((member) => ofMember(member) !== null));
      return members.map((member) => ofMember(member)!);
    };
    const harmless = await world.proposeHarmless();
    await isScored(harmless, await world.beginVote(harmless));
    const [calm, accused] = await said(harmless, [0, 6]);
    expect(accused! > calm!, `${accused} against ${calm}`).to.equal(true);
    expect((await scoreOf(harmless))[0].score).to.equal(BigInt(calm!));
    await world.settle();
    const [hostile, round] = await attack();
    await isScored(hostile, round);
    const [alarm, hidden] = await said(hostile, [0, 5]);
    expect(hidden! < alarm!, `${hidden} against ${alarm}`).to.equal(true);
    expect((await scoreOf(hostile))[0].score).to.equal(BigInt(alarm!));
  });

  it("lets the next in turn send where the first two do not", async () => {
    const hostile = await world.proposeHostile();
    const governor = await world.dao.governor.getAddress();
    const digest = await world.proposalOracle.configDigest(governor, hostile.id);
    const round = BigInt(Math.floor(((await world.dao.opensAt(hostile)) + 1) / HOUR) + 1);
    const order = transmissionOrder(digest as Hex, round, [0, 1, 2, 3, 4, 5, 6]);
    const silent = order.slice(0, 2);
    committee = await startGovernedCommittee(world, [0, 1, 2, 3, 4, 5, 6], (member) =>
      silent.includes(member) ? { config: { dryRun: true } } : {},
    );
    expect(await world.beginVote(hostile)).to.equal(round);
    await isScored(hostile, round);
    await isFixed(hostile);
    const accepted = await acceptedIn(world, round);
    expect(accepted).to.have.length(1);
    expect(order.slice(2).map((member) => gasKey(member).address)).to.include(accepted[0]!.submitter);
    expect(await fixes(world)).to.deep.equal([true]);
  });

  it("scores on with two members down, and not with three", async () => {
    committee = await startGovernedCommittee(world, [0, 1, 2, 3, 4]);
    const harmless = await world.proposeHarmless();
    const round = await world.beginVote(harmless);
    await isScored(harmless, round);
    await committee.nodes.get(4)!.close();
    await world.settle();
    const [hostile] = await attack();
    const four = [0, 1, 2, 3].map((member) => committee!.nodes.get(member)!);
    await eventually("every node says what it lacks", () =>
      four.every((node) =>
        notesOf(node).some(
          ({ marketId, reason }) =>
            marketId === hostile.marketId && reason === "No quorum: 4 of 5 observations",
        ),
      ),
    );
    expect((await scoreOf(hostile))[0].round).to.equal(0n);
    const advice = four[0]!.checks().find(({ name }) => name === "proposals");
    expect(advice).to.deep.include({ name: "proposals", ok: false });
  });

  it("R11 signs nothing else after a restart, and the same again", async () => {
    const folder = mkdtempSync(join(tmpdir(), "breakwater-governance-"));
    const file = join(folder, "node.sqlite");
    try {
      committee = await startGovernedCommittee(world, [0, 1, 2, 3, 4], (member) =>
        member === 0 ? { parts: { store: openSqliteStore(file) } } : {},
      );
      const [hostile, round] = await attack();
      await isScored(hostile, round);
      await committee.close();
      const kept = openSqliteStore(file);
      const before = kept.proposalScore(hostile.marketId as Hex)!;
      kept.close();
      expect(before.round).to.equal(round);

      const again = await startGovernedCommittee(world, [0], () => ({
        parts: { store: openSqliteStore(file) },
      }));
      committee = again;
      const noteOf = (one: GovernedCommittee) =>
        notesOf(one.nodes.get(0)!).find(({ marketId }) => marketId === hostile.marketId);
      await eventually("it scored the proposal again", () => noteOf(again)?.scoreBps != null);
      expect(noteOf(again)!.reason ?? "").not.to.contain("was signed before");
      await again.close();

      const lied = await startGovernedCommittee(world, [0], () => ({
        parts: {
          store: openSqliteStore(file),
          endpoints: endpoints((method) => (method === "eth_getCode" ? "0x" : undefined)),
        },
      }));
      committee = lied;
      await eventually("it refused to sign otherwise", () =>
        /was signed before as 0x[0-9a-f]{64}/.test(noteOf(lied)?.reason ?? ""),
      );
      expect(lied.stores.get(0)!.proposalScore(hostile.marketId as Hex)).to.deep.equal(before);
    } finally {
      await committee?.close();
      committee = null;
      rmSync(folder, { recursive: true });
    }
  });

  it("runs the markets' rounds on where proposals fail, and says why", async () => {
    const { chain, proposals } = world;
    const broken = { ...proposals, oracle: chain.addresses.committee };
    committee = await startGovernedCommittee({ ...world, proposals: broken }, [0, 1, 2, 3, 4]);
    const harmless = await world.proposeHarmless();
    const round = await world.beginVote(harmless);
    const nodes = [...committee.nodes.values()];
    await eventually("every node finished the round of its markets", () =>
      nodes.every((node) => {
        const { lastRound } = node.status() as { lastRound: { round: bigint; outcome?: string } | null };
        return lastRound?.round === round && lastRound.outcome === "nothing-due";
      }),
    );
    await eventually("the health check says what failed", () =>
      nodes.every((node) => node.checks().some(({ name, ok }) => name === "proposals" && !ok)),
    );
    const { advice } = nodes[0]!.checks().find(({ name }) => name === "proposals")!;
    expect(advice).to.contain("does not answer");
  });

  it("scores one governor's proposals where another's cannot be, and says which", async () => {
    const { chain, proposals } = world;
    const [governor] = proposals["governors"] as Record<string, unknown>[];
    const stranger = chain.addresses.committee;
    const governors = [{ ...governor, governor: stranger, name: "Nobody's" }, governor];
    committee = await startGovernedCommittee(
      { ...world, proposals: { ...proposals, governors } },
      [0, 1, 2, 3, 4],
    );
    const harmless = await world.proposeHarmless();
    await isScored(harmless, await world.beginVote(harmless));
    await isFixed(harmless);
    const node = committee.nodes.get(0)!;
    await eventually("the turn is over", () => {
      const advice = node.checks().find(({ name }) => name === "proposals")?.advice;
      return advice?.startsWith(`The governor ${stranger.toLowerCase()} is not registered`) === true;
    });
    expect(notesOf(node).map(({ marketId }) => marketId)).to.deep.equal([harmless.marketId]);
  });

  it("is not there without its key: no status, no health check", async () => {
    committee = await startGovernedCommittee({ ...world, proposals: undefined as never }, [0]);
    const node = committee.nodes.get(0)!;
    expect(Object.keys(node.status())).not.to.include("proposals");
    expect(node.checks().map(({ name }) => name)).not.to.include("proposals");
  });
});
