import { firstBig, readViews } from "../clients/reader.ts";
import type { View } from "../clients/reader.ts";
import type { Rpc } from "../clients/rpc.ts";
import { FEED, FEEDS } from "../contracts.ts";
import type { Month } from "../months.ts";
import type { Row } from "../store.ts";
import { chainOf } from "./task.ts";
import type { FetchTask } from "./task.ts";

const STABLE_FEEDS = ["USDC/USD", "USDT/USD", "DAI/USD", "FRAX/USD"] as const;
/** A proxy's round id is its aggregator's round below, the aggregator's phase above these bits. */
const PHASE_BITS = 64n;
const STEP = 50n;

/** Every answered round of the stablecoin feeds in the month: time, feed, answer (1e8). */
export const roundsTask: FetchTask = {
  name: "rounds",
  needsChain: true,
  async fetchMonth(month, clients) {
    const { rpc, blocks } = chainOf(clients);
    const [start, end] = [await blocks.at(month.from), await blocks.at(month.to)];
    const rows: Row[] = [];
    for (const feed of STABLE_FEEDS) {
      const first = await latestRound(rpc, FEEDS[feed], start.number);
      const last = await latestRound(rpc, FEEDS[feed], end.number);
      if (last === null) continue;
      rows.push(...(await rounds(rpc, feed, { from: first, to: last, block: end.number, month })));
    }
    return rows;
  },
};

async function latestRound(rpc: Rpc, feed: string, block: number): Promise<bigint | null> {
  const [result] = await readViews(rpc, [{ to: feed, abi: FEED, name: "latestRoundData" }], block);
  return firstBig(result);
}

interface RoundSpan {
  /** Null where the feed did not exist when the month began. */
  readonly from: bigint | null;
  readonly to: bigint;
  readonly block: number;
  readonly month: Month;
}

/** Walks the rounds of each phase: an aggregator that was replaced ends with its first round that has no answer. */
async function rounds(rpc: Rpc, feed: keyof typeof FEEDS, span: RoundSpan): Promise<Row[]> {
  const rows: Row[] = [];
  const [firstPhase, lastPhase] = [(span.from ?? 1n << PHASE_BITS) >> PHASE_BITS, span.to >> PHASE_BITS];
  for (let phase = firstPhase; phase <= lastPhase; phase++) {
    const base = phase << PHASE_BITS;
    const end = phase === lastPhase ? span.to : base + (1n << PHASE_BITS) - 1n;
    for (let id = phase === firstPhase && span.from !== null ? span.from : base + 1n; id <= end; id += STEP) {
      const answered = await readStep(rpc, feed, { id, end, block: span.block });
      rows.push(
        ...answered
          .filter(({ updatedAt }) => updatedAt >= span.month.from && updatedAt < span.month.to)
          .map(({ updatedAt, answer }): Row => [updatedAt, feed, answer]),
      );
      if (answered.length === 0) break;
    }
  }
  return rows;
}

async function readStep(
  rpc: Rpc,
  feed: keyof typeof FEEDS,
  { id, end, block }: { readonly id: bigint; readonly end: bigint; readonly block: number },
): Promise<{ updatedAt: number; answer: number }[]> {
  const count = Number(end - id + 1n < STEP ? end - id + 1n : STEP);
  const views = Array.from({ length: count }, (_, i): View => ({
    to: FEEDS[feed],
    abi: FEED,
    name: "getRoundData",
    args: [id + BigInt(i)],
  }));
  const results = await readViews(rpc, views, block);
  return results.flatMap((result) => {
    const [answer, updatedAt] = [BigInt(String(result?.[1] ?? 0)), Number(result?.[3] ?? 0)];
    return answer > 0n && updatedAt > 0 ? [{ updatedAt, answer: Number(answer) }] : [];
  });
}
