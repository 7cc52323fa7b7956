import { writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Arguments } from "./arguments.ts";
import { hostOf, openEndpoint } from "./chain/endpoint.ts";
import { createRpc } from "./chain/rpc.ts";
import type { Rpc } from "./chain/rpc.ts";
import { ConfigError } from "./config.ts";
import type { Config } from "./config.ts";
import { systemClock } from "./lib/clock.ts";
import { messageOf } from "./lib/errors.ts";
import { loadSigningKey } from "./lib/keystore.ts";
import { silentLogger } from "./lib/logger.ts";
import { OrderError } from "./orders/errors.ts";
import { readOrder, serialiseOrder } from "./orders/file.ts";
import type { OrderContracts } from "./orders/guardian.ts";
import { sendPause } from "./orders/send.ts";
import { signPause } from "./orders/sign.ts";

type Of<Command extends Arguments["command"]> = Extract<Arguments, { readonly command: Command }>;

const sayTo = (stream: NodeJS.WritableStream) => (line: string) => {
  stream.write(`${line}\n`);
};

/** Signs an emergency order; what a person reads goes to standard error, so that standard output is the order alone. */
export async function runSignPause(config: Config, { request, out, yes }: Of<"sign-pause">): Promise<void> {
  const say = sayTo(process.stderr);
  const contracts = contractsOf(config);
  const key = await loadSigningKey("report key", config.keys.report, config.keys.passwordFile);
  const signed = await withChain(config, say, (reader, signal) => {
    const confirm = () => (yes ? Promise.resolve(true) : askOnTerminal());
    return signPause(request, { reader, contracts, member: config.member, key, say, confirm }, signal);
  });
  const text = serialiseOrder(signed);
  if (out === null) {
    process.stdout.write(text);
    return;
  }
  try {
    writeFileSync(out, text, { flag: "wx" });
  } catch (error) {
    throw new OrderError(
      "ORDER_INVALID",
      `The signed order cannot be written: ${messageOf(error)}.`,
      { out },
      error,
    );
  }
  say(`Signed; ${out} holds the order. Hand it to whoever collects them.`);
}

/** Submits the order that a quorum has signed. */
export async function runSendPause(config: Config, { files, dryRun }: Of<"send-pause">): Promise<void> {
  const say = sayTo(process.stdout);
  const contracts = contractsOf(config);
  const submitted = files.map((file) => ({ file, signed: readOrder(file) }));
  const gasKey = await loadSigningKey("gas key", config.keys.gas, config.keys.passwordFile);
  const { pollMs, stageMs } = config.timing;
  await withChain(config, say, (rpc, signal) =>
    sendPause(
      submitted,
      {
        ...{ rpc, contracts, gasKey, clock: systemClock, pollMs, stageMs, say },
        dryRun: dryRun || config.dryRun,
      },
      signal,
    ),
  );
}

function contractsOf({ chain }: Config): OrderContracts {
  const { chainId, guardian, oracle, committee, multicall } = chain;
  if (guardian !== undefined) return { chainId, guardian, oracle, committee, multicall };
  throw new ConfigError(
    "CONFIG_INVALID",
    `The configuration names no guardian: add "chain.guardian", the address of the PauseGuardian.`,
  );
}

async function withChain<T>(
  { chain, timing }: Config,
  say: (line: string) => void,
  action: (rpc: Rpc, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { signal } = new AbortController();
  const endpoints = chain.rpcUrls.map((url) => openEndpoint(url, chain.chainId, timing.rpcTimeoutMs));
  const onFailure = (host: string, reason: string) => {
    say(`${hostOf(`http://${host}`)}: ${reason}`);
  };
  const rpc = createRpc({
    endpoints,
    chainId: chain.chainId,
    clock: systemClock,
    log: silentLogger,
    onFailure,
  });
  try {
    await rpc.assertChain(signal);
    return await action(rpc, signal);
  } finally {
    rpc.close();
  }
}

/** True only for a typed "yes"; an input that ends says no. */
function askOnTerminal(): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
  process.stderr.write('Sign it? Type "yes": ');
  return new Promise((resolve) => {
    lines.once("line", (line) => {
      resolve(line.trim() === "yes");
      lines.close();
    });
    lines.once("close", () => {
      resolve(false);
    });
  });
}
