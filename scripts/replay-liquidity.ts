// Replays a pool of USDC and USDT through two depegs and a calm week, with the hook's fee and with fixed ones, and prints
// what its liquidity lost and how much was traded; --markdown also writes the tables into docs/liquidity.md.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { BreakwaterError, messageOf } from "../committee/lib/errors.ts";
import { ModelError } from "../committee/inference/errors.ts";
import { DatasetError } from "./dataset/errors.ts";
import { DemoError } from "./demo/errors.ts";
import { LiquidityReplayError } from "./liquidity/errors.ts";
import { liquidityReport } from "./liquidity/report.ts";
import { writeSection } from "./monitors/write-section.ts";

const DOCUMENT = join(import.meta.dirname, "..", "docs", "liquidity.md");
const USAGE = "usage: node scripts/replay-liquidity.ts --data FOLDER [--markdown]";

function options(): { readonly data: string; readonly markdown: boolean } {
  try {
    const { values } = parseArgs({
      options: { data: { type: "string" }, markdown: { type: "boolean", default: false } },
    });
    if (values.data === undefined) throw new Error("--data is missing");
    return { data: values.data, markdown: values.markdown };
  } catch (cause) {
    throw new LiquidityReplayError("LIQUIDITY_USAGE", `${messageOf(cause)}; ${USAGE}`, {}, cause);
  }
}

async function main(): Promise<void> {
  const { data, markdown } = options();
  const text = await liquidityReport(data);
  if (markdown) writeSection(DOCUMENT, "replay", text);
  console.log(text);
}

try {
  await main();
} catch (error) {
  const refusal =
    error instanceof BreakwaterError ||
    error instanceof ModelError ||
    error instanceof DatasetError ||
    error instanceof DemoError;
  if (!refusal) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
