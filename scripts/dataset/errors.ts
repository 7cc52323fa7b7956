export type DatasetErrorCode =
  | "DATASET_USAGE"
  | "DATASET_FOLDER_MISSING"
  | "DATASET_FILE_MISSING"
  | "DATASET_COLUMN_MISSING"
  | "DATASET_BROKEN_ROWS"
  | "DATASET_OUT_REFUSED"
  | "DATASET_WRITE_FAILED";

/** A data set that cannot be built; the message is one sentence that says what, where and how to mend it. */
export class DatasetError extends Error {
  override readonly name = "DatasetError";
  readonly code: DatasetErrorCode;

  constructor(code: DatasetErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
