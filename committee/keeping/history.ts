import { Interface } from "ethers";
import { SCORE_HISTORY_ABI } from "../lib/abi.ts";
import type { Hex } from "../lib/hex.ts";
import type { StoredScore } from "../chain/oracle.ts";
import type { PinnedReader } from "../market/chain-reader.ts";
import { readViews } from "../market/views.ts";
import type { KeepingCall } from "./types.ts";

const historyAbi = new Interface(SCORE_HISTORY_ABI);

const RECORD_GAS = 60_000n;
const GAS_PER_SCORE = 220_000n;

/** One recording of every market whose round is newer than what the history holds. */
export async function recordCall(
  history: Hex,
  marketIds: readonly Hex[],
  stored: readonly StoredScore[],
  at: PinnedReader,
  signal: AbortSignal,
): Promise<readonly KeepingCall[]> {
  const views = marketIds.map((id) => ({
    target: history,
    abi: historyAbi,
    name: "latestRound",
    args: [id],
  }));
  const recorded = (await readViews(views, at, signal)) as readonly bigint[];
  const newer = marketIds.filter((_, index) => (stored[index]?.round ?? 0n) > (recorded[index] ?? 0n));
  if (newer.length === 0) return [];
  const data = historyAbi.encodeFunctionData("record", [newer]) as Hex;
  const gas = RECORD_GAS + GAS_PER_SCORE * BigInt(newer.length);
  return [{ job: "record", target: history, data, gas, about: { markets: newer.length } }];
}
