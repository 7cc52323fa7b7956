import { createFeatureEngine } from "../features/engine.ts";
import type { FeatureEngine } from "../features/types.ts";
import type { Hex } from "../lib/hex.ts";
import { HOUR, toPrice } from "../market/closes.ts";
import type { Snapshot } from "../market/snapshot.ts";

/** Keeps a feature engine in step with the snapshots, and starts it anew when the past changed (a reorg). */
export function createEngineKeeper(panel: readonly Hex[]): { advance(snapshot: Snapshot): FeatureEngine } {
  let engine: FeatureEngine | null = null;
  let before: Snapshot | null = null;
  return {
    advance(snapshot) {
      const hours = before === null ? null : Number((snapshot.hour - before.hour) / HOUR);
      const count = snapshot.feeds[0]?.closes.length ?? 0;
      let missing = hours ?? count;
      if (
        engine === null ||
        before === null ||
        missing < 0 ||
        missing >= count ||
        !agrees(before, snapshot, missing)
      ) {
        const assets = snapshot.feeds.map(({ feed }) => feed);
        engine = createFeatureEngine({ assets, marketAssets: panel });
        missing = count;
      }
      for (let back = missing - 1; back >= 0; back--) engine.push(sampleAt(snapshot, back));
      before = snapshot;
      return engine;
    },
  };
}

/** Whether the hours that two snapshots share have the same prices. */
function agrees(before: Snapshot, after: Snapshot, shift: number): boolean {
  return after.feeds.every(({ feed, closes }, index) => {
    const old = before.feeds[index];
    if (old?.feed !== feed) return false;
    return closes.slice(0, closes.length - shift).every((close, at) => close === old.closes[at + shift]);
  });
}

/** The sample `back` hours before the snapshot's hour. */
function sampleAt(snapshot: Snapshot, back: number) {
  const closes: Record<string, number | null> = {};
  for (const { feed, decimals, closes: answers } of snapshot.feeds) {
    const answer = answers.at(-1 - back) ?? null;
    closes[feed] = answer === null ? null : toPrice(answer, decimals);
  }
  return { hour: Number(snapshot.hour - BigInt(back) * HOUR), closes };
}
