import { parseArgs } from "node:util";
import { ConfigError } from "./config.ts";
import { OrderError } from "./orders/errors.ts";
import { readOrder } from "./orders/file.ts";
import { RUNGS } from "./orders/order.ts";
import type { SignRequest } from "./orders/sign.ts";
import { isHex, lowerHex } from "./lib/hex.ts";

export const HELP = `A node of the Breakwater committee.

  node committee/main.ts --config FILE           runs the node until SIGINT or SIGTERM
  node committee/main.ts doctor --config FILE    checks keys, model, chain, roster and peers, then ends
  node committee/main.ts sign-pause --config FILE --market ID --rung RUNG --reason TEXT [--until TIME]
                                                 signs an emergency order with the report key
  node committee/main.ts sign-pause --config FILE --order FILE
                                                 signs the order that another member has signed
  node committee/main.ts send-pause --config FILE SIGNED...
                                                 submits the order that a quorum has signed

  --config FILE               node.json; committee/README.md describes every key
  --exit-when-stdin-closes    ends the node with the parent that holds its standard input
  --market ID                 the market's id, 0x and 64 digits
  --rung RUNG                 borrow-off, ltv-zero, freeze or pause
  --until TIME                last moment of use, 2026-01-31T12:30:00Z or unix seconds; as long as the policy allows if left out
  --reason TEXT               why; its hash is signed, the text goes with the file
  --order FILE                a signed order of another member, instead of the four above
  --out FILE                  where the signed order is written, a new file; standard output if left out
  --yes                       signs without asking
  --dry-run                   checks and simulates, and sends nothing
  --help                      this text

Exit codes: 0 a clean end, 1 an unexpected error, 2 the node may not run as it is configured, or the order is refused.
`;

export type Arguments =
  | { readonly command: "help" }
  | { readonly command: "run"; readonly config: string; readonly exitWhenStdinCloses: boolean }
  | { readonly command: "doctor"; readonly config: string }
  | {
      readonly command: "sign-pause";
      readonly config: string;
      readonly request: SignRequest;
      /** Null for standard output. */
      readonly out: string | null;
      readonly yes: boolean;
    }
  | {
      readonly command: "send-pause";
      readonly config: string;
      readonly files: readonly string[];
      readonly dryRun: boolean;
    };

const OPTIONS = {
  config: { type: "string" },
  help: { type: "boolean", default: false },
  "exit-when-stdin-closes": { type: "boolean", default: false },
  market: { type: "string" },
  rung: { type: "string" },
  until: { type: "string" },
  reason: { type: "string" },
  order: { type: "string" },
  out: { type: "string" },
  yes: { type: "boolean", default: false },
  "dry-run": { type: "boolean", default: false },
} as const;

/** What each command takes besides --config and --help. */
const TAKES: Readonly<Record<Exclude<Arguments["command"], "help">, readonly string[]>> = {
  run: ["exit-when-stdin-closes"],
  doctor: ["exit-when-stdin-closes"],
  "sign-pause": ["market", "rung", "until", "reason", "order", "out", "yes"],
  "send-pause": ["dry-run"],
};

const isCommand = (text: string): text is keyof typeof TAKES => Object.hasOwn(TAKES, text);

/** The command line; throws CONFIG_INVALID or ORDER_INVALID with one sentence. */
export function readArguments(argv: readonly string[]): Arguments {
  const { values, positionals, tokens } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    tokens: true,
    options: OPTIONS,
  });
  if (values.help) return { command: "help" };
  const [command = "run", ...files] = positionals;
  if (!isCommand(command) || (files.length > 0 && command !== "send-pause")) {
    throw new ConfigError("CONFIG_INVALID", `Unknown command "${positionals.join(" ")}": see --help.`);
  }
  const { config } = values;
  if (config === undefined) {
    throw new ConfigError("CONFIG_INVALID", "No configuration given: add --config node.json, or see --help.");
  }
  const taken = new Set(["config", ...TAKES[command]]);
  const strange = tokens.find((token) => token.kind === "option" && !taken.has(token.name));
  if (strange?.kind === "option") {
    const whose = command === "run" ? "running a node" : command;
    throw new ConfigError("CONFIG_INVALID", `--${strange.name} means nothing to ${whose}: see --help.`);
  }
  switch (command) {
    case "run":
      return { command, config, exitWhenStdinCloses: values["exit-when-stdin-closes"] };
    case "doctor":
      return { command, config };
    case "sign-pause":
      return { command, config, request: readRequest(values), out: values.out ?? null, yes: values.yes };
    case "send-pause":
      if (files.length === 0) throw invalid("Name the files of signed orders to send: see --help.");
      return { command, config, files, dryRun: values["dry-run"] };
  }
}

interface OrderValues {
  readonly market?: string | undefined;
  readonly rung?: string | undefined;
  readonly until?: string | undefined;
  readonly reason?: string | undefined;
  readonly order?: string | undefined;
}

function readRequest({ market, rung, until, reason, order }: OrderValues): SignRequest {
  if (order !== undefined) {
    if ([market, rung, until, reason].every((value) => value === undefined))
      return { other: readOrder(order) };
    throw invalid("--order holds the whole order: leave --market, --rung, --until and --reason away.");
  }
  if (!isHex(market, 32)) throw invalid("--market must be a market's id, 0x and 64 hexadecimal digits.");
  const known = RUNGS.find((name) => name === rung && name !== "none");
  if (known === undefined) throw invalid("--rung must be borrow-off, ltv-zero, freeze or pause.");
  if (reason === undefined || reason.trim() === "") throw invalid("--reason must say why, in a sentence.");
  return {
    marketId: lowerHex(market),
    rung: known,
    reason,
    validUntil: until === undefined ? null : readTime(until),
  };
}

/** Only times that name their zone: what a member signs must not hang on where its machine stands. */
const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})$/;

function readTime(text: string): bigint {
  if (/^\d{1,12}$/.test(text)) return BigInt(text);
  const ms = ISO_TIME.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) {
    throw invalid(`--until must be a time such as 2026-01-31T12:30:00Z, or unix seconds, not "${text}".`);
  }
  return BigInt(Math.floor(ms / 1_000));
}

const invalid = (sentence: string) => new OrderError("ORDER_INVALID", sentence);
