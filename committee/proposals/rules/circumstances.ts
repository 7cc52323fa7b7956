import { ramp } from "../ratio.ts";
import { LEAST_HISTORY } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** Three days pass a weekend; one day passes while people sleep. */
const HOURS = [72, 24] as const;

export const timeToReact: Rule = {
  id: "time-to-react",
  name: "time to react",
  per: "dao",
  judge({ snapshot: { timing } }) {
    if (timing.earliestExecution === null) return null;
    const hours = (timing.earliestExecution - timing.createdAt) / 3600;
    return {
      severity: ramp(hours, ...HOURS),
      sentence: `it can take effect ${hours.toFixed(1)} hours after it was proposed`,
    };
  },
};

/** Days below which an address counts as made for the proposal. */
const YOUNG_DAYS = 14;

export const newProposer: Rule = {
  id: "new-proposer",
  name: "new proposer",
  per: "proposal",
  judge({ snapshot: { proposer, history } }) {
    const { earlierProposals, earlierVotes, ageDays } = proposer;
    if (ageDays !== null && ageDays < YOUNG_DAYS)
      return { severity: 1, sentence: `its proposer's address is ${ageDays.toFixed(0)} days old` };
    if (history === null || history.proposals < LEAST_HISTORY || earlierProposals === null) return null;
    if (earlierProposals > 0)
      return { severity: 0, sentence: `its proposer made ${earlierProposals} proposals before` };
    if (earlierVotes === null) return { severity: 0.4, sentence: "its proposer never proposed here before" };
    return earlierVotes > 0
      ? {
          severity: 0.4,
          sentence: `its proposer never proposed here before, and voted ${earlierVotes} times`,
        }
      : { severity: 0.8, sentence: "its proposer neither proposed nor voted here before" };
  },
};
