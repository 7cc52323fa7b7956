import { computeAddress } from "ethers";
import type { SigningKey } from "ethers";
import { lowerHex } from "../lib/hex.ts";
import type { Hex } from "../lib/hex.ts";
import { ReportError } from "./errors.ts";
import { domainSeparator, observationDigest } from "./observation.ts";
import type { Observation, SignedObservation, SigningDomain } from "./observation.ts";

/** Where it is written down what was signed, before it is signed; store/ implements it durably. */
export interface SigningRecord {
  /**
   * Records that `signer` is about to sign `digest` for a round, unless the round already has a digest.
   * @returns the digest that stands for the round now: the given one, or the earlier one.
   */
  claim(entry: {
    readonly domain: Hex;
    readonly signer: Hex;
    readonly round: bigint;
    readonly digest: Hex;
    readonly observation: Observation;
  }): Hex;
}

/** The only holder of the report key. */
export interface ObservationSigner {
  readonly address: Hex;
  /**
   * Signs an observation, at most one per round for ever: the same observation gives the same signature again, a
   * different one is refused with ReportError ALREADY_SIGNED, across restarts too.
   */
  sign(member: number, observation: Observation): SignedObservation;
}

export function createObservationSigner(
  key: SigningKey,
  domain: SigningDomain,
  record: SigningRecord,
): ObservationSigner {
  const address = lowerHex(computeAddress(key));
  const separator = domainSeparator(domain);
  return {
    address,
    sign(member, observation) {
      const digest = observationDigest(domain, observation);
      const { round } = observation;
      const standing = record.claim({ domain: separator, signer: address, round, digest, observation });
      if (standing !== digest) {
        throw new ReportError(
          "ALREADY_SIGNED",
          `Round ${round} was signed before as ${standing}; ${digest} would be a second observation, so this round is left out.`,
          { round, standing, digest },
        );
      }
      const { r, yParityAndS } = key.sign(digest);
      return { member, observation, r: r as Hex, vs: yParityAndS as Hex };
    },
  };
}
