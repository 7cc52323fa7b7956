import type { Fetch, HttpDeps } from "../../../scripts/fetch-data/clients/http.ts";

/** A clock that only moves when someone sleeps, and a record of the sleeps. */
export function aWorld(fetch: Fetch): HttpDeps & { readonly slept: number[] } {
  let now = 1_700_000_000_000;
  const slept: number[] = [];
  return {
    fetch,
    slept,
    now: () => now,
    sleep: (ms) => {
      now += ms;
      slept.push(ms);
      return Promise.resolve();
    },
  };
}

export function answer(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(typeof body === "string" ? body : JSON.stringify(body), { status, headers });
}

/** What a contract's function answers at a block: return data, or null for a revert. */
export type Answer = (data: string, block: number) => string | null;

export interface NodeLog {
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
  readonly block: number;
}

export interface NodeOptions {
  readonly timestampOf: (block: number) => number;
  readonly latest: number;
  /** By lower-case address and selector, `0xabc:0x12345678`. */
  readonly contracts?: Readonly<Record<string, Answer>>;
  readonly logs?: readonly NodeLog[];
  /** Refuses log requests over more blocks than this, as providers do. */
  readonly maxLogSpan?: number;
}

interface Request {
  readonly id: number;
  readonly method: string;
  readonly params: readonly unknown[];
}

/** An archive node that speaks JSON-RPC batches, answers out of order, and counts what it was asked. */
export class NodeDouble {
  readonly asked: Record<string, number> = {};
  readonly #options: NodeOptions;

  constructor(options: NodeOptions) {
    this.#options = options;
  }

  readonly fetch: Fetch = (_url, init) => {
    const batch = JSON.parse(typeof init?.body === "string" ? init.body : "[]") as Request[];
    return Promise.resolve(answer(batch.map((request) => this.#answer(request)).reverse()));
  };

  #answer({ id, method, params }: Request): unknown {
    this.asked[method] = (this.asked[method] ?? 0) + 1;
    if (method === "eth_getBlockByNumber") return { id, result: this.#block(params[0] as string) };
    if (method === "eth_call") return { id, ...this.#call(params as [{ to: string; data: string }, string]) };
    if (method === "eth_getLogs") return { id, ...this.#logs(params[0] as LogFilter) };
    return { id, error: { code: -32601, message: `no method ${method}` } };
  }

  #block(tag: string): unknown {
    const number = tag === "latest" ? this.#options.latest : Number(tag);
    if (number > this.#options.latest) return null;
    const timestamp = this.#options.timestampOf(number);
    return {
      number: `0x${number.toString(16)}`,
      timestamp: `0x${timestamp.toString(16)}`,
      baseFeePerGas: `0x${(20_000_000_000 + number).toString(16)}`,
    };
  }

  #call([{ to, data }, tag]: [{ to: string; data: string }, string]): object {
    const handler = this.#options.contracts?.[`${to.toLowerCase()}:${data.slice(0, 10)}`];
    if (handler === undefined) return { result: "0x" };
    const result = handler(data, Number(tag));
    return result === null ? { error: { code: 3, message: "execution reverted" } } : { result };
  }

  #logs({ address, topics, fromBlock, toBlock }: LogFilter): object {
    const [from, to] = [Number(fromBlock), Number(toBlock)];
    if (to - from + 1 > (this.#options.maxLogSpan ?? Infinity)) {
      return { error: { code: -32005, message: "query returned more than 10000 results" } };
    }
    const wanted = new Set(address.map((one) => one.toLowerCase()));
    const found = (this.#options.logs ?? []).filter(
      (log) =>
        log.block >= from &&
        log.block <= to &&
        wanted.has(log.address.toLowerCase()) &&
        log.topics[0] === topics[0],
    );
    const result = found.map(({ block, ...log }) => ({
      ...log,
      blockNumber: `0x${block.toString(16)}`,
      transactionHash: `0x${"ab".repeat(32)}`,
    }));
    return { result };
  }
}

interface LogFilter {
  readonly address: readonly string[];
  readonly topics: readonly string[];
  readonly fromBlock: string;
  readonly toBlock: string;
}
