import { lowerHex } from "../lib/hex.ts";
import type { Hex } from "../lib/hex.ts";
import type { PinnedReader } from "../market/chain-reader.ts";
import { readRoster } from "../market/roster.ts";
import type { Roster } from "../market/roster.ts";
import { readViews } from "../market/views.ts";
import { committeeOfAbi, proposalOracleAbi, view } from "./abis.ts";
import { GovernanceError } from "./errors.ts";
import type { GovernanceDeps } from "./types.ts";

/** What a round about proposals is run under. */
export interface ProposalTerms {
  readonly roster: Roster;
  /** Of the governors asked about, those that the oracle takes reports for. */
  readonly registered: ReadonlySet<Hex>;
}

/** Reads the committee and the oracle at a block. Rejects with ORACLE_UNFIT where the oracle is another committee's. */
export async function readTerms(
  governors: readonly Hex[],
  { riskOracle, committee, proposalOracle }: GovernanceDeps["contracts"],
  at: PinnedReader,
  signal: AbortSignal,
): Promise<ProposalTerms> {
  const roster = await readRoster(riskOracle, committee, at, signal);
  const [itsCommittee, roundLength, ...registrations] = await readViews(
    [
      view(committeeOfAbi, proposalOracle, "committee"),
      view(proposalOracleAbi, proposalOracle, "roundLength"),
      ...governors.map((governor) => view(proposalOracleAbi, proposalOracle, "registrationOf", [governor])),
    ],
    at,
    signal,
  );
  if (lowerHex(itsCommittee as string) !== committee) {
    throw unfit(
      `asks the committee ${String(itsCommittee)}, "chain.committee" is ${committee}: correct one of the two`,
    );
  }
  if (roundLength !== roster.roundLength) {
    throw unfit(
      `has rounds of ${String(roundLength)} s and the RiskOracle of ${roster.roundLength} s: a node scores proposals in the rounds of its markets`,
    );
  }
  const isRegistered = (i: number) => (registrations[i] as { readonly registered: boolean }).registered;
  return { roster, registered: new Set(governors.filter((_, i) => isRegistered(i))) };

  function unfit(why: string): GovernanceError {
    return new GovernanceError("ORACLE_UNFIT", `The ProposalOracle ${proposalOracle} ${why}.`, {
      proposalOracle,
    });
  }
}
