import { GOVERNANCE, HELP, parseArguments } from "./demo/arguments.ts";
import { DemoError, EXIT, messageOf } from "./demo/errors.ts";
import type { ExitCode } from "./demo/errors.ts";
import { runDemo } from "./demo/run.ts";
import { runGovernance } from "./governance/run.ts";

/** The time of the start as a folder's name. */
const runName = (): string => new Date().toISOString().slice(0, 19).replaceAll(/[:-]/g, "");

async function main(argv: readonly string[]): Promise<ExitCode> {
  const interrupted = new AbortController();
  const interrupt = (): void => {
    interrupted.abort();
  };
  process.once("SIGINT", interrupt);
  process.once("SIGTERM", interrupt);
  try {
    const options = parseArguments(argv);
    if (options.help) {
      process.stdout.write(HELP);
      return EXIT.ok;
    }
    const screen = options.json ? process.stderr : process.stdout;
    const say = (line: string): void => {
      screen.write(`${line}\n`);
    };
    const run = options.scenario === GOVERNANCE ? runGovernance : runDemo;
    const result = await run(options, { say, signal: interrupted.signal, runName: runName() });
    if (options.json) await print(`${JSON.stringify(result)}\n`);
    return EXIT.ok;
  } catch (error) {
    return fail(error, interrupted.signal);
  }
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

function fail(error: unknown, signal: AbortSignal): ExitCode {
  if (signal.aborted) {
    process.stderr.write("Interrupted: every node is stopped.\n");
    return EXIT.interrupted;
  }
  if (error instanceof DemoError) {
    process.stderr.write(`${error.message}\n`);
    return error.exitCode;
  }
  process.stderr.write(`The run failed: ${messageOf(error)}\n`);
  if (error instanceof Error && process.env["DEBUG"] !== undefined)
    process.stderr.write(`${error.stack ?? ""}\n`);
  return EXIT.failed;
}

process.exitCode = await main(process.argv.slice(2));
// The chain's threads would keep the process for some seconds more.
process.exit();
