import { BreakwaterError } from "../../committee/lib/errors.ts";

export type DriftErrorCode = "DRIFT_USAGE" | "DRIFT_NO_ROWS" | "DRIFT_NO_HORIZON";

/** A drift study that cannot be made; the message says what, where and how to mend it. */
export class DriftError extends BreakwaterError<DriftErrorCode> {}
