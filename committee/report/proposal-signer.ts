import type { SigningKey } from "ethers";
import type { Hex } from "../lib/hex.ts";
import type { Observation, SignedObservation, SigningDomain } from "./observation.ts";
import { createObservationSigner } from "./signer.ts";
import type { SigningRecord } from "./signer.ts";

/** Where it is written down what was signed of proposals; store/ implements it durably. */
export interface ProposalSigningRecord {
  /** As `SigningRecord.claim`, of one proposal. */
  claimProposal(entry: Parameters<SigningRecord["claim"]>[0] & { readonly marketId: Hex }): Hex;
}

/** Signs observations of proposals with the report key, under the ProposalOracle's domain and no other. */
export interface ProposalSigner {
  readonly address: Hex;
  readonly domain: SigningDomain;
  /** At most one for a proposal and round for ever; a second, different one is refused with ReportError ALREADY_SIGNED. */
  sign(member: number, marketId: Hex, observation: Observation): SignedObservation;
}

export function createProposalSigner(
  key: SigningKey,
  chainId: bigint,
  oracle: Hex,
  record: ProposalSigningRecord,
): ProposalSigner {
  // The domain is made here: a proposal's claim can never stand behind a signature under the RiskOracle's.
  const domain: SigningDomain = { chainId, oracle, name: "Breakwater ProposalOracle" };
  const signerOf = (marketId: Hex) =>
    createObservationSigner(key, domain, {
      claim: (entry) => record.claimProposal({ ...entry, marketId }),
    });
  return {
    address: signerOf("0x").address,
    domain,
    sign: (member, marketId, observation) => signerOf(marketId).sign(member, observation),
  };
}
