import { parseArgs } from "node:util";
import { buildDataset } from "./dataset/build.ts";
import type { DatasetManifest } from "./dataset/build.ts";
import { contextReport } from "./dataset/context/manifest.ts";
import { DatasetError } from "./dataset/errors.ts";
import { panelReport } from "./dataset/panel-context.ts";

const USAGE = "usage: node scripts/dataset.ts --data FOLDER [--out FOLDER]";

function options(): { data: string; out: string } {
  try {
    const { values } = parseArgs({
      options: {
        data: { type: "string" },
        out: { type: "string", default: "committee/training/build/dataset" },
      },
    });
    if (values.data !== undefined) return { data: values.data, out: values.out };
    throw new Error("--data is missing");
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new DatasetError("DATASET_USAGE", `${detail}; ${USAGE}`, { cause });
  }
}

function report(manifest: DatasetManifest, seconds: number): string {
  const lines = Object.entries(manifest.faults).map(
    ([asset, { missingHours, longestGapHours, badTicks }]) => {
      const ticks = badTicks.map(({ hour, close }) => `${close} at ${new Date(hour * 1000).toISOString()}`);
      const bad = ticks.length > 0 ? `, bad ticks taken out: ${ticks.join(", ")}` : "";
      return `  ${asset}: ${missingHours} h missing, longest gap ${longestGapHours} h${bad}`;
    },
  );
  return [
    `Faults found (${manifest.absentHours} hours absent for every asset):`,
    ...lines,
    `LUNA ends 2022-05-13 01:00 UTC and is not joined to LUNA2; FTT ends with its delisting on 2022-11-15.`,
    ...contextReport(manifest.context),
    ...panelReport(manifest.panelContext),
    manifest.labelRule,
    `${manifest.rows} asset-hours written in ${seconds.toFixed(0)} s.`,
  ].join("\n");
}

try {
  const started = performance.now();
  const { data, out } = options();
  const manifest = await buildDataset(data, out);
  console.log(report(manifest, (performance.now() - started) / 1000));
} catch (error) {
  if (!(error instanceof DatasetError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
