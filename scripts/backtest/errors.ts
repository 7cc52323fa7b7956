import { BreakwaterError } from "../../committee/lib/errors.ts";

export type BacktestErrorCode =
  | "BACKTEST_USAGE"
  | "BACKTEST_NO_CRISES"
  | "BACKTEST_NO_PRICES"
  | "BACKTEST_THREAD_FAILED"
  | "BACKTEST_PAGE_BROKEN";

/** A backtest that cannot be run; the message is one sentence that says what, where and how to mend it. */
export class BacktestError extends BreakwaterError<BacktestErrorCode> {}
