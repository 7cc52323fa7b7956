import { BreakwaterError, messageOf } from "../committee/lib/errors.ts";
import { ModelError } from "../committee/inference/errors.ts";
import { DatasetError } from "./dataset/errors.ts";
import { HELP, parseArguments } from "./evaluate/arguments.ts";
import type { EvaluateOptions } from "./evaluate/arguments.ts";
import { EvaluateError } from "./evaluate/errors.ts";
import { readPage, writePage } from "./evaluate/page.ts";
import { renderReport } from "./evaluate/report.ts";
import { evaluate, writeReference } from "./evaluate/run.ts";

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

async function run(options: EvaluateOptions): Promise<void> {
  if (options.chooseAlarm) {
    const { budgets, trainingBase } = await writeReference(options.data);
    await print(`${JSON.stringify({ budgets, trainingBase }, null, 2)}\n`);
    return;
  }
  // Before minutes of work: a page that cannot be written to is refused at once.
  if (options.markdown !== undefined) readPage(options.markdown);
  const result = await evaluate({ ...options, say });
  if (options.markdown !== undefined) {
    for (const file of writePage(options.markdown, result)) say(`written: ${file}`);
  }
  await print(options.json ? `${JSON.stringify(result)}\n` : `${renderReport(result)}\n`);
}

/** Resolves when the text is handed over: a pipe takes a long one in pieces. */
function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

async function main(argv: readonly string[]): Promise<number> {
  try {
    const options = parseArguments(argv);
    if (options === null) await print(HELP);
    else await run(options);
    return 0;
  } catch (error) {
    say(messageOf(error));
    const expected = [BreakwaterError, DatasetError, ModelError].some((type) => error instanceof type);
    if (!expected && error instanceof Error) say(error.stack ?? "");
    return error instanceof EvaluateError && error.code === "EVALUATE_USAGE" ? 2 : 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
