import { computeAddress } from "ethers";
import type { SigningKey } from "ethers";
import { lowerHex } from "../lib/hex.ts";
import type { Hex } from "../lib/hex.ts";
import type { ChainReader } from "../market/chain-reader.ts";
import { OrderError, refuse } from "./errors.ts";
import type { SignedOrder } from "./file.ts";
import { reasonHashOf } from "./file.ts";
import { guardianAbi, readGuardian } from "./guardian.ts";
import type { GuardianView, OrderContracts } from "./guardian.ts";
import { orderDigest, orderTuple, signOrder } from "./order.ts";
import type { Order, OrderDomain, Rung } from "./order.ts";
import { faultsOf } from "./terms.ts";
import { describeOrder } from "./words.ts";

/** A new order, or the one that another member has signed. */
export type SignRequest =
  | {
      readonly marketId: Hex;
      readonly rung: Rung;
      /** Unix seconds; null for as long as the policy allows. */
      readonly validUntil: bigint | null;
      readonly reason: string;
    }
  | { readonly other: SignedOrder };

export interface SignDeps {
  readonly reader: ChainReader;
  readonly contracts: OrderContracts;
  readonly member: number;
  /** The member's report key: what the committee lists is what the guardian asks for. */
  readonly key: SigningKey;
  readonly say: (line: string) => void;
  /** Whether the person agrees to what was said. */
  readonly confirm: () => Promise<boolean>;
}

/**
 * Reads the chain, says what would be signed, and signs once that is confirmed. Rejects with ORDER_REFUSED where the
 * guardian would not act on the order, before anything is signed.
 */
export async function signPause(
  request: SignRequest,
  deps: SignDeps,
  signal: AbortSignal,
): Promise<SignedOrder> {
  const { contracts, member, key, reader } = deps;
  const { chainId, guardian } = contracts;
  const domain = { chainId, guardian };
  if ("other" in request) assertSameDomain(request.other.domain, domain);
  const marketId = "other" in request ? request.other.order.marketId : request.marketId;
  const view = await readGuardian(contracts, marketId, reader, signal);
  const { order, reason } = termsOf(request, view);
  refuse([...faultsOf(order, view), ...faultsOfMember(member, lowerHex(computeAddress(key)), view)]);
  await assertSameDigest(order, deps, view, signal);
  for (const line of describeOrder(order, reason, contracts, view)) deps.say(line);
  if (!(await deps.confirm())) {
    throw new OrderError("ORDER_UNCONFIRMED", "Nothing was signed.");
  }
  return { domain, order, reason, signature: signOrder(domain, order, member, key) };
}

function assertSameDomain(found: OrderDomain, wanted: OrderDomain): void {
  if (found.chainId !== wanted.chainId) {
    refuse([`The order is for chain ${found.chainId}, this node is on chain ${wanted.chainId}.`]);
  }
  if (found.guardian !== wanted.guardian) {
    refuse([`The order is for the guardian ${found.guardian}, the configuration names ${wanted.guardian}.`]);
  }
}

function termsOf(
  request: SignRequest,
  view: GuardianView,
): { readonly order: Order; readonly reason: string } {
  if ("other" in request) return { order: request.other.order, reason: request.other.reason };
  const { marketId, rung, reason, validUntil } = request;
  const { current, nonce, committeeDigest, block, validity } = view;
  const terms = { marketId, rung, from: current, nonce, committeeDigest };
  const until = validUntil ?? block.timestamp + validity;
  return { order: { ...terms, validUntil: until, reasonHash: reasonHashOf(reason) }, reason };
}

function faultsOfMember(member: number, signer: Hex, { members }: GuardianView): string[] {
  const listed = members[member];
  if (listed === undefined) {
    return [
      `The committee has ${members.length} members, so there is no member ${member}: correct "member".`,
    ];
  }
  if (listed.signer !== signer) {
    return [
      `The committee knows member ${member} as ${listed.signer}, the report key is ${signer}: correct "member" or "keys.report".`,
    ];
  }
  if (listed.suspended) return [`Member ${member} is suspended: its signature counts for nothing.`];
  return listed.counts
    ? []
    : [`Member ${member} runs a model that is not active: its signature counts for nothing.`];
}

/** The guardian hashes the order itself: a contract of another domain, version or chain shows here, before the key is used. */
async function assertSameDigest(
  order: Order,
  { reader, contracts }: Pick<SignDeps, "reader" | "contracts">,
  { block }: GuardianView,
  signal: AbortSignal,
): Promise<void> {
  const data = guardianAbi.encodeFunctionData("orderDigest", [orderTuple(order)]) as Hex;
  const found = lowerHex(await reader.call(contracts.guardian, data, block.hash, signal));
  if (found === orderDigest(contracts, order)) return;
  refuse([
    `The guardian ${contracts.guardian} hashes the order as ${found}, this node as ${orderDigest(contracts, order)}: it is another kind of guardian, or its endpoint serves another chain.`,
  ]);
}
