import { expect } from "chai";
import { Interface, id } from "ethers";
import { MULTICALL_ABI } from "../../../committee/lib/abi.ts";
import type { Hex } from "../../../committee/lib/hex.ts";
import { hashCloses, hourlyCloses } from "../../../committee/market/closes.ts";
import { MarketError } from "../../../committee/market/errors.ts";
import { decodeAggregate3, encodeAggregate3 } from "../../../committee/market/multicall.ts";
import { assertCanonical, findSnapshotBlock } from "../../../committee/market/rounds.ts";
import { createSnapshotTaker } from "../../../committee/market/snapshot.ts";
import { FakeChain, NEVER, aBlock } from "./aChain.ts";

const FEED: Hex = `0x${"fe".repeat(20)}`;
const ORACLE: Hex = `0x${"0a".repeat(20)}`;
const MULTICALL: Hex = `0x${"ca".repeat(20)}`;
const START = 1_000 * 3_600;
const AT = { reader: new FakeChain(), multicall: MULTICALL, blockHash: id("b") as Hex };

const rejection = async (action: Promise<unknown>): Promise<MarketError> => {
  try {
    await action;
  } catch (error) {
    expect(error).to.be.instanceOf(MarketError);
    return error as MarketError;
  }
  throw new Error("It was accepted.");
};

describe("findSnapshotBlock", () => {
  for (const blocks of [1, 2, 3, 17, 100]) {
    it(`finds the first block at or after the round's start from ${blocks} blocks later`, async () => {
      const chain = new FakeChain();
      chain.blocks = [
        ...Array.from({ length: 40 }, (_, i) => aBlock(i, START - 400 + i * 10 - (i > 0 ? 1 : 0))),
        ...Array.from({ length: blocks }, (_, i) => aBlock(40 + i, START + i)),
      ];
      const found = await findSnapshotBlock(chain, chain.blocks.at(-1)!, BigInt(START), NEVER);
      expect(found.number).to.equal(40n);
    });
  }

  it("refuses a round that no block has reached", async () => {
    const chain = new FakeChain();
    const error = await rejection(findSnapshotBlock(chain, aBlock(5, START - 1), BigInt(START), NEVER));
    expect(error.code).to.equal("BLOCK_MISSING");
  });
});

describe("assertCanonical", () => {
  it("drops the round when another block has taken the snapshot block's place", async () => {
    const chain = new FakeChain();
    chain.blocks = [aBlock(7, START)];
    await assertCanonical(chain, aBlock(7, START), NEVER);
    const error = await rejection(assertCanonical(chain, aBlock(7, START, " of a fork"), NEVER));
    expect(error.code).to.equal("ROUND_REORGED");
  });
});

describe("The multicall codec", () => {
  const abi = new Interface(MULTICALL_ABI);

  it("writes what the ABI coder writes", () => {
    const calls = ["0x", "0x313ce567", `0x${"ab".repeat(36)}`].map((data) => ({
      target: FEED,
      data: data as Hex,
    }));
    const expected = abi.encodeFunctionData("aggregate3", [
      calls.map(({ target, data }) => [target, true, data]),
    ]);
    expect(encodeAggregate3(calls)).to.equal(expected);
  });

  it("reads what the ABI coder writes, failures as null", () => {
    const results: [boolean, string][] = [
      [true, `0x${"01".repeat(160)}`],
      [false, "0x08c379a0"],
      [true, "0x"],
    ];
    const data = abi.encodeFunctionResult("aggregate3", [results]) as Hex;
    expect(decodeAggregate3(data, 3, AT)).to.deep.equal([results[0]![1], null, "0x"]);
  });

  it("refuses an address without the contract, and a cut answer", () => {
    expect(() => decodeAggregate3("0x", 1, AT)).to.throw(MarketError, /check "chain.multicall"/);
    const data = abi.encodeFunctionResult("aggregate3", [[[true, `0x${"01".repeat(64)}`]]]);
    expect(() => decodeAggregate3(data.slice(0, -80) as Hex, 1, AT)).to.throw(MarketError, /aggregate3/);
  });
});

describe("hourlyCloses", () => {
  const round = (hours: number, answer: bigint, seconds = 0) => ({
    id: BigInt(hours),
    answer,
    updatedAt: BigInt(START + hours * 3_600 + seconds),
  });

  it("takes the last round at or before each hour, and nothing that is stale", () => {
    const rounds = [round(0, 10n), round(0, 11n, 3_599), round(1, 12n), round(1, 13n, 1), round(5, 14n)];
    const closes = hourlyCloses(rounds, BigInt(START + 6 * 3_600), 8, 7_200n);
    expect(closes).to.deep.equal([null, 10n, 12n, 13n, 13n, null, 14n, 14n]);
  });

  it("hashes a missing close otherwise than any price", () => {
    expect(hashCloses([1n, null, 2n])).to.not.equal(hashCloses([1n, 0n, 2n]));
  });
});

describe("A snapshot taker", () => {
  const HOURS = 48;
  const write = (chain: FakeChain, hour: number, answer = BigInt(1_000 + hour)) => {
    chain.feeds.get(FEED)!.push({ answer, updatedAt: BigInt(START + hour * 3_600) });
  };
  const aFeed = (hours: number) => {
    const chain = new FakeChain();
    chain.feeds.set(FEED, []);
    for (let hour = 0; hour < hours; hour++) write(chain, hour);
    chain.blocks = [aBlock(100, START + (hours - 1) * 3_600)];
    return chain;
  };
  const taker = (reader: FakeChain) =>
    createSnapshotTaker({
      reader,
      multicall: MULTICALL,
      oracle: ORACLE,
      feeds: [FEED],
      historyHours: HOURS,
      staleAfterSeconds: 7_200,
    });
  const nextBlock = (chain: FakeChain, number: number, hour: number, fork?: string) => {
    const block = aBlock(number, START + hour * 3_600, fork);
    chain.blocks.push(block);
    return block;
  };

  it("reads only what is new, and gets what a whole reading gets", async () => {
    const chain = aFeed(400);
    const snapshots = taker(chain);
    await snapshots.take(chain.blocks[0]!, NEVER);
    for (const hour of [400, 401, 402]) write(chain, hour);
    const block = nextBlock(chain, 101, 402);
    chain.subcalls = 0;
    const grown = await snapshots.take(block, NEVER);
    expect(chain.subcalls, "digest, newest round, two rounds between").to.equal(4);
    const whole = await taker(chain).take(block, NEVER);
    expect(grown.feeds[0]!.closes).to.deep.equal(whole.feeds[0]!.closes);
    expect(grown.root).to.equal(whole.root);
    expect(grown.feeds[0]!.closes.at(-1)).to.equal(1_402n);
  });

  it("has another root when one price of the window differs", async () => {
    const [one, other] = [aFeed(60), aFeed(60)];
    other.feeds.get(FEED)![40]!.answer += 1n;
    const roots = [one, other].map(async (chain) => (await taker(chain).take(chain.blocks[0]!, NEVER)).root);
    expect(await roots[0]).to.not.equal(await roots[1]);
  });

  it("does not take a price that is negative or ahead of its block", async () => {
    const chain = aFeed(60);
    write(chain, 60, -5n);
    write(chain, 90);
    const { feeds } = await taker(chain).take(nextBlock(chain, 101, 60), NEVER);
    expect(feeds[0]!.closes.at(-1), "the price of the hour before still stands").to.equal(1_059n);
    expect(feeds[0]!.latest?.answer).to.equal(1_059n);
  });

  it("reads everything again after a reorg", async () => {
    const chain = aFeed(60);
    const snapshots = taker(chain);
    await snapshots.take(chain.blocks[0]!, NEVER);
    chain.feeds.get(FEED)![59]!.answer = 7n;
    chain.blocks = [aBlock(100, START + 59 * 3_600, " of a fork")];
    write(chain, 60);
    const { feeds } = await snapshots.take(nextBlock(chain, 101, 60, " of a fork"), NEVER);
    expect(feeds[0]!.closes.slice(-2)).to.deep.equal([7n, 1_060n]);
  });

  it("refuses a contract that is no feed", async () => {
    const chain = aFeed(60);
    const other: Hex = `0x${"dd".repeat(20)}`;
    const strange = createSnapshotTaker({
      reader: chain,
      multicall: MULTICALL,
      oracle: ORACLE,
      feeds: [FEED, other],
      historyHours: HOURS,
      staleAfterSeconds: 7_200,
    });
    const error = await rejection(strange.take(chain.blocks[0]!, NEVER));
    expect(error.code).to.equal("FEED_UNUSABLE");
    expect(error.message).to.include(other);
  });
});
