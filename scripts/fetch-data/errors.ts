export type FetchDataErrorCode =
  | "FETCH_USAGE"
  | "FETCH_NO_CONNECTION"
  | "FETCH_REFUSED"
  | "FETCH_BAD_ANSWER"
  | "FETCH_RPC_FAILED"
  | "FETCH_WRITE_FAILED";

/** Data that cannot be fetched; the message is one sentence that says what, where and how to mend it. */
export class FetchDataError extends Error {
  override readonly name = "FetchDataError";
  readonly code: FetchDataErrorCode;

  constructor(code: FetchDataErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
