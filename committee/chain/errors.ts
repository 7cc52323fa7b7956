import { BreakwaterError } from "../lib/errors.ts";

export type ChainErrorCode =
  | "NO_ENDPOINT"
  | "WRONG_CHAIN"
  | "RPC_TIMEOUT"
  | "RPC_REFUSED"
  | "CALL_REVERTED"
  | "NO_AGREEMENT"
  | "WRONG_MEMBER"
  | "NO_GAS_MONEY";

/** The chain cannot be read, or refuses what was sent. */
export class ChainError extends BreakwaterError<ChainErrorCode> {}
