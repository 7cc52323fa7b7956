import { Signature, recoverAddress } from "ethers";
import { lowerHex } from "../lib/hex.ts";
import type { Hex } from "../lib/hex.ts";
import type { Member } from "../market/roster.ts";
import { observationDigest } from "./observation.ts";
import type { RoundHeader, SignedObservation, SigningDomain } from "./observation.ts";
import { unpackScores } from "./scores.ts";

/** Why a member's observation is not used. */
export type Refusal =
  "member" | "suspended" | "digest" | "round" | "block" | "model" | "scores" | "signature";

export interface VerifyDeps {
  readonly domain: SigningDomain;
  readonly header: RoundHeader;
  readonly members: readonly Member[];
  readonly markets: number;
  /** Whether honest members say the same to the bit, because rules and not models speak: who comes late copies nobody. */
  readonly alike?: boolean;
}

/** Checks a signed observation against the round and the roster, the cheap checks first; null when it may be used. */
export function verifyObservation(signed: SignedObservation, deps: VerifyDeps): Refusal | null {
  const { header, members, markets, domain } = deps;
  const { observation } = signed;
  const member = members[signed.member];
  if (member === undefined) return "member";
  if (member.suspended) return "suspended";
  if (observation.configDigest !== header.configDigest) return "digest";
  if (observation.round !== header.round) return "round";
  if (
    observation.blockHash !== header.blockHash ||
    observation.blockNumber !== header.blockNumber ||
    observation.observedAt !== header.observedAt
  ) {
    return "block";
  }
  if (observation.modelHash !== member.modelHash) return "model";
  if (unpackScores(observation.scores, markets) === null) return "scores";
  return signerOf(signed, domain) === member.signer ? null : "signature";
}

/** Who signed; null for a signature that no key made, or one with a high s. */
export function signerOf(signed: SignedObservation, domain: SigningDomain): Hex | null {
  try {
    const signature = Signature.from({ r: signed.r, yParityAndS: signed.vs });
    return lowerHex(recoverAddress(observationDigest(domain, signed.observation), signature));
  } catch {
    return null;
  }
}
