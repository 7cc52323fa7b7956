import { RUNGS } from "./order.ts";
import type { Order } from "./order.ts";
import type { GuardianView } from "./guardian.ts";
import { instant, minutes } from "./words.ts";

/** Why the guardian would not act on an order now, one sentence each; none when it would, given enough signatures. */
export function faultsOf(order: Order, view: GuardianView): readonly string[] {
  if (!view.hasPolicy) return [`The guardian has no policy for market ${order.marketId}.`];
  if (view.ceiling === "none") return ["The market's policy takes no emergency order at all."];
  return [...faultsOfMarket(order, view), ...faultsOfTime(order, view), ...faultsOfLadder(order, view)];
}

function faultsOfMarket(order: Order, view: GuardianView): string[] {
  const faults: string[] = [];
  const { block, authorityUntil, committeeDigest } = view;
  if (!view.enabled) faults.push("The guardian is disabled on this market until the DAO sets a policy.");
  if (block.timestamp > authorityUntil) {
    faults.push(
      `The guardian's authority over this market ended ${instant(authorityUntil)}, since no round was counted: only a new policy gives it back.`,
    );
  }
  if (order.committeeDigest !== committeeDigest) {
    faults.push(
      `The committee has changed since the order was made (${order.committeeDigest}, now ${committeeDigest}): make and sign a new one.`,
    );
  }
  if (order.nonce !== view.nonce) {
    faults.push(
      `The order carries nonce ${order.nonce} and the market stands at ${view.nonce}: a raise, a new policy or the DAO has voided it since. Make and sign a new one.`,
    );
  }
  if (view.raisesLeft === 0) {
    faults.push(
      `The budget of ${view.budget} emergency raise(s) in ${view.budgetPeriod / 3_600n} h is spent for this market.`,
    );
  }
  return faults;
}

function faultsOfTime({ validUntil }: Order, { block, validity }: GuardianView): string[] {
  if (block.timestamp > validUntil) {
    return [
      `The order expired ${instant(validUntil)}; the newest block is of ${instant(block.timestamp)}. Make and sign a new one.`,
    ];
  }
  const latest = block.timestamp + validity;
  if (validUntil <= latest) return [];
  return [
    `The order is valid until ${instant(validUntil)}, longer than the ${minutes(validity)} that the policy allows: ${instant(latest)} at the latest.`,
  ];
}

function faultsOfLadder({ rung, from }: Order, { current, ceiling }: GuardianView): string[] {
  const height = (name: typeof rung) => RUNGS.indexOf(name);
  const faults: string[] = [];
  if (rung === "none") faults.push("The order raises nothing: name a rung.");
  if (height(rung) > height(ceiling)) {
    faults.push(`The order asks for ${rung}, the policy lets members sign for ${ceiling} at most.`);
  }
  if (rung !== "none" && height(current) >= height(rung)) {
    faults.push(`The market stands at ${current} already: an order for ${rung} would do nothing.`);
  } else if (from !== current) {
    faults.push(
      `The order was made when the market stood at ${from}, and it stands at ${current} now: make and sign a new one.`,
    );
  }
  return faults;
}
