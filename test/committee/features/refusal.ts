import { FeatureError } from "../../../committee/features/errors.ts";

/** The FeatureError that a call ends in; anything else is passed on. */
export function refusal(act: () => unknown): FeatureError {
  try {
    act();
  } catch (error) {
    if (error instanceof FeatureError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}
