import { computeAddress } from "ethers";
import type { SigningKey } from "ethers";
import { createGasWallet } from "../chain/gas-wallet.ts";
import type { GasWallet, SentRecord } from "../chain/gas-wallet.ts";
import { ChainError } from "../chain/errors.ts";
import { describeRevert } from "../chain/oracle.ts";
import { waitForReceipt } from "../chain/receipt.ts";
import { quantity } from "../chain/rpc.ts";
import type { Rpc } from "../chain/rpc.ts";
import type { Clock } from "../lib/clock.ts";
import { lowerHex } from "../lib/hex.ts";
import type { Hex } from "../lib/hex.ts";
import { createPulse } from "../lib/pulse.ts";
import { agreeOnOrder, collectSignatures } from "./collect.ts";
import type { Submitted } from "./collect.ts";
import { OrderError, refusal } from "./errors.ts";
import { guardianAbi, readGuardian } from "./guardian.ts";
import type { OrderContracts } from "./guardian.ts";
import { orderTuple } from "./order.ts";
import type { MemberSignature, Order } from "./order.ts";
import { faultsOf } from "./terms.ts";
import { committeeAbi } from "./voters.ts";
import { describeOrder } from "./words.ts";

export interface SendDeps {
  readonly rpc: Rpc;
  readonly contracts: OrderContracts;
  /** Pays; anyone's may. */
  readonly gasKey: SigningKey;
  readonly clock: Clock;
  readonly pollMs: number;
  /** How long one transaction is waited for before it is sent again at a higher fee. */
  readonly stageMs: number;
  readonly dryRun: boolean;
  readonly say: (line: string) => void;
}

/** Most gas for the call besides the adapter's own bound; the simulation on the pending state may use it all. */
const SIMULATED_GAS = 10_000_000n;

/** Each at a fee an eighth above the one before: the last is at more than 2.5 times the first. */
const ATTEMPTS = 9;

/**
 * Checks signed orders against the chain and submits the one that a quorum has signed; says what it leaves out. Returns
 * the transaction's hash, null for a dry run. Rejects with ORDER_REFUSED, one line a fault.
 */
export async function sendPause(
  files: readonly Submitted[],
  deps: SendDeps,
  signal: AbortSignal,
): Promise<Hex | null> {
  const { contracts, rpc, say } = deps;
  const agreed = agreeOnOrder(files, contracts);
  if (agreed.order === null) throw refusal([...agreed.leftOut, "No file holds an order for this guardian."]);
  const { order, reason } = agreed;
  const view = await readGuardian(contracts, order.marketId, rpc, signal);
  const { signatures, leftOut, missing } = collectSignatures(agreed, contracts, view);
  const setAside = [...agreed.leftOut, ...leftOut];
  const faults = [...faultsOf(order, view), ...missing];
  if (faults.length > 0) throw refusal([...setAside, ...faults]);
  for (const line of setAside) say(`Left out: ${line}`);
  for (const line of describeOrder(order, reason, contracts, view)) say(line);
  say(`Signed by members ${signatures.map(({ member }) => member).join(", ")}.`);
  return submit(order, signatures, deps, signal);
}

async function submit(
  order: Order,
  signatures: readonly MemberSignature[],
  deps: SendDeps,
  signal: AbortSignal,
): Promise<Hex | null> {
  const { rpc, contracts, gasKey, dryRun, say } = deps;
  const data = guardianAbi.encodeFunctionData("emergencyRaise", [orderTuple(order), signatures]) as Hex;
  const from = lowerHex(computeAddress(gasKey));
  const call = { from, to: contracts.guardian, data };
  try {
    await rpc.callPending({ ...call, gas: quantity(SIMULATED_GAS) }, signal);
  } catch (error) {
    if (!(error instanceof ChainError) || error.code !== "CALL_REVERTED") throw error;
    const why = describeRevert(error.data["data"], [guardianAbi, committeeAbi]);
    throw refusal([`The guardian would refuse the order: ${why}.`]);
  }
  if (dryRun) {
    say("The guardian would act on it. Nothing was sent: this is a dry run.");
    return null;
  }
  const estimate = BigInt((await rpc.send("eth_estimateGas", [call, "pending"], signal)) as string);
  const hash = await sendUntilMined(data, (estimate * 5n) / 4n, deps, signal);
  const { current } = await readGuardian(contracts, order.marketId, rpc, signal);
  say(`Transaction ${hash} is mined; the market stands at ${current} now.`);
  return hash;
}

/**
 * Sends, and sends again at a higher fee while nothing is mined or the endpoint finds the fee too low: the node itself
 * may have a transaction waiting from the same account, which this one must displace.
 */
async function sendUntilMined(data: Hex, gas: bigint, deps: SendDeps, signal: AbortSignal): Promise<Hex> {
  const { rpc, contracts, gasKey, clock, pollMs, stageMs } = deps;
  const sent: SentRecord[] = [];
  const wallet = createGasWallet(gasKey, contracts.chainId, rpc, {
    recordSent: (record) => {
      sent.push(record);
    },
    lastSent: () => sent.at(-1) ?? null,
  });
  const waiting = { rpc, clock, heads: createPulse<never>(), pollMs };
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (!(await trySend(wallet, contracts.guardian, data, gas, signal))) continue;
    // The newest is given a stage; one of before may have been mined in its place.
    for (const [age, { hash }] of sent.toReversed().entries()) {
      const succeeded = await waitForReceipt(hash, { ...waiting, stageMs: age === 0 ? stageMs : 0 }, signal);
      if (succeeded === true) return hash;
      if (succeeded === false) throw refusal([`Transaction ${hash} was mined and reverted.`]);
    }
  }
  throw new OrderError(
    "ORDER_NOT_MINED",
    `No transaction of ${wallet.address} was mined in ${ATTEMPTS} attempts: run the command again, or let another account send it.`,
  );
}

/** False when the endpoint keeps what waits already, for want of a higher fee. */
async function trySend(
  wallet: GasWallet,
  guardian: Hex,
  data: Hex,
  gas: bigint,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await wallet.send(0n, guardian, data, gas, signal);
    return true;
  } catch (error) {
    if (error instanceof ChainError && /underpriced|replacement|fee too low/i.test(error.message))
      return false;
    throw error;
  }
}
