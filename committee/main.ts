import { parseArgs } from "node:util";
import { ConfigError, loadConfig } from "./config.ts";
import type { Config } from "./config.ts";
import { diagnose } from "./doctor.ts";
import { messageOf } from "./lib/errors.ts";
import { startNode } from "./node.ts";
import { openParts } from "./setup.ts";

const HELP = `A node of the Breakwater committee.

  node committee/main.ts --config FILE           runs the node until SIGINT or SIGTERM
  node committee/main.ts doctor --config FILE    checks keys, model, chain, roster and peers, then ends

  --config FILE               node.json; committee/README.md describes every key
  --exit-when-stdin-closes    ends the node with the parent that holds its standard input
  --help                      this text

Exit codes: 0 a clean end, 1 an unexpected error, 2 the node may not run as it is configured.
`;

const EXIT_UNEXPECTED = 1;
const EXIT_REFUSED = 2;

/** Longest time that a stop may take; whatever hangs then is cut off. */
const STOP_MS = 900;

interface Arguments {
  readonly command: "run" | "doctor" | "help";
  readonly config: string;
  readonly exitWhenStdinCloses: boolean;
}

function readArguments(argv: readonly string[]): Arguments {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      config: { type: "string" },
      help: { type: "boolean", default: false },
      "exit-when-stdin-closes": { type: "boolean", default: false },
    },
  });
  const exitWhenStdinCloses = values["exit-when-stdin-closes"];
  if (values.help) return { command: "help", config: "", exitWhenStdinCloses };
  const [command = "run", ...rest] = positionals;
  if ((command !== "run" && command !== "doctor") || rest.length > 0) {
    throw new ConfigError("CONFIG_INVALID", `Unknown command "${positionals.join(" ")}": see --help.`);
  }
  if (values.config === undefined) {
    throw new ConfigError("CONFIG_INVALID", "No configuration given: add --config node.json, or see --help.");
  }
  return { command, config: values.config, exitWhenStdinCloses };
}

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
  if (args.command === "doctor") return (await diagnose(config)) ? 0 : EXIT_REFUSED;
  await run(config, args.exitWhenStdinCloses);
  return 0;
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
