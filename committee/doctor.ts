import { connect } from "node:net";
import { createGasWallet } from "./chain/gas-wallet.ts";
import { hostOf, openEndpoint } from "./chain/endpoint.ts";
import { createRpc } from "./chain/rpc.ts";
import type { Rpc } from "./chain/rpc.ts";
import type { Config } from "./config.ts";
import { diagnoseKeeping } from "./doctor-keeping.ts";
import { diagnoseProposals } from "./doctor-proposals.ts";
import { loadModel } from "./inference/model.ts";
import { systemClock } from "./lib/clock.ts";
import { messageOf } from "./lib/errors.ts";
import { lowerHex } from "./lib/hex.ts";
import { loadSigningKey } from "./lib/keystore.ts";
import { silentLogger } from "./lib/logger.ts";
import { splitSocket } from "./lib/socket-address.ts";
import { loadTransportKey, publicKeyOf } from "./lib/transport-key.ts";
import { readRoster } from "./market/roster.ts";
import { assertMembership } from "./setup.ts";
import { computeAddress } from "ethers";

const PEER_TIMEOUT_MS = 3_000;

type Say = (line: string) => void;

/** Checks what a node needs, one line each; true when it may run. Signs nothing and leaves the store alone. */
export async function diagnose(config: Config, say: Say = sayLine): Promise<boolean> {
  let well = true;
  const check = async <T>(name: string, action: () => Promise<T>, tell: (value: T) => string) => {
    try {
      const value = await action();
      say(`ok    ${name}: ${tell(value)}`);
      return value;
    } catch (error) {
      well = false;
      say(`FAIL  ${name}: ${messageOf(error)}`);
      return null;
    }
  };
  const { keys, chain } = config;
  const signal = new AbortController().signal;
  const loadKey = (what: string, uri: string) => loadSigningKey(what, uri, keys.passwordFile);
  const report = await check("report key", () => loadKey("report key", keys.report), computeAddress);
  const gas = await check("gas key", () => loadKey("gas key", keys.gas), computeAddress);
  await check("transport key", () => Promise.resolve(loadTransportKey(keys.transport)), publicKeyOf);
  const modelHash = await check(
    "model",
    () => hashOfModel(config.model),
    (hash) => hash,
  );
  const rpc = openRpc(config);
  await check(
    "chain",
    () => rpc.assertChain(signal),
    () => `${chain.chainId} on every endpoint that answers`,
  );
  const roster = await check(
    "roster",
    async () => {
      const head = await rpc.head(signal);
      const at = { reader: rpc, multicall: chain.multicall, blockHash: head.hash };
      return readRoster(chain.oracle, chain.committee, at, signal);
    },
    ({ members, quorum, markets }) =>
      `${members.length} members, a quorum of ${quorum}, ${markets.length} markets`,
  );
  if (roster !== null && report !== null && modelHash !== null) {
    const signer = lowerHex(computeAddress(report));
    const assert = () => {
      assertMembership(roster, config.member, signer, modelHash);
      return Promise.resolve();
    };
    await check("membership", assert, () => `member ${config.member} of the committee`);
  }
  if (gas !== null) {
    const wallet = createGasWallet(gas, chain.chainId, rpc, {
      recordSent: () => undefined,
      lastSent: () => null,
    });
    await check("gas money", () => hasMoney(() => wallet.balance(signal), wallet.address), String);
  }
  if (roster !== null) {
    const signer = report === null ? null : lowerHex(computeAddress(report));
    await diagnoseKeeping({ config, rpc, roster, signer, check }, signal);
    await diagnoseProposals({ config, rpc, check }, signal);
  }
  for (const peer of config.transport.peers) {
    await check(
      `peer ${peer.member}`,
      () => reach(peer.address),
      () => `${peer.address} accepts connections`,
    );
  }
  rpc.close();
  return well;
}

function sayLine(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function hashOfModel(directory: string) {
  const model = await loadModel(directory);
  await model.close();
  return lowerHex(model.sha256);
}

function openRpc({ chain, timing }: Config): Rpc {
  const endpoints = chain.rpcUrls.map((url) => openEndpoint(url, chain.chainId, timing.rpcTimeoutMs));
  const onFailure = (host: string, reason: string) => {
    sayLine(`      ${hostOf(`http://${host}`)}: ${reason}`);
  };
  return createRpc({ endpoints, chainId: chain.chainId, clock: systemClock, log: silentLogger, onFailure });
}

async function hasMoney(balance: () => Promise<bigint>, address: string): Promise<bigint> {
  const wei = await balance();
  if (wei > 0n) return wei;
  throw new Error(`the account ${address} is empty: send it some of the chain's currency`);
}

function reach(address: string): Promise<void> {
  const { host, port } = splitSocket(address);
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: PEER_TIMEOUT_MS });
    socket.once("connect", () => {
      socket.destroy();
      resolve();
    });
    const fail = (why: string) => {
      socket.destroy();
      reject(new Error(`${address} cannot be reached: ${why}`));
    };
    socket.once("timeout", () => {
      fail("no answer");
    });
    socket.once("error", (error) => {
      fail(error.message);
    });
  });
}
