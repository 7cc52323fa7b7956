import { BreakwaterError, messageOf } from "../lib/errors.ts";

export type StoreErrorCode = "STORE_LOCKED" | "STORE_FULL" | "STORE_UNREADABLE" | "STORE_NEWER";

/** The store cannot be used; without it the node signs nothing. */
export class StoreError extends BreakwaterError<StoreErrorCode> {}

const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;
const SQLITE_FULL = 13;

/** SQLite's result code in a sentence. */
export function toStoreError(file: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const code = (error as { errcode?: number }).errcode ?? 0;
  const primary = code & 0xff;
  if (primary === SQLITE_BUSY || primary === SQLITE_LOCKED) {
    return new StoreError(
      "STORE_LOCKED",
      `The store ${file} is in use by another process: stop that node, or give this one its own "store".`,
      { file },
      error,
    );
  }
  if (primary === SQLITE_FULL || messageOf(error).includes("disk is full")) {
    return new StoreError(
      "STORE_FULL",
      `The disk under the store ${file} is full: free some space; nothing is signed until then.`,
      { file },
      error,
    );
  }
  return new StoreError(
    "STORE_UNREADABLE",
    `The store ${file} cannot be used (${messageOf(error)}): check that its folder exists and is writable and that the file is this node's.`,
    { file },
    error,
  );
}
