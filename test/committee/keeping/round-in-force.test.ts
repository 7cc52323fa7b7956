import { expect } from "chai";
import { network } from "hardhat";
import { KeepingError } from "../../../committee/keeping/errors.ts";
import { roundInForce } from "../../../committee/keeping/round-in-force.ts";
import { lowerHex } from "../../../committee/lib/hex.ts";
import type { Hex } from "../../../committee/lib/hex.ts";
import type { PinnedReader } from "../../../committee/market/chain-reader.ts";
import type { PhasedFeed } from "../../../types/ethers-contracts/index.js";
import { PRICE, roundId } from "../../fixtures/deployLedger.ts";

const NEVER = new AbortController().signal;

describe("roundInForce", function () {
  this.timeout(120_000);
  let feed: PhasedFeed;
  let at: PinnedReader;
  const { connect } = { connect: network.create() };

  const phase = async (...times: readonly bigint[]) => {
    const { ethers } = await connect;
    const aggregator = await ethers.deployContract("ScriptedAggregator");
    await feed.turn(aggregator);
    if (times.length > 0)
      await aggregator.push(
        times.map(() => PRICE),
        [...times],
      );
  };
  const found = async (observedAt: bigint) => {
    const { id } = await roundInForce(lowerHex(await feed.getAddress()), observedAt, at, NEVER);
    return id;
  };

  beforeEach(async () => {
    const { ethers, provider } = await connect;
    feed = await ethers.deployContract("PhasedFeed");
    const multicall = await ethers.deployContract("Multicall3");
    const reader: PinnedReader["reader"] = {
      head: () => Promise.reject(new Error("not asked")),
      block: () => Promise.reject(new Error("not asked")),
      call: async (to, data) =>
        (await provider.request({ method: "eth_call", params: [{ to, data }, "latest"] })) as Hex,
    };
    at = { reader, multicall: lowerHex(await multicall.getAddress()), blockHash: "0x" };
  });

  it("is the last one at or before a time, in one phase of any length", async () => {
    const times = Array.from({ length: 400 }, (_, round) => 1_000n + 10n * BigInt(round));
    await phase(...times);
    for (const round of [1, 2, 3, 17, 18, 256, 257, 399, 400]) {
      const time = times[round - 1]!;
      expect(await found(time), `at round ${round}`).to.equal(roundId(1, round));
      expect(await found(time + 9n), `before round ${round + 1}`).to.equal(roundId(1, round));
    }
    expect(await found(10n ** 9n)).to.equal(roundId(1, 400));
  });

  it("is of the newest phase that had begun, though the old one wrote on", async () => {
    await phase(100n, 200n, 300n, 400n, 500n);
    await phase();
    await phase(250n, 450n);
    expect(await found(249n), "the old one was alone").to.equal(roundId(1, 2));
    expect(await found(250n)).to.equal(roundId(3, 1));
    expect(await found(420n)).to.equal(roundId(3, 1));
    expect(await found(450n)).to.equal(roundId(3, 2));
  });

  it("finds the end of a phase that is over by itself", async () => {
    const times = Array.from({ length: 37 }, (_, round) => 100n + BigInt(round));
    await phase(...times);
    await phase(5_000n);
    expect(await found(4_999n)).to.equal(roundId(1, 37));
    expect(await found(120n)).to.equal(roundId(1, 21));
  });

  it("says that there is none where the feed began later, or never", async () => {
    const refusal = (action: Promise<unknown>) =>
      action.then(
        () => null,
        (error: unknown) => error as KeepingError,
      );
    await phase();
    expect((await refusal(found(1n)))?.code).to.equal("NO_ROUND_IN_FORCE");
    await phase(100n);
    const error = await refusal(found(99n));
    expect(error).to.be.instanceOf(KeepingError);
    expect(error?.message).to.match(/has no round at or before 99: its window cannot be settled\.$/);
  });
});
