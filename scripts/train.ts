import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

const USAGE = "usage: npm run train -- --data FOLDER [--only members|challengers|baselines|monitors]";
const SCRIPT = join(import.meta.dirname, "..", "committee", "training", "train.sh");
const PARTS = ["all", "members", "challengers", "baselines", "monitors"];

/** What stands in the way, as a sentence, or null. */
function fault(data: string | undefined, only: string): string | null {
  if (data === undefined) return `--data is missing; ${USAGE}`;
  if (!PARTS.includes(only)) return `--only must be one of ${PARTS.slice(1).join(", ")}; ${USAGE}`;
  if (!existsSync(data))
    return `There is no data folder ${resolve(data)}: name one, or fill one with npm run fetch-data.`;
  if (spawnSync("python3.11", ["--version"]).status === 0) return null;
  return "Training needs Python 3.11 as python3.11 on the PATH; running and evaluating the shipped models does not.";
}

function options(): { data: string | undefined; only: string } {
  try {
    const { values } = parseArgs({
      options: { data: { type: "string" }, only: { type: "string", default: "all" } },
    });
    return { data: values.data, only: values.only };
  } catch (cause) {
    console.error(`${cause instanceof Error ? cause.message : String(cause)}; ${USAGE}`);
    process.exit(1);
  }
}

const { data, only } = options();
const sentence = fault(data, only);
if (sentence !== null || data === undefined) {
  console.error(sentence);
  process.exitCode = 1;
} else {
  process.exitCode = spawnSync("bash", [SCRIPT, resolve(data), only], { stdio: "inherit" }).status ?? 1;
}
