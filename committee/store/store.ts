import type { Hex } from "../lib/hex.ts";

/** One line of the record of what was signed. `observation` is kept as it was signed, for audits. */
export interface SigningClaim {
  readonly domain: Hex;
  readonly signer: Hex;
  readonly round: bigint;
  readonly digest: Hex;
  readonly observation: object;
}

/** The same for one proposal of a governor: a member signs about several of them in a round. */
export interface ProposalClaim extends SigningClaim {
  readonly marketId: Hex;
}

/** Why a proposal was scored as it was, with the whole snapshot that was scored. */
export interface StoredProposalScore {
  readonly marketId: Hex;
  readonly round: bigint;
  readonly explanationRoot: Hex;
  /** The score with every rule's contribution, JSON. */
  readonly score: string;
  /** The snapshot, JSON as `npm run proposals -- --explain` reads it. */
  readonly snapshot: string;
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

/** A round as the skill ledger will ask for it: its header, and the configuration under which it was observed. */
export interface KeptRound {
  readonly round: bigint;
  readonly observedAt: bigint;
  readonly blockNumber: bigint;
  readonly blockHash: Hex;
  readonly configDigest: Hex;
  readonly committeeDigest: Hex;
  readonly marketsDigest: Hex;
  /** Members of the batch that is known to be witnessed, ascending; none as long as none is. */
  readonly members: readonly number[];
  /** Whether the ledger has, or will take, nothing more of it. */
  readonly closed: boolean;
}

/** What a node must not forget. */
export interface Store {
  /** Writes the claim durably unless the round has one; returns the digest that stands. */
  claim(claim: SigningClaim): Hex;
  /** The same for a proposal: one digest a proposal and round. It never touches what was claimed for the markets' rounds. */
  claimProposal(claim: ProposalClaim): Hex;
  /** Keeps what the newest score of a proposal rests on; an older one of the same proposal is dropped. */
  saveProposalScore(score: StoredProposalScore): void;
  proposalScore(marketId: Hex): StoredProposalScore | null;
  /** `lane` is one account on one chain. */
  recordSent(transaction: SentTransaction, lane: string): void;
  /** The newest transaction sent in a lane, whatever became of it. */
  lastSent(lane: string): SentTransaction | null;
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
  /** Keeps a round for the ledger; one of the same number is replaced. */
  keepRound(round: KeptRound): void;
  keptRound(round: bigint): KeptRound | null;
  /** Every kept round that is not closed, the oldest first. */
  openRounds(): readonly KeptRound[];
  /** The pair of digests behind a configuration's digest, if a kept round was observed under it. */
  digestsBehind(configDigest: Hex): { readonly committeeDigest: Hex; readonly marketsDigest: Hex } | null;
  /** Up to which block accepted reports were looked for; null if never. */
  searchedTo(): bigint | null;
  noteSearched(block: bigint): void;
  close(): void;
}
