import { expect } from "chai";
import { network } from "hardhat";
import { readLedgerState } from "../../../committee/keeping/ledger.ts";
import { batchHash, batchOf } from "../../../committee/keeping/batch.ts";
import { readMissed } from "../../../committee/keeping/missed.ts";
import { pinnedAt } from "../../../committee/keeping/types.ts";
import { aKeepingOn } from "../../fixtures/committee/aKeeping.ts";
import { aReport, mineNextRound } from "../../fixtures/aReport.ts";
import { batchHashOf, deployLedger } from "../../fixtures/deployLedger.ts";

const NEVER = new AbortController().signal;
const DAY = 86_400n;

describe("Rounds read back from the chain", function () {
  this.timeout(120_000);

  const aChain = async () => {
    const connection = await network.create();
    const suite = await deployLedger(connection.ethers, { markets: 2 });
    const deps = await aKeepingOn(connection, suite);
    const read = async () => {
      const head = await deps.rpc.head(NEVER);
      const state = await readLedgerState(deps.contracts, pinnedAt(deps, head), NEVER);
      return readMissed(state, DAY, head, deps, NEVER);
    };
    const report = async (members: readonly number[]) => {
      await mineNextRound(connection.ethers, suite);
      const sent = await aReport(connection.ethers, suite, { members });
      await suite.oracle.submit(sent);
      return sent;
    };
    return { connection, suite, deps, read, report };
  };

  it("R2 rebuilds what was signed, so that its hash is the one that was witnessed", async () => {
    const { connection, suite, deps, read, report } = await aChain();
    const sent = await report([0, 2, 3, 4, 6]);
    const expected = await batchHashOf(connection.ethers, suite, sent);
    expect(await read()).to.equal(1);
    const kept = deps.store.keptRound(sent.round)!;
    expect(kept).to.include({ closed: false, observedAt: sent.observedAt, blockHash: sent.blockHash });
    expect([kept.committeeDigest, kept.marketsDigest]).to.deep.equal([
      await suite.committee.digest(),
      await suite.oracle.marketsDigest(),
    ]);
    const batch = batchOf(deps.store.observationsOf(sent.round), kept);
    expect(batch.signed.map(({ member }) => member)).to.deep.equal([0, 2, 3, 4, 6]);
    expect(batchHash(batch.digests)).to.equal(expected);
  });

  it("goes on from where it stopped, and leaves a round that is kept as it is", async () => {
    const { deps, read, report } = await aChain();
    const first = await report([0, 1, 2, 3, 4]);
    await read();
    const kept = { ...deps.store.keptRound(first.round)!, members: [0, 1, 2, 3, 4] };
    deps.store.keepRound(kept);
    await report([0, 1, 2, 3, 5]);
    expect(await read(), "the second one only").to.equal(1);
    expect(deps.store.keptRound(first.round)).to.deep.equal(kept);
    expect(await read()).to.equal(0);
    expect(deps.store.searchedTo()).to.equal((await deps.rpc.head(NEVER)).number);
  });

  it("finds the digests of a configuration that has passed", async () => {
    const { suite, deps, read, report } = await aChain();
    const digest = await suite.committee.digest();
    const sent = await report([0, 1, 2, 3, 4]);
    await suite.committee.suspend(6);
    expect(await read()).to.equal(1);
    expect(deps.store.keptRound(sent.round)!.committeeDigest).to.equal(digest);
  });
});
