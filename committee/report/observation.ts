import { AbiCoder, TypedDataEncoder, keccak256 } from "ethers";
import type { Hex } from "../lib/hex.ts";

/** What all observations of one round have in common. */
export interface RoundHeader {
  readonly configDigest: Hex;
  readonly round: bigint;
  /** Timestamp of the snapshot block, unix seconds. */
  readonly observedAt: bigint;
  readonly blockNumber: bigint;
  readonly blockHash: Hex;
}

/** What one member signs. */
export interface Observation extends RoundHeader {
  readonly snapshotRoot: Hex;
  readonly modelHash: Hex;
  readonly explanationRoot: Hex;
  /** Every market, packed by `packScores`. */
  readonly scores: Hex;
}

/** An observation, who signed it and the signature in the short form of EIP-2098. */
export interface SignedObservation {
  readonly member: number;
  readonly observation: Observation;
  readonly r: Hex;
  readonly vs: Hex;
}

/** EIP-712's name of an oracle's domain: no signature under the one recovers its member under the other. */
export type DomainName = "Breakwater RiskOracle" | "Breakwater ProposalOracle";

/** The chain and the contract that an observation is for. */
export interface SigningDomain {
  readonly chainId: bigint;
  readonly oracle: Hex;
  /** RiskOracle's where none is given. */
  readonly name?: DomainName;
}

export const OBSERVATION_TYPES = {
  Observation: [
    { name: "configDigest", type: "bytes32" },
    { name: "round", type: "uint64" },
    { name: "observedAt", type: "uint64" },
    { name: "blockNumber", type: "uint64" },
    { name: "blockHash", type: "bytes32" },
    { name: "snapshotRoot", type: "bytes32" },
    { name: "modelHash", type: "bytes32" },
    { name: "explanationRoot", type: "bytes32" },
    { name: "scores", type: "bytes" },
  ],
};

function eip712Domain({ chainId, oracle, name = "Breakwater RiskOracle" }: SigningDomain) {
  return { name, version: "1", chainId, verifyingContract: oracle };
}

/** The EIP-712 digest that the report key signs. */
export function observationDigest(domain: SigningDomain, observation: Observation): Hex {
  return TypedDataEncoder.hash(eip712Domain(domain), OBSERVATION_TYPES, observation) as Hex;
}

/** Identifies chain and contract: rounds of another domain are other rounds. */
export function domainSeparator(domain: SigningDomain): Hex {
  return TypedDataEncoder.hashDomain(eip712Domain(domain)) as Hex;
}

/**
 * What a member publishes before it reveals: the hash of its whole signed observation. The signature inside makes it
 * hiding, though scores have few bits, and binding to one member.
 */
export function commitmentOf(digest: Hex, { member, r, vs }: SignedObservation): Hex {
  return keccak256(
    AbiCoder.defaultAbiCoder().encode(["uint8", "bytes32", "bytes32", "bytes32"], [member, digest, r, vs]),
  ) as Hex;
}
