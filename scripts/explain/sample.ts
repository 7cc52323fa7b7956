import type { WindowShape } from "../../committee/features/types.ts";
import { createRandom } from "../demo/random.ts";
import { historyOf, HOUR_S } from "../forecast/history.ts";
import { usableRows } from "../forecast/rows.ts";
import { windows } from "../forecast/windows.ts";
import type { AssetPrices } from "./situation.ts";

const SEED = 11;

/** Seeded windows of the prices' assets, any hour up to `until`; the same asset-hours for every shape that fits. */
export function sampleWindows(
  { table }: AssetPrices,
  shape: WindowShape,
  until: number,
  count: number,
): Float32Array[] {
  const panel = [...table.closes.keys()].map((symbol) => ({ symbol }));
  const history = historyOf(table, panel);
  const rows = usableRows(history, [shape], { from: 0, to: until + HOUR_S, unlabelled: true });
  const random = createRandom(SEED);
  return Array.from({ length: Math.min(count, rows.length) }, () => {
    const row = Math.floor(random.uniform() * rows.length);
    const features = history.assets[rows.asset[row] ?? 0]?.features ?? new Float32Array();
    return windows(features, [rows.hour[row] ?? 0], shape);
  });
}
