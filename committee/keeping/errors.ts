import { BreakwaterError } from "../lib/errors.ts";

export type KeepingErrorCode = "NO_ROUND_IN_FORCE" | "REPORT_UNREADABLE" | "DIGESTS_UNKNOWN";

/** The ledger cannot be kept for one round; the other rounds, and the node's own, go on. */
export class KeepingError extends BreakwaterError<KeepingErrorCode> {}
