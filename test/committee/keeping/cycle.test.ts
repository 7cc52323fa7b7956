import { expect } from "chai";
import { network } from "hardhat";
import { keepLedger } from "../../../committee/keeping/cycle.ts";
import type { KeepingDeps } from "../../../committee/keeping/types.ts";
import { witnessRound } from "../../../committee/keeping/witness.ts";
import { readMissed } from "../../../committee/keeping/missed.ts";
import { readLedgerState } from "../../../committee/keeping/ledger.ts";
import { pinnedAt } from "../../../committee/keeping/types.ts";
import { aKeepingOn } from "../../fixtures/committee/aKeeping.ts";
import { aReport, mineNextRound } from "../../fixtures/aReport.ts";
import {
  DAY,
  HOUR,
  OUTCOME,
  aFallOf,
  batchHashOf,
  deployLedger,
  writeHours,
} from "../../fixtures/deployLedger.ts";
import type { LedgerSuite } from "../../fixtures/deployLedger.ts";
import type { Report } from "../../fixtures/aReport.ts";

const NEVER = new AbortController().signal;

describe("A turn of the ledger's keeping", function () {
  this.timeout(180_000);

  const aChain = async (overrides: Partial<KeepingDeps> = {}) => {
    const connection = await network.create();
    const suite = await deployLedger(connection.ethers, { markets: 2 });
    return { connection, suite, deps: await aKeepingOn(connection, suite, overrides) };
  };
  type Chain = Awaited<ReturnType<typeof aChain>>;

  /** A round that was reported, whose feed has its day, and of which the keeper knows from the chain. */
  const aReportedRound = async ({ connection, suite, deps }: Chain, prices?: readonly bigint[]) => {
    await mineNextRound(connection.ethers, suite);
    const report = await aReport(connection.ethers, suite, { members: [0, 1, 2, 3, 4, 5, 6] });
    await suite.oracle.submit(report);
    await writeHours(suite, report.observedAt, prices);
    const head = await deps.rpc.head(NEVER);
    const state = await readLedgerState(deps.contracts, pinnedAt(deps, head), NEVER);
    await readMissed(state, BigInt(DAY), head, deps, NEVER);
    return report;
  };
  const witness = ({ deps }: Chain, { round }: Report, member = 0) =>
    witnessRound(
      { kept: deps.store.keptRound(round)!, quorum: 5, maxAge: 7_200n, member, waitMs: 0 },
      deps,
      NEVER,
    );
  const dayPasses = async ({ connection }: Chain, { observedAt }: Report) => {
    await connection.networkHelpers.time.increaseTo(Number(observedAt) + DAY + HOUR);
  };
  const outcomes = async (suite: LedgerSuite, { observedAt }: Report) => {
    const digest = await suite.oracle.marketsDigest();
    const all = suite.marketIds.map((id) => suite.ledger.outcomeOf(digest, id, observedAt));
    return (await Promise.all(all)).map(({ outcome }) => outcome);
  };
  const counted = async ({ ledger, committee, marketIds }: LedgerSuite, { round }: Report) =>
    (await ledger.attendanceOf(await committee.configuredVersion(), marketIds[1]!, round)).members;

  it("R12 settles what is over and counts what was witnessed, then has nothing left to do", async () => {
    const chain = await aChain();
    const report = await aReportedRound(chain, aFallOf(6_00n));
    expect(await witness(chain, report)).to.equal("by-self");
    await dayPasses(chain, report);
    const lag = await keepLedger(chain.deps, NEVER);
    expect(await outcomes(chain.suite, report)).to.deep.equal([OUTCOME.Yes, OUTCOME.Yes]);
    expect(await counted(chain.suite, report)).to.equal(0b1111111n);
    expect([lag.unsettled, lag.unwitnessed]).to.deep.equal([0, 0]);
    const before = await chain.connection.ethers.provider.getBlockNumber();
    await keepLedger(chain.deps, NEVER);
    expect(await chain.connection.ethers.provider.getBlockNumber(), "no transaction").to.equal(before);
    expect(chain.deps.store.openRounds()).to.deep.equal([]);
  });

  it("walks a window in bounded pieces, and packs no more into a transaction than its bound", async () => {
    const chain = await aChain({ maxFeedRounds: 10, maxGas: 600_000n });
    const report = await aReportedRound(chain);
    await witness(chain, report);
    await dayPasses(chain, report);
    for (let turn = 0; turn < 4; turn++) await keepLedger(chain.deps, NEVER);
    expect(await outcomes(chain.suite, report)).to.deep.equal([OUTCOME.No, OUTCOME.No]);
    expect(await counted(chain.suite, report)).to.equal(0b1111111n);
    const { ledger } = chain.suite;
    const pauses = await ledger.queryFilter(ledger.filters.WalkPaused());
    expect(pauses.length, "25 rounds of each market, ten at once").to.equal(4);
  });

  it("R12 never counts what nobody witnessed in time, and says how much that is", async () => {
    const chain = await aChain();
    const report = await aReportedRound(chain);
    await chain.connection.networkHelpers.time.increaseTo(Number(report.observedAt) + 7_201);
    expect(await witness(chain, report)).to.equal("too-late");
    expect((await keepLedger(chain.deps, NEVER)).unwitnessed).to.equal(1);
    await dayPasses(chain, report);
    await chain.connection.networkHelpers.time.increase(2 * HOUR);
    await keepLedger(chain.deps, NEVER);
    expect(await counted(chain.suite, report)).to.equal(0n);
    expect(chain.deps.store.openRounds()).to.deep.equal([]);
  });

  it("R12 pays for no second witness, knows one that lacks two members, and adds its own beside it", async () => {
    const chain = await aChain();
    const report = await aReportedRound(chain);
    const { ethers } = chain.connection;
    const others = { ...report, observations: report.observations.filter(({ member }) => member > 1) };
    await chain.suite.ledger.witness(await batchHashOf(ethers, chain.suite, others));
    expect(await witness(chain, report, 4), "member 4 is in it").to.equal("by-other");
    expect(chain.deps.store.keptRound(report.round)!.members).to.deep.equal([2, 3, 4, 5, 6]);
    const own = { ...report, observations: report.observations.filter(({ member }) => member === 1) };
    const ownHash = await batchHashOf(ethers, chain.suite, own);
    expect(await chain.suite.ledger.witnessedAt(ownHash)).to.equal(0n);
    expect(await witness(chain, report, 1), "member 1 is not").to.equal("by-self");
    expect(await chain.suite.ledger.witnessedAt(ownHash)).to.not.equal(0n);
    await dayPasses(chain, report);
    await keepLedger(chain.deps, NEVER);
    expect(await counted(chain.suite, report)).to.equal(0b1111110n);
  });

  it("witnesses nothing that no quorum observed", async () => {
    const chain = await aChain();
    const report = await aReportedRound(chain);
    const kept = chain.deps.store.keptRound(report.round)!;
    const input = { kept, quorum: 8, maxAge: 7_200n, member: 0, waitMs: 0 };
    expect(await witnessRound(input, chain.deps, NEVER)).to.equal("too-few");
  });

  it("begins the ledger's term anew when the committee was configured anew", async () => {
    const chain = await aChain();
    const { committee, ledger, memberInputs } = chain.suite;
    await committee.configure([...memberInputs], 2, 2, 2);
    await keepLedger(chain.deps, NEVER);
    expect((await ledger.epoch()).configuredVersion).to.equal(await committee.configuredVersion());
  });

  it("sends nothing in a dry run, and nothing while a transaction of before waits", async () => {
    const chain = await aChain({ dryRun: true });
    const report = await aReportedRound(chain);
    expect(await witness(chain, report)).to.equal("not-sent");
    const { wallet } = chain.deps;
    const busy = {
      ...chain.deps,
      dryRun: false,
      wallet: { ...wallet, sendWhenIdle: () => Promise.resolve(null) },
    };
    expect(await witness({ ...chain, deps: busy }, report)).to.equal("not-sent");
    const { ledger } = chain.suite;
    expect(await ledger.queryFilter(ledger.filters.Witnessed())).to.deep.equal([]);
  });
});
