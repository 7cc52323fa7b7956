import { logRamp, ramp } from "../ratio.ts";
import { forWeights, lastTurn, topShare } from "../tally.ts";
import { voteFeatures } from "../usual/features.ts";
import { distanceTo } from "../usual/robust-distance.ts";
import { LEAST_HISTORY, percent } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** A majority of the votes for it in one hand, to all of them. */
const LARGEST = [0.5, 0.95] as const;
/** Five hands hold most of the votes in many DAOs: only next to all of them says something, and half as much. */
const FIVE_LARGEST = [0.9, 1] as const;

export const concentration: Rule = {
  id: "concentration",
  name: "concentration",
  per: "proposal",
  judge({ snapshot: { votes } }) {
    if (votes === null || forWeights(votes).length === 0) return null;
    const [one, five] = [topShare(votes, 1), topShare(votes, 5)];
    return {
      severity: Math.max(ramp(one, ...LARGEST), ramp(five, ...FIVE_LARGEST) / 2),
      sentence: `the largest voter cast ${percent(one)} of the votes for it, the five largest ${percent(five)}`,
    };
  },
};

/** The last quarter of the voting period. */
const LATE = [0.75, 1] as const;

export const lateSwing: Rule = {
  id: "late-swing",
  name: "late swing",
  per: "proposal",
  judge({ snapshot }) {
    if (snapshot.votes === null || snapshot.votes.length === 0) return null;
    const turn = lastTurn(snapshot);
    if (turn === null) return { severity: 0, sentence: "it does not pass, so that nothing swung" };
    const from = turn.wasAgainst ? "the votes against it led" : "it lacked its quorum";
    return {
      severity: ramp(turn.at, ...LATE) * (turn.wasAgainst ? 1 : 0.5),
      sentence: `until ${percent(turn.at)} of the voting period ${from}`,
    };
  },
};

/** Voters as a share of the DAO's usual number: half of them to a tenth. */
const USUAL = [0.5, 0.1] as const;

export const thinTurnout: Rule = {
  id: "thin-turnout",
  name: "thin turnout",
  per: "proposal",
  judge({ snapshot: { votes, history, observedAt, timing } }) {
    if (votes === null || votes.length === 0 || history === null) return null;
    if (history.proposals < LEAST_HISTORY || history.medianVoters === 0 || observedAt < timing.voteEnd)
      return null;
    return {
      severity: logRamp(votes.length / history.medianVoters, ...USUAL),
      sentence: `${votes.length} voted, where ${history.medianVoters} do in the median`,
    };
  },
};

export const unusualVote: Rule = {
  id: "unusual-vote",
  name: "unusual vote",
  per: "proposal",
  judge({ snapshot, usual }) {
    const over = snapshot.observedAt >= snapshot.timing.voteEnd;
    const features = usual === null || !over ? null : voteFeatures(snapshot);
    if (usual === null || features === null) return null;
    const distance = distanceTo(usual, features);
    return {
      severity: ramp(distance, usual.tenth, usual.hundredth),
      sentence: `its shares, voters and course lie ${distance.toFixed(1)} from the usual vote, where a tenth of benign votes lie beyond ${usual.tenth.toFixed(1)}`,
    };
  },
};
