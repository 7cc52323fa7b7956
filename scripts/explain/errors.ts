import { BreakwaterError } from "../../committee/lib/errors.ts";

export type ExplainErrorCode =
  "EXPLAIN_USAGE" | "EXPLAIN_HOUR_OUTSIDE" | "EXPLAIN_WINDOW_INCOMPLETE" | "EXPLAIN_WEIGHTS_UNREADABLE";

/** A score that cannot be explained; the message says what, where and how to mend it. */
export class ExplainError extends BreakwaterError<ExplainErrorCode> {}
