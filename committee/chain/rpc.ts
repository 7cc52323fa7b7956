import type { Clock } from "../lib/clock.ts";
import { sleepUnlessAborted } from "../lib/clock.ts";
import { lowerHex } from "../lib/hex.ts";
import type { Hex } from "../lib/hex.ts";
import type { Logger } from "../lib/logger.ts";
import type { Block, ChainReader } from "../market/chain-reader.ts";
import { hostOf } from "./endpoint.ts";
import type { Endpoint } from "./endpoint.ts";
import { ChainError } from "./errors.ts";

export interface RpcDeps {
  readonly endpoints: readonly Endpoint[];
  readonly chainId: number;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onFailure: (host: string, reason: string) => void;
}

/** A reader over several endpoints, and what only the transmission needs. */
export interface Rpc extends ChainReader {
  /** One request to the first endpoint that is not in quarantine and answers it. */
  send(method: string, params: readonly unknown[], signal: AbortSignal): Promise<unknown>;
  /** `eth_call` on the pending state, where the snapshot block is past even if it is the newest. */
  callPending(tx: object, signal: AbortSignal): Promise<Hex>;
  /**
   * Resolves when two endpoints give the same hash for the block; with a single endpoint, at once. An endpoint that
   * lags is asked again until `lagMs` is over. Rejects with NO_AGREEMENT.
   */
  agree(block: Block, lagMs: number, signal: AbortSignal): Promise<void>;
  /** Refuses endpoints of another chain. */
  assertChain(signal: AbortSignal): Promise<void>;
  readonly healthy: number;
  close(): void;
}

interface Slot {
  readonly endpoint: Endpoint;
  failures: number;
  /** Clock time until which the endpoint is left alone. */
  quarantinedUntil: number;
}

const FIRST_QUARANTINE_MS = 1_000;
const LONGEST_QUARANTINE_MS = 60_000;
const LAG_POLL_MS = 100;

interface RawBlock {
  readonly number: string;
  readonly hash: string;
  readonly parentHash: string;
  readonly timestamp: string;
}

export function createRpc(deps: RpcDeps): Rpc {
  return new FailoverRpc(deps);
}

class FailoverRpc implements Rpc {
  readonly #deps: RpcDeps;
  readonly #slots: readonly Slot[];

  constructor(deps: RpcDeps) {
    this.#deps = deps;
    this.#slots = deps.endpoints.map((endpoint) => ({ endpoint, failures: 0, quarantinedUntil: 0 }));
  }

  get healthy(): number {
    const now = this.#deps.clock.now();
    return this.#slots.filter((slot) => slot.quarantinedUntil <= now).length;
  }

  async send(method: string, params: readonly unknown[], signal: AbortSignal): Promise<unknown> {
    let last: unknown = null;
    for (const slot of this.#inOrder()) {
      try {
        return await this.#ask(slot, method, params, signal);
      } catch (error) {
        signal.throwIfAborted();
        last = error;
        // A revert is the chain's answer: no other endpoint will say otherwise.
        if (error instanceof ChainError && error.code === "CALL_REVERTED") throw error;
      }
    }
    throw last;
  }

  async head(signal: AbortSignal): Promise<Block> {
    const block = toBlock(await this.send("eth_getBlockByNumber", ["latest", false], signal));
    if (block !== null) return block;
    throw new ChainError("NO_ENDPOINT", "The endpoint has no newest block.");
  }

  async block(number: bigint, signal: AbortSignal): Promise<Block | null> {
    return toBlock(await this.send("eth_getBlockByNumber", [quantity(number), false], signal));
  }

  async call(to: Hex, data: Hex, blockHash: Hex, signal: AbortSignal): Promise<Hex> {
    return (await this.send("eth_call", [{ to, data }, { blockHash }], signal)) as Hex;
  }

  async callPending(tx: object, signal: AbortSignal): Promise<Hex> {
    return (await this.send("eth_call", [tx, "pending"], signal)) as Hex;
  }

  async agree(block: Block, lagMs: number, signal: AbortSignal): Promise<void> {
    if (this.#slots.length < 2) return;
    const deadline = this.#deps.clock.now() + lagMs;
    for (;;) {
      if ((await this.#confirmations(block, signal)) >= 2) return;
      if (this.#deps.clock.now() >= deadline) break;
      if (!(await sleepUnlessAborted(this.#deps.clock, LAG_POLL_MS, signal))) signal.throwIfAborted();
    }
    throw new ChainError(
      "NO_AGREEMENT",
      `No two endpoints agree that block ${block.number} is ${block.hash}: the round waits.`,
      { number: block.number, hash: block.hash },
    );
  }

  async assertChain(signal: AbortSignal): Promise<void> {
    for (const slot of this.#slots) {
      let found: number;
      try {
        found = Number(await this.#ask(slot, "eth_chainId", [], signal));
      } catch (error) {
        signal.throwIfAborted();
        if (this.#slots.length > 1) continue;
        throw error;
      }
      if (found === this.#deps.chainId) continue;
      const host = hostOf(slot.endpoint.url);
      throw new ChainError(
        "WRONG_CHAIN",
        `${host} serves chain ${found}, the configuration says ${this.#deps.chainId}: correct "chain.chainId" or "chain.rpcUrls".`,
        { host, found },
      );
    }
  }

  close(): void {
    for (const { endpoint } of this.#slots) endpoint.close();
  }

  /** How many endpoints have this block; one that has none at that height yet is behind, and put last. */
  async #confirmations(block: Block, signal: AbortSignal): Promise<number> {
    const answers = await Promise.all(
      this.#slots.map(async (slot) => {
        try {
          const params = [quantity(block.number), false];
          return toBlock(await this.#ask(slot, "eth_getBlockByNumber", params, signal));
        } catch {
          signal.throwIfAborted();
          return null;
        }
      }),
    );
    return answers.filter((answer) => answer?.hash === block.hash).length;
  }

  /** Endpoints in the order of preference, those in quarantine last: a last resort is better than none. */
  #inOrder(): readonly Slot[] {
    const now = this.#deps.clock.now();
    const well = this.#slots.filter((slot) => slot.quarantinedUntil <= now);
    return [...well, ...this.#slots.filter((slot) => slot.quarantinedUntil > now)];
  }

  async #ask(slot: Slot, method: string, params: readonly unknown[], signal: AbortSignal): Promise<unknown> {
    try {
      const answer = await slot.endpoint.send(method, params, signal);
      slot.failures = 0;
      slot.quarantinedUntil = 0;
      return answer;
    } catch (error) {
      if (!signal.aborted && error instanceof ChainError) this.#judge(slot, error);
      throw error;
    }
  }

  #judge(slot: Slot, error: ChainError): void {
    if (error.code !== "NO_ENDPOINT" && error.code !== "RPC_TIMEOUT") return;
    const host = hostOf(slot.endpoint.url);
    const wait = Math.min(FIRST_QUARANTINE_MS * 2 ** slot.failures, LONGEST_QUARANTINE_MS);
    slot.failures += 1;
    slot.quarantinedUntil = this.#deps.clock.now() + wait;
    this.#deps.onFailure(host, error.code);
    const fields = { event: "endpoint.quarantined", host, reason: error.message, ms: wait };
    if (slot.failures === 1) this.#deps.log.warn(fields, "An endpoint failed and is left alone for a while.");
    else this.#deps.log.debug(fields, "An endpoint failed again.");
  }
}

function toBlock(raw: unknown): Block | null {
  if (raw === null || raw === undefined) return null;
  const { number, hash, parentHash, timestamp } = raw as RawBlock;
  return {
    number: BigInt(number),
    hash: lowerHex(hash),
    parentHash: lowerHex(parentHash),
    timestamp: BigInt(timestamp),
  };
}

export function quantity(value: bigint | number): Hex {
  return `0x${value.toString(16)}`;
}
