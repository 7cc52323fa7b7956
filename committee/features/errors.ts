export type FeatureErrorCode =
  | "FEATURE_BAD_CLOSE"
  | "FEATURE_BAD_HOUR"
  | "FEATURE_BAD_INPUT"
  | "FEATURE_UNKNOWN_ASSET"
  | "FEATURE_WINDOW_TOO_LONG";

/** A sample or a request that the feature engine refuses; the message says what is wrong and how to mend it. */
export class FeatureError extends Error {
  override readonly name = "FeatureError";
  readonly code: FeatureErrorCode;
  readonly data: Readonly<Record<string, string | number>>;

  constructor(code: FeatureErrorCode, message: string, data: Readonly<Record<string, string | number>> = {}) {
    super(message);
    this.code = code;
    this.data = data;
  }
}
