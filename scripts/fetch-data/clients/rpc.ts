import { z } from "zod";
import { FetchDataError } from "../errors.ts";
import type { JsonClient } from "./http.ts";

export interface RpcCall {
  readonly method: string;
  readonly params: readonly unknown[];
}

export interface Block {
  readonly number: number;
  readonly timestamp: number;
  /** Wei; null before London. */
  readonly baseFee: bigint | null;
}

export interface Log {
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
  readonly block: number;
  readonly transaction: string;
}

const ANSWER = z.object({
  id: z.number(),
  result: z.unknown().optional(),
  error: z.object({ code: z.number().optional(), message: z.string() }).optional(),
});
const QUANTITY = z.string().regex(/^0x[0-9a-f]+$/i);
const BLOCK = z.object({ number: QUANTITY, timestamp: QUANTITY, baseFeePerGas: QUANTITY.optional() });
const LOGS = z.array(
  z.object({
    address: z.string(),
    topics: z.array(z.string()),
    data: z.string(),
    blockNumber: QUANTITY,
    transactionHash: z.string(),
  }),
);

/** Calls in one HTTP request: most providers take 100. */
const BATCH = 50;
/** Blocks in one log request, halved where the provider refuses. */
const LOG_SPAN = 2000;

/** An archive node behind JSON-RPC. A revert is null, a node that cannot answer is FetchDataError. */
export class Rpc {
  readonly #http: JsonClient;
  readonly #url: string;

  constructor(http: JsonClient, url: string) {
    this.#http = http;
    this.#url = url;
  }

  /** Return data of calls at a block, in order; null where a call reverts or there is no contract yet. */
  async calls(
    calls: readonly { readonly to: string; readonly data: string }[],
    block: number,
  ): Promise<(string | null)[]> {
    const tag = hex(block);
    const answers = await this.#batch(
      calls.map(({ to, data }) => ({ method: "eth_call", params: [{ to, data }, tag] })),
    );
    return answers.map((answer) => {
      if (answer.error !== undefined) {
        if (/revert|execution|invalid opcode|out of gas/i.test(answer.error.message)) return null;
        throw this.#refused(`eth_call at block ${block}`, answer.error.message);
      }
      return typeof answer.result === "string" && answer.result.length > 2 ? answer.result : null;
    });
  }

  async block(number: number | "latest"): Promise<Block> {
    const tag = number === "latest" ? number : hex(number);
    const [answer] = await this.#batch([{ method: "eth_getBlockByNumber", params: [tag, false] }]);
    const read = BLOCK.safeParse(answer?.result);
    if (!read.success)
      throw this.#refused(`eth_getBlockByNumber ${tag}`, answer?.error?.message ?? "no block");
    return {
      number: Number(read.data.number),
      timestamp: Number(read.data.timestamp),
      baseFee: read.data.baseFeePerGas === undefined ? null : BigInt(read.data.baseFeePerGas),
    };
  }

  /** Logs of a topic from contracts, both ends included; the span is halved where the provider refuses it. */
  async logs(addresses: readonly string[], topic: string, from: number, to: number): Promise<Log[]> {
    const logs: Log[] = [];
    let span = LOG_SPAN;
    for (let start = from; start <= to;) {
      const end = Math.min(to, start + span - 1);
      const filter = { address: addresses, topics: [topic], fromBlock: hex(start), toBlock: hex(end) };
      const [answer] = await this.#batch([{ method: "eth_getLogs", params: [filter] }]);
      const read = LOGS.safeParse(answer?.result);
      if (read.success) {
        logs.push(
          ...read.data.map(({ blockNumber, transactionHash, ...log }) => ({
            ...log,
            block: Number(blockNumber),
            transaction: transactionHash,
          })),
        );
        start = end + 1;
      } else if (span > 1) span = Math.max(1, Math.floor(span / 2));
      else throw this.#refused(`eth_getLogs at block ${start}`, answer?.error?.message ?? "no list");
    }
    return logs;
  }

  async #batch(calls: readonly RpcCall[]): Promise<z.infer<typeof ANSWER>[]> {
    const answers: z.infer<typeof ANSWER>[] = [];
    for (let start = 0; start < calls.length; start += BATCH) {
      const part = calls.slice(start, start + BATCH);
      const body = part.map((call, id) => ({ jsonrpc: "2.0", id, ...call }));
      const read = z.array(ANSWER).safeParse(await this.#http.post(this.#url, body));
      if (!read.success || read.data.length !== part.length) {
        throw this.#refused("a batch", "the answer is no list of as many results");
      }
      const byId = new Map(read.data.map((answer) => [answer.id, answer]));
      for (let id = 0; id < part.length; id++) {
        const answer = byId.get(id);
        if (answer === undefined) throw this.#refused("a batch", `call ${id} has no answer`);
        answers.push(answer);
      }
    }
    return answers;
  }

  #refused(what: string, why: string): FetchDataError {
    const host = new URL(this.#url).host;
    const message = `The node at ${host} does not answer ${what} (${why}): name an archive node that takes batches with --rpc.`;
    return new FetchDataError("FETCH_RPC_FAILED", message);
  }
}

function hex(number: number): string {
  return `0x${number.toString(16)}`;
}
