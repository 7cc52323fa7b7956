import type { GuardianView, OrderContracts } from "./guardian.ts";
import type { Order } from "./order.ts";

/** A time of the chain as people write it. */
export function instant(seconds: bigint): string {
  const ms = Number(seconds) * 1_000;
  return Number.isNaN(new Date(ms).getTime()) ? `second ${seconds}` : new Date(ms).toISOString();
}

export const minutes = (seconds: bigint): string => `${seconds / 60n} min`;

/** What each rung adds to the ones below it; a protocol may lack some. */
const EFFECTS = {
  none: "nothing",
  "borrow-off": "no new borrowing of the asset",
  "ltv-zero": "no new borrowing against it either",
  freeze: "no new supply either",
  pause: "nothing moves, on most protocols not even a repayment or a liquidation",
} as const;

/** An order in plain words, a line each. */
export function describeOrder(
  order: Order,
  reason: string,
  { chainId, guardian }: Pick<OrderContracts, "chainId" | "guardian">,
  view: GuardianView,
): readonly string[] {
  const { target, asset, threshold, horizon } = view.market;
  const left = order.validUntil - view.block.timestamp;
  return [
    `An emergency order to raise a market from ${order.from} to ${order.rung} (${EFFECTS[order.rung]}).`,
    `  market    ${order.marketId}`,
    `            asset ${asset} at ${target}; its event is ${threshold / 100} % within ${horizon / 3_600} h`,
    `  guardian  ${guardian} on chain ${chainId}`,
    `  valid     until ${instant(order.validUntil)}, ${minutes(left)} from block ${view.block.number}; nonce ${order.nonce}`,
    `  reason    ${JSON.stringify(reason)}`,
    `  needs     ${view.signers} members of ${view.operators} operators; ${view.raisesLeft} of ${view.budget} raise(s) left in ${view.budgetPeriod / 3_600n} h`,
    "  Anyone who holds enough signatures can use it. Only the DAO lowers the ladder again.",
  ];
}
