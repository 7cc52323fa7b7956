import type { Hex } from "../lib/hex.ts";

/** A block as the pipeline knows it. */
export interface Block {
  readonly number: bigint;
  readonly hash: Hex;
  readonly parentHash: Hex;
  /** Unix seconds. */
  readonly timestamp: bigint;
}

/** What the pipeline reads from the chain; chain/ implements it with failover. */
export interface ChainReader {
  /** The newest block. */
  head(signal: AbortSignal): Promise<Block>;
  /** A canonical block by number; null when there is none yet. */
  block(number: bigint, signal: AbortSignal): Promise<Block | null>;
  /** `eth_call` on the state after exactly that block; rejects when the call reverts or the block is unknown. */
  call(to: Hex, data: Hex, blockHash: Hex, signal: AbortSignal): Promise<Hex>;
}

/** A reader, the multicall contract and the block that every read is pinned to. */
export interface PinnedReader {
  readonly reader: ChainReader;
  readonly multicall: Hex;
  readonly blockHash: Hex;
}
