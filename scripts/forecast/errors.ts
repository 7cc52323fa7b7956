import { BreakwaterError } from "../../committee/lib/errors.ts";

export type ForecastErrorCode =
  | "FORECAST_NO_ASSETS"
  | "FORECAST_NO_MODELS"
  | "FORECAST_MANIFEST_INVALID"
  | "FORECAST_OUTPUT_INVALID"
  | "FORECAST_WINDOW_INCOMPLETE"
  | "FORECAST_WORKER_FAILED";

/** A history that holds nothing to forecast, or a model that cannot be run over it; the message says how to mend it. */
export class ForecastError extends BreakwaterError<ForecastErrorCode> {}
