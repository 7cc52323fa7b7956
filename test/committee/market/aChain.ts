import { AbiCoder, Interface, id } from "ethers";
import { FEED_ABI, MULTICALL_ABI, RISK_ORACLE_ABI } from "../../../committee/lib/abi.ts";
import type { Hex } from "../../../committee/lib/hex.ts";
import type { Block, ChainReader } from "../../../committee/market/chain-reader.ts";

const multicall = new Interface(MULTICALL_ABI);
const feedAbi = new Interface(FEED_ABI);
const oracleAbi = new Interface(RISK_ORACLE_ABI);
const coder = AbiCoder.defaultAbiCoder();

export const NEVER = new AbortController().signal;
export const DIGEST = id("configuration") as Hex;

export interface FakeRound {
  answer: bigint;
  updatedAt: bigint;
}

export const aBlock = (number: number, timestamp: number, fork = ""): Block => ({
  number: BigInt(number),
  hash: id(`block ${number}${fork}`) as Hex,
  parentHash: id(`block ${number - 1}${fork}`) as Hex,
  timestamp: BigInt(timestamp),
});

/** A chain in memory: blocks that a test sets, feeds that it writes; counts the calls that nodes make. */
export class FakeChain implements ChainReader {
  blocks: Block[] = [];
  readonly feeds = new Map<string, FakeRound[]>();
  subcalls = 0;

  head(): Promise<Block> {
    return Promise.resolve(this.blocks.at(-1)!);
  }

  block(number: bigint): Promise<Block | null> {
    return Promise.resolve(this.blocks.find((block) => block.number === number) ?? null);
  }

  call(_: Hex, data: Hex): Promise<Hex> {
    const [calls] = multicall.decodeFunctionData("aggregate3", data) as unknown as [[string, boolean, Hex][]];
    this.subcalls += calls.length;
    const results = calls.map(([target, , inner]) => this.#answer(target.toLowerCase(), inner));
    const pairs = results.map((result) => [result !== null, result ?? "0x"]);
    return Promise.resolve(multicall.encodeFunctionResult("aggregate3", [pairs]) as Hex);
  }

  #answer(target: string, data: Hex): string | null {
    const rounds = this.feeds.get(target);
    if (rounds === undefined) return oracleAbi.encodeFunctionResult("configDigest", [DIGEST]);
    const name = feedAbi.parseTransaction({ data })!.name;
    if (name === "decimals") return coder.encode(["uint8"], [8]);
    const wanted =
      name === "latestRoundData" ? rounds.length : Number(feedAbi.decodeFunctionData(name, data)[0]);
    const round = rounds[wanted - 1];
    if (round === undefined) return null;
    const { answer, updatedAt } = round;
    return feedAbi.encodeFunctionResult(name, [wanted, answer, updatedAt, updatedAt, wanted]);
  }
}
