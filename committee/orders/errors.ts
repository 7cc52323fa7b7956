import { BreakwaterError } from "../lib/errors.ts";

export type OrderErrorCode = "ORDER_INVALID" | "ORDER_REFUSED" | "ORDER_UNCONFIRMED" | "ORDER_NOT_MINED";

/** An emergency order cannot be made, signed or sent. */
export class OrderError extends BreakwaterError<OrderErrorCode> {}

/** What is thrown for faults that a person must read, a line each. */
export function refusal(faults: readonly string[]): OrderError {
  return new OrderError("ORDER_REFUSED", faults.join("\n"), { faults });
}

/** Throws with all that is wrong, if anything is. */
export function refuse(faults: readonly string[]): void {
  if (faults.length > 0) throw refusal(faults);
}
