import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { PRICE_FILE } from "../../../scripts/dataset/prices.ts";
import { syntheticPath, SYNTHETIC_ASSETS } from "../../committee/features/synthetic.ts";

export const HOURS = 1_600;

/** A data folder of seeded synthetic prices in the format of the real one: rows bear the hour's open. */
export function aDataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "breakwater-explain-"));
  const rows = syntheticPath({ seed: 77, hours: HOURS, missing: 0.005 }).map(({ hour, closes }) =>
    [hour - 3600, ...SYNTHETIC_ASSETS.map((asset) => closes[asset] ?? "")].join(","),
  );
  const text = [["ts", ...SYNTHETIC_ASSETS].join(","), ...rows].join("\n") + "\n";
  writeFileSync(join(folder, PRICE_FILE), gzipSync(text));
  return folder;
}
