import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import { BreakwaterError, messageOf } from "./lib/errors.ts";
import { lowerHex } from "./lib/hex.ts";
import { LOG_LEVELS } from "./lib/logger.ts";
import { fragmentOf } from "./proposals/decode/abi.ts";

/** The configuration cannot be used; the message names the file, the key and the remedy. */
export class ConfigError extends BreakwaterError<"CONFIG_INVALID"> {}

const hex = (bytes: number, what: string) =>
  z
    .string({ error: `must be ${what}, 0x and ${bytes * 2} hexadecimal digits` })
    .regex(
      new RegExp(`^0x[0-9a-fA-F]{${bytes * 2}}$`),
      `must be ${what}, 0x and ${bytes * 2} hexadecimal digits`,
    )
    .transform(lowerHex);

const address = hex(20, "an address");

const integer = (min: number, max: number, unit: string) =>
  z
    .number({ error: `must be a whole number of ${unit} from ${min} to ${max}` })
    .int(`must be a whole number of ${unit} from ${min} to ${max}`)
    .min(min, `must be a whole number of ${unit} from ${min} to ${max}`)
    .max(max, `must be a whole number of ${unit} from ${min} to ${max}`);

const text = (what: string) => z.string({ error: `must be ${what}` }).min(1, `must be ${what}`);

const SOCKET = "a host and a port such as 127.0.0.1:7101";
const socket = text(SOCKET).regex(/^(\[[0-9a-fA-F:]+\]|[^\s:/]+):\d{1,5}$/, `must be ${SOCKET}`);

const KEY_URI = "keystore://FILE (an encrypted JSON keystore) or file://FILE (a private key in a file)";
const keyUri = text(KEY_URI).regex(/^(keystore|file):\/\/.+$/, `must be ${KEY_URI}`);

const RPC_URL = "an http://, https://, ws:// or wss:// URL";
const rpcUrl = text(RPC_URL).regex(/^(https?|wss?):\/\/[^\s]+$/, `must be ${RPC_URL}`);

const bps = integer(0, 10_000, "basis points");
const dueSchema = z.strictObject({ deviationBps: bps, maxAgeSeconds: integer(0, 31_536_000, "seconds") });

const ledgerSchema = z.strictObject({
  address,
  keep: z.boolean({ error: "must be true or false" }).default(false),
  history: address.optional(),
  stageMs: integer(0, 600_000, "milliseconds").default(12_000),
  maxGas: integer(500_000, 16_000_000, "gas").default(3_000_000),
  maxFeedRounds: integer(1, 1_000, "rounds").default(100),
});

const mirrorSchema = z.strictObject({
  chainId: integer(1, Number.MAX_SAFE_INTEGER, "chain ids"),
  rpcUrls: z.array(rpcUrl, { error: "must be a list of RPC URLs" }).min(1, "must name one RPC URL or more"),
  oracle: address,
  multicall: address,
  gas: keyUri,
  stageMs: integer(0, 600_000, "milliseconds").default(12_000),
});

const addresses = (what: string) => z.array(address, { error: `must be a list of ${what}` });
const SIGNATURE = "a function signature such as setFee(uint256)";

const governorSchema = z.strictObject({
  governor: address,
  name: text("the DAO's name"),
  fromBlock: integer(0, Number.MAX_SAFE_INTEGER, "block numbers").default(0),
  treasury: addresses("addresses").default([]),
  tokens: z
    .array(z.strictObject({ address, feed: address }), { error: "must be a list of tokens with their feeds" })
    .default([]),
  verified: addresses("addresses").default([]),
  established: addresses("addresses").default([]),
  functions: z
    .array(text(SIGNATURE).refine((signature) => fragmentOf(signature) !== null, `must be ${SIGNATURE}`))
    .default([]),
});

const proposalsSchema = z.strictObject({
  oracle: address,
  governors: z
    .array(governorSchema, { error: "must be a list of governors" })
    .min(1, "must name one governor or more"),
  freshBlocks: integer(1, 1_000_000, "blocks").default(7_200),
});

/** node.json. Every key is described in committee/README.md; a test holds the two together. */
export const configSchema = z.strictObject({
  name: text("a name for this node in logs and metrics"),
  member: integer(0, 30, "member indices"),
  chain: z.strictObject({
    chainId: integer(1, Number.MAX_SAFE_INTEGER, "chain ids"),
    rpcUrls: z.array(rpcUrl, { error: "must be a list of RPC URLs" }).min(1, "must name one RPC URL or more"),
    oracle: address,
    committee: address,
    multicall: address,
    guardian: address.optional(),
    confirmations: integer(0, 1_000, "blocks").default(0),
  }),
  feeds: z.strictObject({
    panel: z.strictObject({ BTC: address, ETH: address }),
    markets: z.record(hex(32, "a market id"), address).default({}),
    historyHours: integer(24, 20_000, "hours").default(1_100),
    staleAfterSeconds: integer(60, 604_800, "seconds").default(7_200),
  }),
  model: text("the folder of the model, with model.onnx and manifest.json"),
  keys: z.strictObject({
    report: keyUri,
    gas: keyUri,
    transport: text("file://FILE, an ed25519 private key in PEM").regex(
      /^file:\/\/.+$/,
      "must be file://FILE, an ed25519 private key in PEM",
    ),
    passwordFile: text("the file that holds the keystores' password").optional(),
  }),
  transport: z.strictObject({
    listen: socket,
    peers: z.array(
      z.strictObject({
        member: integer(0, 30, "member indices"),
        address: socket,
        publicKey: hex(32, "an ed25519 public key"),
      }),
      { error: "must be the list of the other members" },
    ),
  }),
  http: z.strictObject({ listen: socket }),
  store: text("the file of the node's SQLite store"),
  timing: z
    .strictObject({
      pollMs: integer(10, 60_000, "milliseconds").default(1_000),
      revealDelayMs: integer(10, 60_000, "milliseconds").default(2_000),
      graceMs: integer(0, 60_000, "milliseconds").default(300),
      roundTimeoutMs: integer(100, 3_600_000, "milliseconds").default(120_000),
      stageMs: integer(10, 600_000, "milliseconds").default(12_000),
      rpcTimeoutMs: integer(100, 120_000, "milliseconds").default(10_000),
    })
    .prefault({}),
  due: z
    .strictObject({
      deviationBps: bps.default(0),
      maxAgeSeconds: integer(0, 31_536_000, "seconds").default(0),
      markets: z.record(hex(32, "a market id"), dueSchema).default({}),
    })
    .prefault({}),
  ledger: ledgerSchema.optional(),
  proposals: proposalsSchema.optional(),
  mirrors: z.array(mirrorSchema, { error: "must be a list of mirrors" }).default([]),
  logLevel: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(", ")}` }).default("info"),
  dryRun: z.boolean({ error: "must be true or false" }).default(false),
});

export type Config = z.infer<typeof configSchema>;
export type MirrorConfig = Config["mirrors"][number];
export type ProposalsConfig = NonNullable<Config["proposals"]>;
export type GovernorConfig = ProposalsConfig["governors"][number];

/** Reads and checks node.json; paths inside it are resolved against its folder. */
export function loadConfig(file: string): Config {
  let content: string;
  try {
    content = readFileSync(file, "utf8");
  } catch (error) {
    throw new ConfigError(
      "CONFIG_INVALID",
      `The configuration ${file} cannot be read: ${messageOf(error)}. Start from committee/node.example.json.`,
      { file },
      error,
    );
  }
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch (error) {
    throw new ConfigError(
      "CONFIG_INVALID",
      `The configuration ${file} is not valid JSON: ${messageOf(error)}. Mend it at that place.`,
      { file },
      error,
    );
  }
  return parseConfig(json, file);
}

/** Checks a configuration that is already an object; `file` is named in errors and its folder resolves the paths. */
export function parseConfig(json: unknown, file: string): Config {
  const parsed = configSchema.safeParse(json);
  if (!parsed.success) throw invalid(file, parsed.error.issues);
  checkPeers(parsed.data, file);
  checkMirrors(parsed.data, file);
  checkGovernors(parsed.data, file);
  return withAbsolutePaths(parsed.data, dirname(resolve(file)));
}

function invalid(file: string, issues: readonly z.core.$ZodIssue[]): ConfigError {
  const faults = issues.map(sentenceOf);
  return new ConfigError(
    "CONFIG_INVALID",
    `The configuration ${file} cannot be used: ${faults.join("; ")}. Every key is described in committee/README.md.`,
    { file, faults },
  );
}

function sentenceOf(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String).join(".");
  if (issue.code === "unrecognized_keys") {
    const where = path === "" ? "" : ` in "${path}"`;
    return `unknown key${issue.keys.length > 1 ? "s" : ""} ${issue.keys.map((key) => `"${key}"`).join(", ")}${where}`;
  }
  if (issue.code === "invalid_type" && issue.input === undefined && issue.message.startsWith("Invalid")) {
    return `"${path}" is missing`;
  }
  return path === "" ? issue.message : `"${path}" ${issue.message}`;
}

function checkPeers(config: Config, file: string): void {
  const seen = new Set<number>([config.member]);
  for (const peer of config.transport.peers) {
    if (seen.has(peer.member)) {
      const whose = peer.member === config.member ? "this node itself" : "a member that is listed twice";
      throw new ConfigError(
        "CONFIG_INVALID",
        `The configuration ${file} cannot be used: "transport.peers" names member ${peer.member}, ${whose}. List every other member once.`,
        { file, member: peer.member },
      );
    }
    seen.add(peer.member);
  }
}

/** One account a chain and one mirror a chain: two that read the same nonce would replace each other. */
function checkMirrors({ chain, mirrors }: Config, file: string): void {
  const seen = new Set([chain.chainId]);
  for (const { chainId } of mirrors) {
    if (seen.has(chainId)) {
      const which = chainId === chain.chainId ? "the home's own chain" : "a chain that is listed twice";
      throw new ConfigError(
        "CONFIG_INVALID",
        `The configuration ${file} cannot be used: "mirrors" names chain ${chainId}, ${which}. List one mirror for each other chain.`,
        { file, chainId },
      );
    }
    seen.add(chainId);
  }
}

/** Twice the same governor would be read, and signed for, under two readings. */
function checkGovernors({ proposals }: Config, file: string): void {
  const governors = proposals?.governors.map(({ governor }) => governor) ?? [];
  const twice = governors.find((governor, index) => governors.indexOf(governor) < index);
  if (twice === undefined) return;
  throw new ConfigError(
    "CONFIG_INVALID",
    `The configuration ${file} cannot be used: "proposals.governors" names ${twice} twice. List every governor once.`,
    { file, governor: twice },
  );
}

function withAbsolutePaths(config: Config, folder: string): Config {
  const uri = (value: string) => {
    const at = value.indexOf("://") + 3;
    return `${value.slice(0, at)}${resolve(folder, value.slice(at))}`;
  };
  const { passwordFile } = config.keys;
  return {
    ...config,
    model: resolve(folder, config.model),
    store: resolve(folder, config.store),
    mirrors: config.mirrors.map((mirror) => ({ ...mirror, gas: uri(mirror.gas) })),
    keys: {
      report: uri(config.keys.report),
      gas: uri(config.keys.gas),
      transport: uri(config.keys.transport),
      ...(passwordFile === undefined ? {} : { passwordFile: resolve(folder, passwordFile) }),
    },
  };
}
