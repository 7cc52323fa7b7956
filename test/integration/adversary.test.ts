import { expect } from "chai";
import { network } from "hardhat";
import { concat, dataLength, dataSlice, getBytes, hexlify, id, toBeHex } from "ethers";
import { aReport, mineNextRound } from "../fixtures/aReport.ts";
import type { Report } from "../fixtures/aReport.ts";
import { deployOracle } from "../fixtures/deployOracle.ts";
import { oracleInRound } from "../fixtures/oracleInRound.ts";
import { answerTo, submission } from "../fixtures/submission.ts";
import { twoChains } from "../fixtures/twoChains.ts";

const { ethers, networkHelpers } = await network.create();
const { one, three, report } = oracleInRound({ ethers, networkHelpers });

/** Selector, offset of the report, its six words. */
const HEAD = 4 + 32 + 6 * 32;
/** Where the observations' offsets end: their count, and five of them. */
const OFFSETS_END = HEAD + 32 + 5 * 32;
/** One market's observation: its six words, the length of its scores, and a word of which two bytes are scores. */
const OBSERVATION = 8 * 32;
/** Below every transaction since EIP-7825. */
const TRANSACTION_GAS_CAP = 16_777_216n;

/** Bytes that look random, and are the same in every run. */
const noise = (seed: string, length: number): string =>
  dataSlice(concat(Array.from({ length: Math.ceil(length / 32) }, (_, i) => id(`${seed} ${i}`))), 0, length);

const nameOf = (answer: string): string => answer.replace(/\(.*/, "");

/** Bytes between a vector's end and the end of its word: nobody signs them, nothing reads them. */
const isPadding = (position: number): boolean =>
  position >= OFFSETS_END && (position - OFFSETS_END) % OBSERVATION >= OBSERVATION - 30;

describe("Calldata of an adversary", () => {
  it("R5 refuses a true report cut at every word border, and four bytes past each", async () => {
    const suite = await one();
    const data = submission(suite, await report(suite));
    const whole = dataLength(data);
    for (let border = 0; border < whole; border += 32) {
      for (const length of [border, border + 4].filter((cut) => cut < whole)) {
        // Before the offsets end, the decoder itself misses what the encoding names, and gives no reason.
        const expected = length < OFFSETS_END ? "no reason" : `WrongCalldataLength(${length}, ${whole})`;
        expect(await answerTo(ethers, suite, dataSlice(data, 0, length)), `cut at ${length}`).to.equal(
          expected,
        );
      }
    }
  });

  it("R5 refuses a true report with up to 100,000 bytes behind it, zeros or not", async () => {
    const suite = await one();
    const data = submission(suite, await report(suite));
    const whole = dataLength(data);
    for (const length of [1, 31, 32, 33, OBSERVATION, 10_000, 100_000]) {
      for (const tail of [new Uint8Array(length), noise("tail", length)]) {
        expect(await answerTo(ethers, suite, concat([data, tail]))).to.equal(
          `WrongCalldataLength(${whole + length}, ${whole})`,
        );
      }
    }
  });

  it("R2 R5 refuses a true report with any one byte changed, but for padding that nobody signs", async () => {
    const suite = await one();
    // No two members say the same: an offset that points at another's scores shows.
    const entry = (member: number) => ({ scoreBps: 1_00 + member });
    const bytes = getBytes(submission(suite, await report(suite, { entry })));
    const answers = new Map<string, number>();
    for (const position of bytes.keys()) {
      const changed = Uint8Array.from(bytes);
      // A bit that differs from byte to byte.
      changed[position]! ^= 1 << ((position * 5) % 8);
      const answer = nameOf(await answerTo(ethers, suite, hexlify(changed)));
      expect(answer === "accepted", `byte ${position}: ${answer}`).to.equal(isPadding(position));
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
    }
    expect(answers.get("accepted")).to.equal(5 * 30);
    expect([...answers.keys()]).to.include.members(["InvalidSignature", "WrongRound", "no reason"]);
  }).timeout(60_000);

  it("R5 refuses random bytes behind the selector", async () => {
    const suite = await one();
    const selector = suite.oracle.interface.getFunction("submit").selector;
    const whole = dataLength(submission(suite, await report(suite)));
    for (let i = 0; i < 100; ++i) {
      const data = concat([selector, toBeHex(0x20, 32), noise(`report ${i}`, whole - 36)]);
      expect(await answerTo(ethers, suite, data), data).to.equal("no reason");
    }
  });

  it("R3 takes observations whose bytes lie in another order, as the same report: once", async () => {
    const suite = await one();
    const sent = await report(suite);
    const data = submission(suite, sent);
    const body = (i: number): string =>
      dataSlice(data, OFFSETS_END + i * OBSERVATION, OFFSETS_END + (i + 1) * OBSERVATION);
    const offset = (i: number): string => dataSlice(data, HEAD + 32 + i * 32, HEAD + 32 + (i + 1) * 32);
    const order = [0, 1, 2, 3, 4];
    const reversed = concat([
      dataSlice(data, 0, HEAD + 32),
      ...order.map((i) => offset(4 - i)),
      ...order.map((i) => body(4 - i)),
    ]);
    expect(reversed).to.not.equal(data);
    await suite.stranger.sendTransaction({ to: await suite.oracle.getAddress(), data: reversed });
    const stale = `StaleReport(${suite.marketIds[0]!}, ${sent.round}, ${sent.round})`;
    for (const again of [data, reversed]) expect(await answerTo(ethers, suite, again)).to.equal(stale);
  });
});

describe("Signatures of an adversary", () => {
  /** Every observation of a true report in turn, spoilt. */
  async function expectEachRefused(spoil: (sent: Report, i: number) => void): Promise<void> {
    const suite = await three();
    for (let i = 0; i < 5; ++i) {
      const sent = await report(suite);
      spoil(sent, i);
      const answer = await answerTo(ethers, suite, submission(suite, sent));
      expect(answer).to.match(new RegExp(`^InvalidSignature\\(${i}, `));
      expect(answer).to.contain(suite.keys[i]!.address);
    }
  }

  it("R5 refuses the other parity, for every member", async () => {
    await expectEachRefused(({ observations }, i) => {
      const observation = observations[i]!;
      observation.vs = toBeHex(BigInt(observation.vs) ^ (1n << 255n), 32);
    });
  });

  it("R5 refuses r of zero, of the curve's order and beyond, for every member", async () => {
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    for (const r of [0n, order, order + 1n, (1n << 256n) - 1n]) {
      await expectEachRefused(({ observations }, i) => (observations[i]!.r = toBeHex(r, 32)));
    }
  });

  it("R5 refuses s of zero, for every member", async () => {
    await expectEachRefused(({ observations }, i) => (observations[i]!.vs = toBeHex(0, 32)));
  });

  it("R1 refuses a true signature of the same report in another member's place", async () => {
    await expectEachRefused(({ observations }, i) => {
      const { r, vs } = observations[(i + 1) % 5]!;
      Object.assign(observations[i]!, { r, vs });
    });
  });

  it("R1 refuses a whole observation of another member under this one's index", async () => {
    await expectEachRefused(({ observations }, i) => {
      observations[i] = { ...observations[(i + 1) % 5]!, member: i };
    });
  });
});

describe("A replay on another chain", () => {
  it("R3 refuses a report for the oracle at the same address, with the same configuration, of another chain", async () => {
    const { home, away } = await twoChains();
    const [here, there] = [await deployOracle(home.ethers), await deployOracle(away.ethers)];
    expect(await there.oracle.getAddress()).to.equal(await here.oracle.getAddress());
    await mineNextRound(home.ethers, here);
    const sent = await aReport(home.ethers, here);
    // Neither chain knows the block any more: nothing but the signatures can tell.
    await home.networkHelpers.mine(300);
    await away.networkHelpers.time.increaseTo(sent.observedAt);
    await away.networkHelpers.mine(300);
    expect(await answerTo(away.ethers, there, submission(there, sent))).to.match(/^InvalidSignature\(0, /);
    expect(await answerTo(home.ethers, here, submission(here, sent))).to.equal("accepted");
  });
});

describe("The largest committee and report", () => {
  it("R1 takes all of 31 members, and no 32nd", async () => {
    const suite = await deployOracle(ethers, { members: 31, faults: 10 });
    await mineNextRound(ethers, suite);
    const members = Array.from({ length: 31 }, (_, member) => member);
    const sent = await aReport(ethers, suite, { members });
    for (const foreign of [31, 255]) {
      const last = sent.observations.at(-1)!;
      const more = { ...sent, observations: [...sent.observations, { ...last, member: foreign }] };
      expect(await answerTo(ethers, suite, submission(suite, more))).to.equal(
        `UnknownMember(${foreign}, 31)`,
      );
    }
    await expect(suite.oracle.submit(sent))
      .to.emit(suite.oracle, "ReportAccepted")
      .withArgs(
        ...[sent.round, sent.observedAt, sent.blockNumber, sent.blockHash],
        await suite.oracle.configDigest(),
        (1n << 31n) - 1n,
        suite.admin.address,
      );
  });

  it("R6 keeps the score in the honest range when ten of 31 lie together", async () => {
    const suite = await deployOracle(ethers, { members: 31, faults: 10 });
    await mineNextRound(ethers, suite);
    const members = Array.from({ length: 21 }, (_, member) => member);
    const entry = (member: number) => ({ scoreBps: member < 10 ? 100_00 : 1_00 + member });
    await suite.oracle.submit(await aReport(ethers, suite, { members, entry }));
    expect((await suite.oracle.score(suite.marketIds[0]!)).record.score).to.equal(1_00n + 20n);
  });

  it("R8 fits 64 first scores of 31 members into one transaction", async () => {
    const suite = await deployOracle(ethers, { members: 31, faults: 10, markets: 64 });
    await mineNextRound(ethers, suite);
    const members = Array.from({ length: 31 }, (_, member) => member);
    const entry = (member: number) => ({
      ...{ scoreBps: 99_99 - 7 * member, outOfDistribution: true, degraded: true },
    });
    const transaction = await suite.oracle.submit(await aReport(ethers, suite, { members, entry }));
    const { gasUsed, logs } = (await transaction.wait())!;
    expect(logs.length).to.equal(65);
    expect(gasUsed < TRANSACTION_GAS_CAP, `it takes ${gasUsed}`).to.equal(true);
  });
});

describe("One block", () => {
  /** Sends without mining, mines one block, and tells which transaction succeeded. */
  async function inOneBlock(send: readonly (() => Promise<{ readonly hash: string }>)[]): Promise<boolean[]> {
    await ethers.provider.send("evm_setAutomine", [false]);
    const hashes: string[] = [];
    try {
      for (const one of send) hashes.push((await one()).hash);
      await ethers.provider.send("evm_mine", []);
    } finally {
      await ethers.provider.send("evm_setAutomine", [true]);
    }
    const receipts = await Promise.all(hashes.map((hash) => ethers.provider.getTransactionReceipt(hash)));
    expect(new Set(receipts.map((receipt) => receipt?.blockNumber)).size).to.equal(1);
    return receipts.map((receipt) => receipt?.status === 1);
  }

  const gas = { gasLimit: 5_000_000n };

  it("R3 takes one of two reports of a round, the first", async () => {
    const suite = await one();
    const [low, high] = await Promise.all(
      [1_00, 2_00].map((scoreBps) => report(suite, { entry: () => ({ scoreBps }) })),
    );
    const done = await inOneBlock([
      () => suite.oracle.submit(high!, gas),
      () => suite.oracle.submit(low!, gas),
    ]);
    expect(done).to.deep.equal([true, false]);
    expect((await suite.oracle.score(suite.marketIds[0]!)).record.score).to.equal(2_00n);
  });

  type Suite = Awaited<ReturnType<typeof one>>;
  const changes: Record<string, (suite: Suite) => Promise<{ readonly hash: string }>> = {
    "the committee is rotated": ({ committee, memberInputs }) =>
      committee.configure([...memberInputs], 2, 2, 1, gas),
    "a member who did not sign is suspended": ({ committee }) => committee.suspend(6, gas),
    "the markets are configured anew": ({ oracle, markets }) => oracle.configureMarkets([...markets], gas),
  };
  for (const [what, change] of Object.entries(changes)) {
    it(`R3 takes a report ahead of the transaction in which ${what}, and refuses it behind`, async () => {
      const ahead = await one();
      const first = await report(ahead);
      expect(await inOneBlock([() => ahead.oracle.submit(first, gas), () => change(ahead)])).to.deep.equal([
        true,
        true,
      ]);
      const behind = await one();
      const late = await report(behind);
      expect(await inOneBlock([() => change(behind), () => behind.oracle.submit(late, gas)])).to.deep.equal([
        true,
        false,
      ]);
      expect(await answerTo(ethers, behind, submission(behind, late))).to.match(/^InvalidSignature\(0, /);
    });
  }
});
