import type { Hex } from "../lib/hex.ts";
import type { SignedOrder } from "./file.ts";
import type { GuardianView, OrderContracts } from "./guardian.ts";
import { orderDigest, signerOfOrder } from "./order.ts";
import type { MemberSignature, Order } from "./order.ts";

/** A signed order and the file that it came from. */
export interface Submitted {
  readonly file: string;
  readonly signed: SignedOrder;
}

/** The one order that most files hold, and the files that hold another, each with the sentence that says so. */
export interface Agreed {
  readonly order: Order;
  readonly reason: string;
  readonly files: readonly Submitted[];
  readonly leftOut: readonly string[];
}

/** Sets aside what is for another chain or guardian, or is another order than most files hold; null when none is left. */
export function agreeOnOrder(
  files: readonly Submitted[],
  { chainId, guardian }: Pick<OrderContracts, "chainId" | "guardian">,
): Agreed | { readonly order: null; readonly leftOut: readonly string[] } {
  const leftOut: string[] = [];
  const groups = new Map<Hex, Submitted[]>();
  for (const submitted of files) {
    const { file, signed } = submitted;
    const { domain, order } = signed;
    if (domain.chainId !== chainId) {
      leftOut.push(`${file} is for chain ${domain.chainId}, this node is on chain ${chainId}.`);
    } else if (domain.guardian !== guardian) {
      leftOut.push(`${file} is for the guardian ${domain.guardian}, the configuration names ${guardian}.`);
    } else {
      const digest = orderDigest(domain, order);
      groups.set(digest, [...(groups.get(digest) ?? []), submitted]);
    }
  }
  const [largest, ...others] = [...groups.values()].sort((a, b) => b.length - a.length);
  const first = largest?.[0];
  if (largest === undefined || first === undefined) return { order: null, leftOut };
  for (const { file, signed } of others.flat()) {
    leftOut.push(
      `${file} holds another order than ${first.file}: ${differences(signed.order, first.signed.order)}.`,
    );
  }
  return { order: first.signed.order, reason: first.signed.reason, files: largest, leftOut };
}

function differences(one: Order, other: Order): string {
  const names = Object.keys(one) as (keyof Order)[];
  return names
    .filter((name) => one[name] !== other[name])
    .map((name) => `${name} ${one[name]}, there ${other[name]}`)
    .join("; ");
}

/** The signatures that count, ascending by member as the guardian wants them. */
export interface Collected {
  readonly signatures: readonly MemberSignature[];
  readonly leftOut: readonly string[];
  /** What a quorum still lacks, one sentence each. */
  readonly missing: readonly string[];
}

/** Keeps one signature of each member that counts. */
export function collectSignatures(
  { order, files }: Pick<Agreed, "order" | "files">,
  contracts: Pick<OrderContracts, "chainId" | "guardian">,
  view: GuardianView,
): Collected {
  const leftOut: string[] = [];
  const byMember = new Map<number, { readonly file: string; readonly signature: MemberSignature }>();
  for (const { file, signed } of files) {
    const { signature } = signed;
    const before = byMember.get(signature.member);
    const fault = faultOfSignature(order, signature, contracts, view);
    if (fault !== null) leftOut.push(`${file} ${fault}.`);
    else if (before !== undefined)
      leftOut.push(`${file} repeats member ${signature.member} of ${before.file}.`);
    else byMember.set(signature.member, { file, signature });
  }
  const signatures = [...byMember.values()]
    .map(({ signature }) => signature)
    .sort((a, b) => a.member - b.member);
  return { signatures, leftOut, missing: missingOf(signatures, view) };
}

function faultOfSignature(
  order: Order,
  signature: MemberSignature,
  contracts: Pick<OrderContracts, "chainId" | "guardian">,
  { members }: GuardianView,
): string | null {
  const { member } = signature;
  const listed = members[member];
  if (listed === undefined)
    return `is signed for member ${member}, the committee has ${members.length} members`;
  if (listed.suspended) return `is signed for member ${member}, who is suspended`;
  if (!listed.counts) return `is signed for member ${member}, whose model is not active`;
  const signer = signerOfOrder(contracts, order, signature);
  if (signer === listed.signer) return null;
  if (signer === null) return `holds no signature that any key could have made for member ${member}`;
  return `is signed for member ${member} by ${signer}, whose key is ${listed.signer}`;
}

function missingOf(signatures: readonly MemberSignature[], view: GuardianView): string[] {
  const missing: string[] = [];
  if (signatures.length < view.signers) {
    missing.push(`The order has ${signatures.length} of the ${view.signers} signatures that it needs.`);
  }
  const operators = new Set(signatures.map(({ member }) => view.members[member]?.operator)).size;
  if (operators < view.operators) {
    missing.push(`Its signers belong to ${operators} of the ${view.operators} operators that it needs.`);
  }
  return missing;
}
