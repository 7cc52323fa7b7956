import { expect } from "chai";
import { SigningKey, Transaction, id } from "ethers";
import { dueMask } from "../../../committee/chain/due.ts";
import type { Endpoint } from "../../../committee/chain/endpoint.ts";
import { ChainError } from "../../../committee/chain/errors.ts";
import { createGasWallet } from "../../../committee/chain/gas-wallet.ts";
import type { SentRecord } from "../../../committee/chain/gas-wallet.ts";
import { transmissionOrder } from "../../../committee/chain/permutation.ts";
import { createRpc } from "../../../committee/chain/rpc.ts";
import type { Hex } from "../../../committee/lib/hex.ts";
import { silentLogger } from "../../../committee/lib/logger.ts";
import type { Clock } from "../../../committee/lib/clock.ts";

const NEVER = new AbortController().signal;
const rawBlock = (number: number, fork = "") => ({
  number: `0x${number.toString(16)}`,
  hash: id(`block ${number}${fork}`),
  parentHash: id(`block ${number - 1}${fork}`),
  timestamp: "0x10",
});

/** Time that passes only when somebody sleeps. */
class FakeClock implements Clock {
  time = 0;
  now = () => this.time;
  sleep = (ms: number) => {
    this.time += ms;
    return Promise.resolve();
  };
}

type Answer = (method: string, params: readonly unknown[]) => unknown;

class FakeEndpoint implements Endpoint {
  readonly pushes = false;
  readonly url: string;
  asked = 0;
  answer: Answer;
  onHead = () => undefined;
  close = () => undefined;

  constructor(url: string, answer: Answer) {
    this.url = url;
    this.answer = answer;
  }

  async send(method: string, params: readonly unknown[]): Promise<unknown> {
    this.asked += 1;
    await Promise.resolve();
    return this.answer(method, params);
  }
}

const fails: Answer = () => {
  throw new ChainError("NO_ENDPOINT", "down");
};

const setup = (...endpoints: FakeEndpoint[]) => {
  const clock = new FakeClock();
  const failures: string[] = [];
  const onFailure = (host: string, reason: string) => failures.push(`${host} ${reason}`);
  const rpc = createRpc({ endpoints, chainId: 5, clock, log: silentLogger, onFailure });
  return { clock, failures, rpc };
};

const refusal = async (action: Promise<unknown>): Promise<ChainError> => {
  try {
    await action;
  } catch (error) {
    expect(error).to.be.instanceOf(ChainError);
    return error as ChainError;
  }
  throw new Error("It was accepted.");
};

describe("RPC over several endpoints", () => {
  it("asks the next one when one fails, and leaves the first alone for a while", async () => {
    const first = new FakeEndpoint("http://first", fails);
    const second = new FakeEndpoint("http://second", () => rawBlock(7));
    const { rpc, clock, failures } = setup(first, second);
    expect((await rpc.head(NEVER)).number).to.equal(7n);
    await rpc.head(NEVER);
    expect(first.asked, "in quarantine").to.equal(1);
    expect(rpc.healthy).to.equal(1);
    expect(failures).to.deep.equal(["first NO_ENDPOINT"]);
    clock.time += 1_001;
    first.answer = () => rawBlock(8);
    expect((await rpc.head(NEVER)).number, "released").to.equal(8n);
  });

  it("tries endpoints in quarantine when there is no other", async () => {
    const only = new FakeEndpoint("http://only", fails);
    const { rpc } = setup(only);
    await refusal(rpc.head(NEVER));
    only.answer = () => rawBlock(9);
    expect((await rpc.head(NEVER)).number).to.equal(9n);
    expect(rpc.healthy).to.equal(1);
  });

  it("takes a revert for an answer", async () => {
    const reverts = new FakeEndpoint("http://a", () => {
      throw new ChainError("CALL_REVERTED", "no");
    });
    const other = new FakeEndpoint("http://b", () => "0x");
    const { rpc } = setup(reverts, other);
    const error = await refusal(rpc.call("0x01", "0x", "0x02", NEVER));
    expect(error.code).to.equal("CALL_REVERTED");
    expect(other.asked).to.equal(0);
  });

  it("refuses an endpoint of another chain in a sentence", async () => {
    const { rpc } = setup(new FakeEndpoint("http://a", () => "0x1"));
    const error = await refusal(rpc.assertChain(NEVER));
    expect(error.message).to.include('a serves chain 1, the configuration says 5: correct "chain.chainId"');
  });

  describe("agreement on the snapshot block", () => {
    const block = { number: 7n, hash: id("block 7") as Hex, parentHash: "0x" as Hex, timestamp: 16n };

    it("needs two endpoints with the same hash", async () => {
      const honest = new FakeEndpoint("http://a", () => rawBlock(7));
      const liar = new FakeEndpoint("http://b", () => rawBlock(7, " of a fork"));
      const { rpc } = setup(honest, liar);
      expect((await refusal(rpc.agree(block, 500, NEVER))).code).to.equal("NO_AGREEMENT");
      const third = setup(honest, liar, new FakeEndpoint("http://c", () => rawBlock(7)));
      await third.rpc.agree(block, 500, NEVER);
    });

    it("waits for an endpoint that lags, but not for ever", async () => {
      let asked = 0;
      const ahead = new FakeEndpoint("http://a", () => rawBlock(7));
      const behind = new FakeEndpoint("http://b", () => (++asked > 3 ? rawBlock(7) : null));
      await setup(ahead, behind).rpc.agree(block, 500, NEVER);
      behind.answer = () => null;
      const { rpc, clock } = setup(ahead, behind);
      expect((await refusal(rpc.agree(block, 500, NEVER))).code).to.equal("NO_AGREEMENT");
      expect(clock.time).to.be.within(500, 700);
    });

    it("is not asked of a single endpoint", async () => {
      const only = new FakeEndpoint("http://a", fails);
      await setup(only).rpc.agree(block, 500, NEVER);
      expect(only.asked).to.equal(0);
    });
  });
});

describe("transmissionOrder", () => {
  const members = [0, 1, 2, 3, 4, 5, 6];
  const digest = id("configuration") as Hex;

  it("is a permutation, the same for everybody, other in other rounds", () => {
    const order = transmissionOrder(digest, 9n, members);
    expect([...order].sort()).to.deep.equal(members);
    expect(transmissionOrder(digest, 9n, [...members].reverse())).to.deep.equal(order);
    const firsts = Array.from(
      { length: 100 },
      (_, round) => transmissionOrder(digest, BigInt(round), members)[0],
    );
    expect(new Set(firsts).size).to.equal(7);
  });
});

describe("dueMask", () => {
  const preview = [500, 500, null, 500].map((scoreBps, index) => ({
    marketId: id(`market ${index}`) as Hex,
    contributors: 5,
    scoreBps,
    spreadBps: 0,
  }));
  const stored = (scoreBps: number, round: bigint, observedAt: bigint) => ({ scoreBps, round, observedAt });
  const standing = [
    stored(500, 9n, 900n),
    stored(450, 9n, 900n),
    stored(0, 9n, 900n),
    stored(500, 10n, 1_000n),
  ];
  const mask = (deviationBps: number, maxAgeSeconds: number) =>
    dueMask(10n, 1_000n, preview, standing, () => ({ deviationBps, maxAgeSeconds }));

  it("reports every round when nothing is asked for, but nothing twice and no abstention", () => {
    expect(mask(0, 0)).to.equal(0b0011n);
  });

  it("reports what moved enough or is old enough", () => {
    expect(mask(50, 0)).to.equal(0b0010n);
    expect(mask(51, 0)).to.equal(0n);
    expect(mask(51, 100)).to.equal(0b0011n);
    expect(mask(51, 101)).to.equal(0n);
  });

  it("always reports a market's first score", () => {
    const first = [stored(0, 0n, 0n)];
    const policy = () => ({ deviationBps: 9_999, maxAgeSeconds: 0 });
    expect(dueMask(10n, 1_000n, preview.slice(0, 1), first, policy)).to.equal(1n);
  });
});

describe("A gas wallet that may wait", () => {
  const to: Hex = `0x${"0a".repeat(20)}`;
  const aWallet = (known: () => boolean) => {
    const sent: SentRecord[] = [];
    const raw: Transaction[] = [];
    const endpoint = new FakeEndpoint("http://a", (method, params) => {
      if (method === "eth_getTransactionCount") return "0x0";
      if (method === "eth_getTransactionByHash") return known() ? {} : null;
      if (method === "eth_sendRawTransaction") raw.push(Transaction.from(params[0] as string));
      return { baseFeePerGas: "0x10" };
    });
    const wallet = createGasWallet(new SigningKey(id("gas")), 5, setup(endpoint).rpc, {
      recordSent: (record) => sent.push(record),
      lastSent: () => sent.at(-1) ?? null,
    });
    return { wallet, raw };
  };

  it("sends nothing while a transaction of before waits, and goes on where that was lost", async () => {
    let waits = true;
    const { wallet, raw } = aWallet(() => waits);
    expect((await wallet.sendWhenIdle(1n, to, "0x01", 100_000n, NEVER))?.nonce).to.equal(0);
    expect(await wallet.sendWhenIdle(1n, to, "0x02", 100_000n, NEVER)).to.equal(null);
    expect(raw).to.have.length(1);
    waits = false;
    expect((await wallet.sendWhenIdle(1n, to, "0x02", 100_000n, NEVER))?.nonce).to.equal(0);
    expect(raw).to.have.length(2);
  });

  it("gives way to a report, one after the other", async () => {
    const { wallet, raw } = aWallet(() => true);
    const [waiting, report] = await Promise.all([
      wallet.sendWhenIdle(1n, to, "0x01", 100_000n, NEVER),
      wallet.send(1n, to, "0x02", 100_000n, NEVER),
    ]);
    expect([waiting?.nonce, report.nonce]).to.deep.equal([0, 0]);
    expect(raw.map(({ data }) => data)).to.deep.equal(["0x01", "0x02"]);
    expect(raw[1]!.maxFeePerGas! > raw[0]!.maxFeePerGas!).to.equal(true);
  });
});

describe("A gas wallet", () => {
  it("replaces a transaction that waits at a higher fee instead of stacking upon it", async () => {
    const sent: SentRecord[] = [];
    const raw: Transaction[] = [];
    let mined = 0;
    const endpoint = new FakeEndpoint("http://a", (method, params) => {
      if (method === "eth_getTransactionCount") return `0x${mined.toString(16)}`;
      if (method === "eth_sendRawTransaction") raw.push(Transaction.from(params[0] as string));
      return { baseFeePerGas: "0x10" };
    });
    const log = {
      recordSent: (record: SentRecord) => sent.push(record),
      lastSent: () => sent.at(-1) ?? null,
    };
    const wallet = createGasWallet(new SigningKey(id("gas")), 5, setup(endpoint).rpc, {
      recordSent: (record) => {
        log.recordSent(record);
      },
      lastSent: log.lastSent,
    });
    const to: Hex = `0x${"0a".repeat(20)}`;
    const send = () => wallet.send(1n, to, "0x01", 100_000n, NEVER);
    await send();
    await send();
    expect(raw.map(({ nonce }) => nonce)).to.deep.equal([0, 0]);
    expect(raw[1]!.maxFeePerGas! * 10n > raw[0]!.maxFeePerGas! * 11n).to.equal(true);
    expect(raw[1]!.maxPriorityFeePerGas! * 10n > raw[0]!.maxPriorityFeePerGas! * 11n).to.equal(true);
    mined = 1;
    await send();
    expect(raw[2]!.nonce).to.equal(1);
    expect(raw[2]!.maxFeePerGas).to.equal(raw[0]!.maxFeePerGas);
    expect(raw[2]!.from?.toLowerCase()).to.equal(wallet.address);
    expect(sent.map(({ hash }) => hash)).to.deep.equal(raw.map(({ hash }) => hash));
  });
});
