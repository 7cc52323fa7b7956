import { Interface, ZeroAddress } from "ethers";
import { MEMBER_BONDS_ABI } from "../lib/abi.ts";
import { lowerHex } from "../lib/hex.ts";
import type { Hex } from "../lib/hex.ts";
import type { PinnedReader } from "../market/chain-reader.ts";
import type { Member } from "../market/roster.ts";
import { readViews } from "../market/views.ts";
import { committeeAbi } from "./ledger.ts";
import type { KeepingCall } from "./types.ts";

const bondsAbi = new Interface(MEMBER_BONDS_ABI);
/** A public immutable of the deployed contract; its interface does not name it. */
const holderAbi = new Interface(["function bonds() view returns (address)"]);

const SUSPEND_GAS = 200_000n;

/** What stands behind one signer; amounts in the token's smallest units. */
export interface BondState {
  readonly covered: boolean;
  readonly bond: bigint;
  /** On its way out, and liable until it is. */
  readonly exiting: bigint;
  readonly minimum: bigint;
  /** Announced, and not in force yet; null where nothing is. */
  readonly next: { readonly minimum: bigint; readonly effectiveAt: bigint } | null;
}

/** Where the committee's bonds are held; null where it asks for none. */
export async function readBondsAddress(
  committee: Hex,
  at: PinnedReader,
  signal: AbortSignal,
): Promise<Hex | null> {
  const view = { target: committee, abi: holderAbi, name: "bonds", args: [] };
  const [address] = (await readViews([view], at, signal)) as [string];
  return address === ZeroAddress ? null : lowerHex(address);
}

/** What stands behind a signer at a block of the time `now`, unix seconds. */
export async function readBond(
  bonds: Hex,
  signer: Hex,
  now: bigint,
  at: PinnedReader,
  signal: AbortSignal,
): Promise<BondState> {
  const view = (name: string, args: readonly unknown[]) => ({ target: bonds, abi: bondsAbi, name, args });
  const [covered, bond, liable, minimum, next] = (await readViews(
    [
      ...["isBonded", "bondOf", "liableOf"].map((name) => view(name, [signer])),
      ...["minimumBond", "nextMinimumBond"].map((name) => view(name, [])),
    ],
    at,
    signal,
  )) as [boolean, bigint, bigint, bigint, { minimum: bigint; effectiveAt: bigint }];
  const announced = next.effectiveAt > now && next.minimum !== minimum;
  return {
    ...{ covered, bond, minimum, exiting: liable - bond },
    next: announced ? { minimum: next.minimum, effectiveAt: next.effectiveAt } : null,
  };
}

/** One suspension for each seated member whose bond no longer covers it. */
export async function suspendCalls(
  committee: Hex,
  bonds: Hex,
  members: readonly Member[],
  at: PinnedReader,
  signal: AbortSignal,
): Promise<readonly KeepingCall[]> {
  const seated = members.filter(({ suspended }) => !suspended);
  const views = seated.map(({ signer }) => ({
    target: bonds,
    abi: bondsAbi,
    name: "isBonded",
    args: [signer],
  }));
  const covered = (await readViews(views, at, signal)) as readonly boolean[];
  return seated
    .filter((_, index) => covered[index] === false)
    .map(({ index: member }) => ({
      job: "suspend",
      target: committee,
      data: committeeAbi.encodeFunctionData("suspendUnbonded", [member]) as Hex,
      gas: SUSPEND_GAS,
      about: { member },
    }));
}

/** Whether the member keeps its seat, now and under an announced minimum. */
export const isBondSafe = ({ covered, bond, next }: BondState): boolean =>
  covered && (next === null || bond >= next.minimum);

/** What an operator should do about its own bond; null when nothing. */
export function bondAdvice({ covered, bond, exiting, minimum, next }: BondState): string | null {
  if (!covered) {
    return `The bond of ${bond} is below the minimum of ${minimum}: deposit the rest at once, or anybody may suspend this member.`;
  }
  if (next !== null && bond < next.minimum) {
    return `The minimum bond rises to ${next.minimum} at ${next.effectiveAt}, and this member's is ${bond}: deposit the rest before.`;
  }
  if (exiting > 0n) {
    return `${exiting} of this member's bond is on its way out: it no longer counts. Cancel the exit unless the member leaves.`;
  }
  return null;
}
