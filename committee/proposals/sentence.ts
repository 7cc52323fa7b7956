import type { Contribution, ProposalScore } from "./score.ts";

/** "score 8,931 of 10,000, raised most by fresh voting power (+3,120), hidden call (+2,200)". */
export function describeScore({ scoreBps, contributions, judged }: ProposalScore): string {
  const top = contributions
    .filter(({ bps }) => bps > 0)
    .toSorted((a, b) => b.bps - a.bps)
    .slice(0, 3)
    .map(({ name, bps }) => `${name} (+${bps.toLocaleString("en-US")})`);
  const why = top.length === 0 ? "no rule speaks against it" : `raised most by ${top.join(", ")}`;
  const silent = contributions.length - judged;
  const blind = silent === 0 ? "" : `; ${silent} of ${contributions.length} rules lacked what they need`;
  return `score ${scoreBps.toLocaleString("en-US")} of 10,000, ${why}${blind}`;
}

/** Why a rule raised the score, or that it abstains. */
export const describeContribution = ({ name, sentence }: Contribution): string =>
  sentence === null ? `${name}: not known` : `${name}: ${sentence}`;
