import { Transaction, computeAddress } from "ethers";
import type { SigningKey } from "ethers";
import { lowerHex } from "../lib/hex.ts";
import type { Hex } from "../lib/hex.ts";
import { ChainError } from "./errors.ts";
import { quantity } from "./rpc.ts";
import type { Rpc } from "./rpc.ts";

/** What was sent and may still be waiting; store/ keeps it. */
export interface SentRecord {
  readonly round: bigint;
  readonly nonce: number;
  readonly hash: Hex;
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
}

export interface SentLog {
  recordSent(transaction: SentRecord): void;
  lastSent(): SentRecord | null;
}

/** Pays for reports with a key of its own. */
export interface GasWallet {
  readonly address: Hex;
  balance(signal: AbortSignal): Promise<bigint>;
  /** Simulates on the pending state: resolves when the call would go through, rejects with CALL_REVERTED. */
  simulate(to: Hex, data: Hex, gas: bigint, signal: AbortSignal): Promise<void>;
  /** Signs, records and sends; one that is still waiting is replaced at a higher fee, never stacked upon. */
  send(round: bigint, to: Hex, data: Hex, gas: bigint, signal: AbortSignal): Promise<SentRecord>;
  /**
   * The same for what may wait: null, and nothing is sent, while a transaction of before does. Whatever this sends, a
   * report replaces.
   */
  sendWhenIdle(
    round: bigint,
    to: Hex,
    data: Hex,
    gas: bigint,
    signal: AbortSignal,
  ): Promise<SentRecord | null>;
}

const GWEI = 1_000_000_000n;

/** Endpoints replace a waiting transaction only for at least a tenth more. */
const raise = (fee: bigint) => fee + fee / 8n + 1n;

export function createGasWallet(key: SigningKey, chainId: number, rpc: Rpc, log: SentLog): GasWallet {
  const address = lowerHex(computeAddress(key));
  const count = async (tag: "latest" | "pending", signal: AbortSignal) =>
    Number(await rpc.send("eth_getTransactionCount", [address, tag], signal));

  const fees = async (replaced: SentRecord | null, signal: AbortSignal) => {
    const latest = (await rpc.send("eth_getBlockByNumber", ["latest", false], signal)) as {
      baseFeePerGas?: string;
    };
    const base = BigInt(latest.baseFeePerGas ?? "0x0");
    const market = { maxFeePerGas: 2n * base + GWEI, maxPriorityFeePerGas: GWEI };
    if (replaced === null) return market;
    const atLeast = (wanted: bigint, before: bigint) => (wanted > raise(before) ? wanted : raise(before));
    return {
      maxFeePerGas: atLeast(market.maxFeePerGas, replaced.maxFeePerGas),
      maxPriorityFeePerGas: atLeast(market.maxPriorityFeePerGas, replaced.maxPriorityFeePerGas),
    };
  };

  const submit = async (
    round: bigint,
    to: Hex,
    data: Hex,
    gasLimit: bigint,
    nonce: number,
    signal: AbortSignal,
  ): Promise<SentRecord> => {
    const before = log.lastSent();
    const fee = await fees(before !== null && before.nonce >= nonce ? before : null, signal);
    const transaction = Transaction.from({ type: 2, chainId, nonce, to, data, gasLimit, ...fee });
    transaction.signature = key.sign(transaction.unsignedHash);
    const sent = { round, nonce, hash: transaction.hash as Hex, ...fee };
    log.recordSent(sent);
    try {
      await rpc.send("eth_sendRawTransaction", [transaction.serialized], signal);
    } catch (error) {
      throw moneyError(error, address);
    }
    return sent;
  };

  /** One at a time: two that read the same nonce would replace each other unawares. */
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(action: () => Promise<T>): Promise<T> => {
    const turn = last.then(action, action);
    last = turn.catch(() => undefined);
    return turn;
  };

  const isKnown = async (hash: Hex, signal: AbortSignal) =>
    (await rpc.send("eth_getTransactionByHash", [hash], signal)) !== null;

  return {
    address,
    balance: async (signal) =>
      BigInt((await rpc.send("eth_getBalance", [address, "latest"], signal)) as string),
    simulate: async (to, data, gas, signal) => {
      await rpc.callPending({ from: address, to, data, gas: quantity(gas) }, signal);
    },
    send: (round, to, data, gas, signal) =>
      inTurn(async () => submit(round, to, data, gas, await count("latest", signal), signal)),
    sendWhenIdle: (round, to, data, gas, signal) =>
      inTurn(async () => {
        const nonce = await count("latest", signal);
        const before = log.lastSent();
        const waits = before !== null && before.nonce >= nonce && (await isKnown(before.hash, signal));
        return waits ? null : submit(round, to, data, gas, nonce, signal);
      }),
  };
}

function moneyError(error: unknown, address: Hex): unknown {
  if (!(error instanceof ChainError) || !/insufficient funds|enough funds/i.test(error.message)) return error;
  return new ChainError(
    "NO_GAS_MONEY",
    `The gas account ${address} cannot pay for a transaction: send it some of the chain's currency.`,
    { address },
    error,
  );
}
