import type { DecodedCall } from "../decode/call.ts";
import type { Effect } from "../decode/effects.ts";
import type { ProposalSnapshot } from "../snapshot.ts";
import type { UsualVotes } from "../usual/usual-votes.ts";

/** A snapshot with its actions decoded once for all rules; calls and effects are null where no actions were recorded. */
export interface ReadProposal {
  readonly snapshot: ProposalSnapshot;
  readonly calls: readonly DecodedCall[] | null;
  readonly effects: readonly Effect[] | null;
  /** Null where no calibration has any. */
  readonly usual: UsualVotes | null;
}

/** What a rule finds. */
export interface Finding {
  /** 0 (as it should be) to 1 (as bad as this rule can say). */
  readonly severity: number;
  /** Why, in a sentence that a voter can check. */
  readonly sentence: string;
}

export type RuleId =
  | "fresh-power"
  | "borrowed-power"
  | "unknown-deciders"
  | "concentration"
  | "late-swing"
  | "thin-turnout"
  | "unusual-vote"
  | "control"
  | "strange-code"
  | "hidden-call"
  | "outflow"
  | "issuance"
  | "undisclosed"
  | "time-to-react"
  | "new-proposer";

export interface Rule {
  readonly id: RuleId;
  readonly name: string;
  /** What the rule judges anew: a proposal, or a DAO's settings, which are the same for all of its proposals. */
  readonly per: "proposal" | "dao";
  /** Null: the snapshot lacks what the rule needs, and the rule abstains. */
  readonly judge: (proposal: ReadProposal) => Finding | null;
}

export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** Earlier proposals of a DAO below which nobody can be a stranger to it. */
export const LEAST_HISTORY = 10;
