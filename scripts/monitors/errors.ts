import { BreakwaterError } from "../../committee/lib/errors.ts";

export type MonitorDataErrorCode =
  | "MONITOR_USAGE"
  | "MONITOR_FOLDER_MISSING"
  | "MONITOR_FILE_MISSING"
  | "MONITOR_BROKEN_ROWS"
  | "MONITOR_NO_HOURS";

/** Histories that cannot be read or judged; the message says what, where and how to mend it. */
export class MonitorDataError extends BreakwaterError<MonitorDataErrorCode> {}
