import { BreakwaterError } from "../lib/errors.ts";

export type ReportErrorCode = "SCORE_INVALID" | "ALREADY_SIGNED" | "SIGNER_MISMATCH";

/** An observation cannot be made or must not be signed. */
export class ReportError extends BreakwaterError<ReportErrorCode> {}
