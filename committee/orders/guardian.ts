import { Interface } from "ethers";
import { PAUSE_GUARDIAN_ABI } from "../lib/abi.ts";
import { lowerHex } from "../lib/hex.ts";
import type { Hex } from "../lib/hex.ts";
import type { Block, ChainReader, PinnedReader } from "../market/chain-reader.ts";
import { readViews } from "../market/views.ts";
import { OrderError } from "./errors.ts";
import { readMarket } from "./market.ts";
import type { OrderMarket } from "./market.ts";
import { RUNGS } from "./order.ts";
import type { OrderDomain, Rung } from "./order.ts";
import { readElectorate } from "./voters.ts";
import type { Voter } from "./voters.ts";

export const guardianAbi = new Interface(PAUSE_GUARDIAN_ABI);

/** The contracts that orders are about. */
export interface OrderContracts extends OrderDomain {
  readonly oracle: Hex;
  readonly committee: Hex;
  readonly multicall: Hex;
}

/** Everything that decides about an order for one market, read at one block. */
export interface GuardianView {
  readonly block: Block;
  readonly market: OrderMarket;
  readonly hasPolicy: boolean;
  readonly enabled: boolean;
  readonly current: Rung;
  readonly ceiling: Rung;
  readonly nonce: bigint;
  readonly raisesLeft: number;
  readonly budget: number;
  /** Seconds. */
  readonly budgetPeriod: bigint;
  readonly validity: bigint;
  /** Unix seconds. */
  readonly authorityUntil: bigint;
  readonly committeeDigest: Hex;
  readonly members: readonly Voter[];
  /** How many members must sign, and of how many operators. */
  readonly signers: number;
  readonly operators: number;
}

interface PolicyTuple {
  readonly adapter: string;
  readonly budgetPeriod: bigint;
  readonly emergency: {
    readonly ceiling: bigint;
    readonly signers: bigint;
    readonly operators: bigint;
    readonly budget: bigint;
    readonly validity: bigint;
  };
}

/** Reads the guardian, its committee and the market at the newest block. */
export async function readGuardian(
  contracts: OrderContracts,
  marketId: Hex,
  reader: ChainReader,
  signal: AbortSignal,
): Promise<GuardianView> {
  const block = await reader.head(signal);
  const at = { reader, multicall: contracts.multicall, blockHash: block.hash };
  const market = await readMarket(contracts, marketId, at, signal);
  const ladder = await readLadder(contracts, marketId, at, signal);
  const { policy } = ladder;
  const { emergency } = policy;
  const { committeeDigest, members, faults, minOperators } = await readElectorate(
    contracts.committee,
    at,
    signal,
  );
  return {
    ...{ block, market, committeeDigest, members },
    ...{ enabled: ladder.enabled, current: ladder.current, authorityUntil: ladder.authorityUntil },
    ...{ nonce: ladder.nonce, raisesLeft: ladder.raisesLeft, budget: Number(emergency.budget) },
    ...{ budgetPeriod: policy.budgetPeriod, validity: emergency.validity },
    hasPolicy: BigInt(policy.adapter) !== 0n,
    ceiling: rungAt(emergency.ceiling),
    // As EmergencyOrders.checkSigners: never less than a report needs.
    signers: Math.max(Number(emergency.signers), 2 * faults + 1),
    operators: Math.max(Number(emergency.operators), minOperators),
  };
}

async function readLadder(
  { guardian, committee }: OrderContracts,
  marketId: Hex,
  at: PinnedReader,
  signal: AbortSignal,
) {
  const view = (name: string, args: readonly unknown[]) => ({
    ...{ target: guardian, abi: guardianAbi, name, args },
  });
  const ofMarket = ["policyOf", "stateOf", "preview", "emergencyStateOf", "authorityUntil"];
  const views = [view("committee", []), ...ofMarket.map((name) => view(name, [marketId]))];
  const [trusted, policy, state, ladder, emergency, authorityUntil] = await readViews(views, at, signal);
  const found = lowerHex(trusted as string);
  if (found !== committee) {
    throw new OrderError(
      "ORDER_REFUSED",
      `The guardian ${guardian} takes the word of the committee ${found}, the configuration names ${committee}: correct "chain.guardian" or "chain.committee".`,
      { guardian, committee, found },
    );
  }
  const [nonce, raisesLeft] = emergency as readonly [bigint, bigint];
  return {
    ...{ policy: policy as PolicyTuple, nonce, raisesLeft: Number(raisesLeft) },
    enabled: (state as readonly [boolean])[0],
    current: rungAt((ladder as readonly [bigint])[0]),
    authorityUntil: authorityUntil as bigint,
  };
}

const rungAt = (index: bigint): Rung => RUNGS[Number(index)] ?? "none";
