import { FetchDataError } from "../errors.ts";
import type { Block, Rpc } from "./rpc.ts";

const BLOCK_S = 12.5;
const MAX_STEPS = 60;

/** The last block at or before a moment, found by interpolation between known blocks; asked blocks are kept. */
export class BlockFinder {
  readonly #rpc: Rpc;
  readonly #known: Block[] = [];

  constructor(rpc: Rpc) {
    this.#rpc = rpc;
  }

  /** Throws FetchDataError where the chain is not there yet, or where the node's blocks contradict each other. */
  async at(moment: number): Promise<Block> {
    if (this.#known.length === 0) await this.#ask(1);
    let high = this.#known[this.#countUntil(moment)] ?? (await this.#latest(moment));
    let low = this.#known[this.#countUntil(moment) - 1];
    if (low === undefined) {
      throw new FetchDataError(
        "FETCH_RPC_FAILED",
        `The chain has no block before ${moment}: name a later --from.`,
      );
    }
    for (let step = 0; step < MAX_STEPS; step++) {
      if (high.number - low.number <= 1) return low;
      const share = (moment - low.timestamp) / (high.timestamp - low.timestamp);
      const wide = high.timestamp - low.timestamp > 86_400 * 30 || step > 20;
      const guess =
        wide && step % 3 === 2 ? (low.number + high.number) / 2 : between(low, high, moment, share);
      const asked = await this.#ask(Math.min(high.number - 1, Math.max(low.number + 1, Math.round(guess))));
      if (asked.timestamp <= moment) low = asked;
      else high = asked;
    }
    const message = `The block at ${moment} was not found in ${MAX_STEPS} steps: the node's block times do not rise.`;
    throw new FetchDataError("FETCH_RPC_FAILED", message);
  }

  /** How many of the known blocks are at or before a moment; they are in order, so that halving finds it. */
  #countUntil(moment: number): number {
    let [from, to] = [0, this.#known.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.#known[middle]?.timestamp ?? Infinity) <= moment) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  async #latest(moment: number): Promise<Block> {
    const latest = await this.#rpc.block("latest");
    this.#keep(latest);
    if (latest.timestamp > moment) return latest;
    const message = `The node's newest block is of ${latest.timestamp}, before ${moment}: wait until it is synchronised.`;
    throw new FetchDataError("FETCH_RPC_FAILED", message);
  }

  async #ask(number: number): Promise<Block> {
    const block = await this.#rpc.block(number);
    this.#keep(block);
    return block;
  }

  #keep(block: Block): void {
    const at = this.#countUntil(block.timestamp);
    if (this.#known[at - 1]?.number !== block.number) this.#known.splice(at, 0, block);
  }
}

/** Close to a known block the block time is known well; far away the line between both ends is better. */
function between(low: Block, high: Block, moment: number, share: number): number {
  const near = low.number + (moment - low.timestamp) / BLOCK_S;
  const line = low.number + share * (high.number - low.number);
  return moment - low.timestamp < 2 * 3600 ? near : line;
}
