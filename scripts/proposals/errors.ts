import { BreakwaterError } from "../../committee/lib/errors.ts";

export type ProposalsErrorCode =
  "PROPOSALS_USAGE" | "PROPOSALS_FILE_MISSING" | "PROPOSALS_BROKEN_ROWS" | "PROPOSALS_PAGE";

/** Proposals that cannot be read, judged or written; the message says what, where and how to mend it. */
export class ProposalsError extends BreakwaterError<ProposalsErrorCode> {}
