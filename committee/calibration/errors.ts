import { BreakwaterError } from "../lib/errors.ts";

export type CalibrationErrorCode = "CALIBRATION_STATE_INVALID";

/** What the store holds is no calibration state. */
export class CalibrationError extends BreakwaterError<CalibrationErrorCode> {}
