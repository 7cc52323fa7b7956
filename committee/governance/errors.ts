import { BreakwaterError } from "../lib/errors.ts";

export type GovernanceErrorCode =
  "ORACLE_UNFIT" | "LOGS_INCOMPLETE" | "GOVERNOR_UNREADABLE" | "ACCOUNT_BUSY" | "PROPOSALS_FAILED";

/** Proposals cannot be read, scored or reported; rounds of the markets go on. */
export class GovernanceError extends BreakwaterError<GovernanceErrorCode> {}
