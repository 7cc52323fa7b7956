export type ModelErrorCode =
  | "MODEL_MANIFEST_MISSING"
  | "MODEL_MANIFEST_INVALID"
  | "MODEL_FILE_MISSING"
  | "MODEL_SHA256_MISMATCH"
  | "MODEL_FEATURES_MISMATCH"
  | "MODEL_CORRUPT"
  | "MODEL_SHAPE_MISMATCH"
  | "MODEL_INPUT_INVALID"
  | "MODEL_OUTPUT_INVALID"
  | "MODEL_RUNTIME_FAILED"
  | "MODEL_CLOSED";

/** A model that may not be used, or an input that it may not be given; the message says what, where, how to mend it. */
export class ModelError extends Error {
  override readonly name = "ModelError";
  readonly code: ModelErrorCode;
  readonly data: Readonly<Record<string, unknown>>;

  constructor(
    code: ModelErrorCode,
    message: string,
    data: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.data = data;
  }
}
