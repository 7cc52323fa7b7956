import { BreakwaterError } from "../../committee/lib/errors.ts";

export type EvaluateErrorCode =
  "EVALUATE_USAGE" | "EVALUATE_NO_ROWS" | "EVALUATE_ALARM_FILE" | "EVALUATE_PAGE";

/** An evaluation that cannot be made; the message is one sentence that says what, where and how to mend it. */
export class EvaluateError extends BreakwaterError<EvaluateErrorCode> {}
