import { ramp, ratio } from "../ratio.ts";
import type { ProposalSnapshot, ProposalVote } from "../snapshot.ts";
import { forShare, passes, tally } from "../tally.ts";
import { LEAST_HISTORY, percent } from "./rule.ts";
import type { Finding, ReadProposal, Rule } from "./rule.ts";

/** Of the votes for it, what their casters did not have before; null where it was not looked up for all of them. */
function movedShare(
  votes: readonly ProposalVote[] | null,
  then: "weightBefore" | "weightAfter",
): number | null {
  const cast = votes?.filter(({ support, weight }) => support === "for" && weight > 0n) ?? [];
  if (cast.length === 0 || cast.some((vote) => vote[then] === null)) return null;
  return forShare(cast, (vote) => {
    const held = vote[then] ?? 0n;
    return held < vote.weight ? vote.weight - held : 0n;
  });
}

/** A tenth of the votes changes hands in any busy month; half of them decides alone. */
const MOVED = [0.1, 0.5] as const;

/** Half of what the quorum needs, to all of it: from there on new power decides without anybody's help. */
const OF_QUORUM = [0.5, 1] as const;

const span = ({ freshBlocks }: ProposalSnapshot["power"]): string =>
  freshBlocks === null ? "shortly" : `${freshBlocks} blocks`;

/** Of the votes that were cast. */
function freshVotes({ votes, power }: ProposalSnapshot): Finding | null {
  const share = movedShare(votes, "weightBefore");
  if (share === null) return null;
  return {
    severity: ramp(share, ...MOVED),
    sentence: `${percent(share)} of the votes for it are power that its voters did not have ${span(power)} before it was measured`,
  };
}

/** Of the power that stands ready, before anybody votes with it. */
function freshHolders({ power }: ProposalSnapshot): Finding | null {
  if (power.holders === null || power.quorum === null || power.quorum === 0n) return null;
  const fresh = power.holders.reduce(
    (sum, { weight, weightBefore }) => sum + (weight > weightBefore ? weight - weightBefore : 0n),
    0n,
  );
  const share = ratio(fresh, power.quorum);
  return {
    severity: ramp(share, ...OF_QUORUM),
    sentence: `holders have new power for ${percent(share)} of the quorum, which they did not have ${span(power)} before it was measured`,
  };
}

export const freshPower: Rule = {
  id: "fresh-power",
  name: "fresh voting power",
  per: "proposal",
  judge({ snapshot }) {
    const found = [freshVotes(snapshot), freshHolders(snapshot)].filter((finding) => finding !== null);
    return found.toSorted((a, b) => b.severity - a.severity)[0] ?? null;
  },
};

export const borrowedPower: Rule = {
  id: "borrowed-power",
  name: "borrowed voting power",
  per: "proposal",
  judge({ snapshot: { votes } }) {
    const share = movedShare(votes, "weightAfter");
    if (share === null) return null;
    return {
      severity: ramp(share, ...MOVED),
      sentence: `${percent(share)} of the votes for it are power that was gone soon after the vote`,
    };
  },
};

/** From a quarter of the votes for it to three quarters. */
const STRANGERS = [0.25, 0.75] as const;

export const unknownDeciders: Rule = {
  id: "unknown-deciders",
  name: "strangers decide",
  per: "proposal",
  judge({ snapshot }: ReadProposal): Finding | null {
    const { votes, history, power } = snapshot;
    if (votes === null || history === null || history.proposals < LEAST_HISTORY) return null;
    const cast = votes.filter(({ support, weight }) => support === "for" && weight > 0n);
    if (cast.length === 0 || cast.some(({ earlierVotes }) => earlierVotes === null)) return null;
    const share = forShare(cast, ({ earlierVotes, weight }) => (earlierVotes === 0 ? weight : 0n));
    const familiar = votes.filter(({ support, earlierVotes }) => support !== "for" || earlierVotes !== 0);
    const decide = passes(tally(votes), power.quorum) && !passes(tally(familiar), power.quorum);
    return {
      severity: ramp(share, ...STRANGERS) * (decide ? 1 : 0.5),
      sentence: `${percent(share)} of the votes for it come from addresses that never voted here before${decide ? ", and without them it does not pass" : ""}`,
    };
  },
};
