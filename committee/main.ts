import { HELP, readArguments } from "./arguments.ts";
import { loadConfig } from "./config.ts";
import type { Config } from "./config.ts";
import { diagnose } from "./doctor.ts";
import { messageOf } from "./lib/errors.ts";
import { startNode } from "./node.ts";
import { runSendPause, runSignPause } from "./order-commands.ts";
import { openParts } from "./setup.ts";

const EXIT_UNEXPECTED = 1;
const EXIT_REFUSED = 2;

/** Longest time that a stop may take; whatever hangs then is cut off. */
const STOP_MS = 900;

/** Resolves when the process is asked to end. */
function askedToStop(exitWhenStdinCloses: boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      resolve();
    };
    process.once("SIGINT", stop);
    process.once("SIGTERM", stop);
    if (!exitWhenStdinCloses) return;
    process.stdin.once("end", stop).once("close", stop).once("error", stop);
    process.stdin.resume();
  });
}

async function run(config: Config, exitWhenStdinCloses: boolean): Promise<void> {
  const stopped = askedToStop(exitWhenStdinCloses);
  const starting = openParts(config).then((parts) => startNode(config, parts));
  const first = await Promise.race([starting, stopped]);
  if (first !== undefined) await stopped;
  // A node that still starts is waited for only as long as a stop may take.
  setTimeout(() => process.exit(0), STOP_MS).unref();
  const node = await starting.catch(() => undefined);
  await node?.close();
}

async function main(argv: readonly string[]): Promise<number> {
  const args = readArguments(argv);
  if (args.command === "help") {
    process.stdout.write(HELP);
    return 0;
  }
  const config = loadConfig(args.config);
  switch (args.command) {
    case "doctor":
      return (await diagnose(config)) ? 0 : EXIT_REFUSED;
    case "sign-pause":
      await runSignPause(config, args);
      return 0;
    case "send-pause":
      await runSendPause(config, args);
      return 0;
    case "run":
      await run(config, args.exitWhenStdinCloses);
      return 0;
  }
}

/** Errors that a person can mend say so in their sentence; the stack is for the others. */
function report(error: unknown): number {
  const refused =
    error instanceof Error &&
    "code" in error &&
    typeof error.code === "string" &&
    /^[A-Z_]+$/.test(error.code);
  process.stderr.write(`${messageOf(error)}\n`);
  if (refused) return EXIT_REFUSED;
  if (error instanceof Error && error.stack !== undefined) process.stderr.write(`${error.stack}\n`);
  return EXIT_UNEXPECTED;
}

process.exit(await main(process.argv.slice(2)).catch(report));
