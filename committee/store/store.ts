import type { Hex } from "../lib/hex.ts";

/** One line of the record of what was signed. `observation` is kept as it was signed, for audits. */
export interface SigningClaim {
  readonly domain: Hex;
  readonly signer: Hex;
  readonly round: bigint;
  readonly digest: Hex;
  readonly observation: object;
}

export interface SentTransaction {
  readonly round: bigint;
  readonly nonce: number;
  readonly hash: Hex;
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
}

export interface StoredObservation {
  readonly round: bigint;
  readonly member: number;
  readonly digest: Hex;
  /** The signed observation as it travelled, JSON. */
  readonly payload: string;
}

/** The state of one market's calibration under one model, as text. */
export interface StoredCalibration {
  readonly market: Hex;
  readonly state: string;
}

/** What a node must not forget. */
export interface Store {
  /** Writes the claim durably unless the round has one; returns the digest that stands. */
  claim(claim: SigningClaim): Hex;
  recordSent(transaction: SentTransaction): void;
  /** The newest transaction sent, whatever became of it. */
  lastSent(): SentTransaction | null;
  /**
   * Keeps a verified observation of any member. A second, different one of the same member and round is kept beside
   * the first, as evidence of equivocation.
   */
  recordObservation(observation: StoredObservation): void;
  observationsOf(round: bigint): readonly StoredObservation[];
  /** Keeps the newest state of each market under a model (its sha256): all of them or, when that fails, none. */
  saveCalibration(model: Hex, states: readonly StoredCalibration[]): void;
  /** Every market's state under a model. */
  calibrationOf(model: Hex): readonly StoredCalibration[];
  close(): void;
}
