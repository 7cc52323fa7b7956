import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { messageOf } from "../committee/lib/errors.ts";
import { DatasetError } from "./dataset/errors.ts";
import { MonitorDataError } from "./monitors/errors.ts";
import { readHistories } from "./monitors/histories.ts";
import { writeHistory } from "./monitors/parquet.ts";

const USAGE = "usage: node scripts/monitor-dataset.ts --data FOLDER [--out FOLDER]";

function options(): { data: string; out: string } {
  try {
    const { values } = parseArgs({
      options: {
        data: { type: "string" },
        out: { type: "string", default: "committee/training/build/monitor-dataset" },
      },
    });
    if (values.data !== undefined) return { data: values.data, out: values.out };
    throw new Error("--data is missing");
  } catch (cause) {
    throw new MonitorDataError("MONITOR_USAGE", `${messageOf(cause)}; ${USAGE}`, {}, cause);
  }
}

/** Writes one Parquet file a kind of history, and a manifest with the schemas and hashes, for training. */
async function main(): Promise<void> {
  const { data, out } = options();
  const { found, absent } = await readHistories(data);
  mkdirSync(out, { recursive: true });
  const manifest: Record<string, unknown> = {};
  for (const history of found) {
    const path = join(out, `${history.kind}.parquet`);
    const rows = await writeHistory(history, path);
    manifest[history.kind] = {
      featureSchema: history.schemaHash,
      features: history.features,
      outcomes: Object.keys(history.series[0]?.outcomes ?? {}),
      series: history.series.map(({ name, firstHour, hours }) => ({ name, firstHour, hours })),
      rows,
      sha256: "0x" + createHash("sha256").update(readFileSync(path)).digest("hex"),
    };
    console.log(`${history.kind}: ${rows} hours of ${history.series.length} series`);
  }
  for (const line of absent) console.log(line);
  writeFileSync(join(out, "monitors.json"), JSON.stringify(manifest, null, 2) + "\n");
}

try {
  await main();
} catch (error) {
  if (!(error instanceof MonitorDataError) && !(error instanceof DatasetError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
