import { createHash } from "node:crypto";
import { loadModel } from "./inference/model.ts";
import type { Model } from "./inference/model.ts";
import type { Config, MirrorConfig } from "./config.ts";
import { openEndpoint } from "./chain/endpoint.ts";
import type { Endpoint } from "./chain/endpoint.ts";
import { ChainError } from "./chain/errors.ts";
import { systemClock } from "./lib/clock.ts";
import type { Clock } from "./lib/clock.ts";
import type { Hex } from "./lib/hex.ts";
import { loadSigningKey } from "./lib/keystore.ts";
import { createLogger } from "./lib/logger.ts";
import type { Logger } from "./lib/logger.ts";
import { createMetrics } from "./lib/metrics.ts";
import type { Metrics } from "./lib/metrics.ts";
import { loadTransportKey } from "./lib/transport-key.ts";
import type { Roster } from "./market/roster.ts";
import { createMesh } from "./network/mesh.ts";
import type { Transport } from "./network/transport.ts";
import { openSqliteStore } from "./store/sqlite.ts";
import type { Store } from "./store/store.ts";
import type { SigningKey } from "ethers";

/** Another chain that reports are carried to. */
export interface MirrorParts {
  readonly config: MirrorConfig;
  readonly endpoints: readonly Endpoint[];
  readonly gasKey: SigningKey;
}

/** Everything outside the pipeline that a node runs on; tests and the simulator bring their own. */
export interface NodeParts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly endpoints: readonly Endpoint[];
  readonly transport: Transport & { address?(): string };
  readonly store: Store;
  readonly model: Model;
  readonly reportKey: SigningKey;
  readonly gasKey: SigningKey;
  readonly mirrors: readonly MirrorParts[];
}

/** Opens keys, model and store as the configuration says; what was opened is closed again if one of them fails. */
export async function openParts(config: Config): Promise<NodeParts> {
  const { keys, chain, timing } = config;
  const log = createLogger(config.logLevel, { node: config.name });
  const metrics = createMetrics(config.name);
  const transportKey = loadTransportKey(keys.transport);
  const reportKey = await loadSigningKey("report key", keys.report, keys.passwordFile);
  const gasKey = await loadSigningKey("gas key", keys.gas, keys.passwordFile);
  const mirrors = await openMirrors(config);
  const model = await loadModel(config.model);
  let store: Store;
  try {
    store = openSqliteStore(config.store);
  } catch (error) {
    await model.close();
    throw error;
  }
  const transport = createMesh({
    member: config.member,
    chainId: chain.chainId,
    oracle: chain.oracle,
    listen: config.transport.listen,
    key: transportKey,
    peers: config.transport.peers,
    clock: systemClock,
    log,
    onRefused: (reason) => {
      metrics.count("breakwater_refusals_total", { reason: `session-${reason}` });
    },
  });
  const endpoints = chain.rpcUrls.map((url) => openEndpoint(url, chain.chainId, timing.rpcTimeoutMs));
  return { clock: systemClock, log, metrics, endpoints, transport, store, model, reportKey, gasKey, mirrors };
}

function openMirrors({ mirrors, keys, timing }: Config): Promise<readonly MirrorParts[]> {
  return Promise.all(
    mirrors.map(async (config) => ({
      config,
      endpoints: config.rpcUrls.map((url) => openEndpoint(url, config.chainId, timing.rpcTimeoutMs)),
      gasKey: await loadSigningKey(`gas key of chain ${config.chainId}`, config.gas, keys.passwordFile),
    })),
  );
}

/** Refuses to run as a member that the committee does not know by this key and this model. */
export function assertMembership(roster: Roster, member: number, signer: Hex, modelHash: Hex): void {
  const entry = roster.members[member];
  const problem =
    entry === undefined
      ? `the committee has ${roster.members.length} members, so there is no member ${member}: correct "member"`
      : entry.signer !== signer
        ? `the committee knows member ${member} as ${entry.signer}, the report key is ${signer}: correct "member" or "keys.report"`
        : entry.modelHash !== modelHash
          ? `the committee expects model ${entry.modelHash} of member ${member}, "model" holds ${modelHash}: install the right one`
          : null;
  if (problem === null) return;
  throw new ChainError("WRONG_MEMBER", `This node cannot sign for member ${member}: ${problem}.`, { member });
}

/** The configuration as /status may show it: endpoints by host only, keys by kind only. */
export function redactConfig(config: Config): object {
  const origins = (urls: readonly string[]) =>
    urls.map((url) => (URL.canParse(url) ? new URL(url).origin : "..."));
  const kind = (uri: string) => `${uri.slice(0, uri.indexOf("://"))}://...`;
  return {
    ...config,
    chain: {
      ...config.chain,
      rpcUrls: origins(config.chain.rpcUrls),
    },
    mirrors: config.mirrors.map(({ rpcUrls, gas, ...mirror }) => ({
      ...mirror,
      rpcUrls: origins(rpcUrls),
      gas: kind(gas),
    })),
    keys: {
      report: kind(config.keys.report),
      gas: kind(config.keys.gas),
      transport: kind(config.keys.transport),
    },
  };
}

/** sha256 of the configuration without where its secrets are. */
export function configHash(config: Config): Hex {
  return `0x${createHash("sha256")
    .update(JSON.stringify(redactConfig(config)))
    .digest("hex")}`;
}
