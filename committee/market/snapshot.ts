import type { Hex } from "../lib/hex.ts";
import { lowerHex } from "../lib/hex.ts";
import { merkleLeaf, merkleRoot } from "../lib/merkle.ts";
import type { Block, ChainReader, PinnedReader } from "./chain-reader.ts";
import { HOUR, hashCloses, hourOf, hourlyCloses } from "./closes.ts";
import { MarketError } from "./errors.ts";
import {
  decodeRound,
  extendHistory,
  latestRoundCall,
  missingCalls,
  missingIds,
  readDecimals,
  readHistory,
} from "./feed.ts";
import type { FeedHistory, FeedRound } from "./feed.ts";
import { readMany } from "./multicall.ts";
import { configDigestCall } from "./roster.ts";

/** One feed as it stood at the snapshot block. */
export interface FeedReading {
  readonly feed: Hex;
  readonly decimals: number;
  readonly latest: FeedRound | null;
  /** Hourly closes in the feed's decimals, oldest first, ending with the snapshot's hour; null is missing. */
  readonly closes: readonly (bigint | null)[];
}

/** All inputs of one round, read at one block. */
export interface Snapshot {
  readonly block: Block;
  /** The last full hour at or before the block, unix seconds. */
  readonly hour: bigint;
  readonly configDigest: Hex;
  readonly feeds: readonly FeedReading[];
  readonly root: Hex;
}

export interface SnapshotDeps {
  readonly reader: ChainReader;
  readonly multicall: Hex;
  readonly oracle: Hex;
  readonly feeds: readonly Hex[];
  readonly historyHours: number;
  readonly staleAfterSeconds: number;
}

/** Takes snapshots one after the other and reads only what is new since the one before. */
export interface SnapshotTaker {
  take(block: Block, signal: AbortSignal): Promise<Snapshot>;
}

export function createSnapshotTaker(deps: SnapshotDeps): SnapshotTaker {
  let known: { readonly block: Block; readonly histories: readonly FeedHistory[] } | null = null;
  return {
    async take(block, signal) {
      const base =
        known !== null && (await isAncestor(deps.reader, known.block, block, signal)) ? known : null;
      const at = { reader: deps.reader, multicall: deps.multicall, blockHash: block.hash };
      const [digest, ...latest] = await readMany(
        [configDigestCall(deps.oracle), ...deps.feeds.map(latestRoundCall)],
        at,
        signal,
      );
      if (digest?.length !== 66) {
        throw new MarketError("CALL_FAILED", `${deps.oracle} does not answer configDigest().`, {
          oracle: deps.oracle,
        });
      }
      const rounds = latest.map(decodeRound);
      const histories = await updateHistories(base?.histories ?? null, rounds, block, at, deps, signal);
      known = { block, histories };
      return assemble(block, lowerHex(digest), histories, deps);
    },
  };
}

/** What was read before is worth keeping only if its block is an ancestor of the new one. */
async function isAncestor(
  reader: ChainReader,
  before: Block,
  block: Block,
  signal: AbortSignal,
): Promise<boolean> {
  if (before.number >= block.number) return before.hash === block.hash;
  if (before.hash === block.parentHash) return true;
  return (await reader.block(before.number, signal))?.hash === before.hash;
}

async function updateHistories(
  before: readonly FeedHistory[] | null,
  latest: readonly (FeedRound | null)[],
  block: Block,
  at: PinnedReader,
  deps: SnapshotDeps,
  signal: AbortSignal,
): Promise<readonly FeedHistory[]> {
  const since = firstHour(block, deps) - BigInt(deps.staleAfterSeconds);
  const decimals = before?.map((history) => history.decimals) ?? (await readDecimals(deps.feeds, at, signal));
  const gaps = deps.feeds.map((_, index) => {
    const [history, newest] = [before?.[index], latest[index] ?? null];
    return history === undefined || newest === null ? [] : missingCalls(history, newest);
  });
  const between = await readMany(gaps.flat(), at, signal);
  let read = 0;
  const histories: FeedHistory[] = [];
  for (const [index, feed] of deps.feeds.entries()) {
    const newest = latest[index] ?? null;
    const history = before?.[index];
    const count = gaps[index]?.length ?? 0;
    const filled = between.slice(read, (read += count)).map(decodeRound);
    if (history !== undefined && newest === null) {
      histories.push(history);
    } else if (history !== undefined && newest !== null && missingIds(history, newest) !== null) {
      const newer = [...filled, newest].filter((round) => round !== null);
      histories.push(extendHistory(history, newer, newest.id, since, block.timestamp));
    } else {
      histories.push(
        await readHistory(feed, decimals[index] ?? 0, newest, since, block.timestamp, at, signal),
      );
    }
  }
  return histories;
}

function firstHour(block: Block, deps: SnapshotDeps): bigint {
  return hourOf(block.timestamp) - BigInt(deps.historyHours - 1) * HOUR;
}

function assemble(
  block: Block,
  configDigest: Hex,
  histories: readonly FeedHistory[],
  deps: SnapshotDeps,
): Snapshot {
  const hour = hourOf(block.timestamp);
  const feeds = histories.map(({ feed, decimals, rounds }) => ({
    feed,
    decimals,
    latest: rounds.at(-1) ?? null,
    closes: hourlyCloses(rounds, hour, deps.historyHours, BigInt(deps.staleAfterSeconds)),
  }));
  return { block, hour, configDigest, feeds, root: snapshotRoot(feeds) };
}

/**
 * Merkle root over one leaf per feed, in the order in which the node lists its feeds:
 * (feed, id, answer and time of the newest round, sha256 of the hourly window).
 */
export function snapshotRoot(feeds: readonly FeedReading[]): Hex {
  return merkleRoot(feeds.map(snapshotLeaf));
}

export function snapshotLeaf({ feed, latest, closes }: FeedReading): Hex {
  return merkleLeaf(
    ["address", "uint80", "int256", "uint256", "bytes32"],
    [feed, latest?.id ?? 0n, latest?.answer ?? 0n, latest?.updatedAt ?? 0n, hashCloses(closes)],
  );
}
