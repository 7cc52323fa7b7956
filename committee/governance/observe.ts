import { messageOf } from "../lib/errors.ts";
import { describeContribution } from "../proposals/sentence.ts";
import { proposalLeaf } from "../proposals/leaf.ts";
import { describeSimulation } from "../proposals/simulation.ts";
import { scoreProposal } from "../proposals/score.ts";
import type { ProposalScore } from "../proposals/score.ts";
import { ReportError } from "../report/errors.ts";
import type { Observation, RoundHeader, SignedObservation } from "../report/observation.ts";
import { packScores } from "../report/scores.ts";
import type { ReadProposal } from "./reader.ts";
import type { GovernanceDeps, ProposalNote } from "./types.ts";

/**
 * Scores a proposal, keeps why, and signs; null when this node may not sign for it in this round, so that it only listens.
 * `problem` says why it may not sign at all.
 */
export async function observeProposal(
  note: ProposalNote,
  proposal: ReadProposal,
  header: RoundHeader,
  problem: string | null,
  deps: GovernanceDeps,
  signal: AbortSignal,
): Promise<SignedObservation | null> {
  const { calibration, modelHash, metrics } = deps;
  const { snapshot, json, root, degraded } = await proposal.take(signal);
  // What was called off meanwhile is not signed any more.
  signal.throwIfAborted();
  const score = scoreProposal(snapshot, calibration);
  const { marketId } = proposal;
  const { round } = header;
  const explanationRoot = proposalLeaf({ marketId, round }, score, calibration);
  note.scoreBps = score.scoreBps;
  note.sentences = [...sentencesOf(score), ...describeSimulation(snapshot)];
  metrics.set("breakwater_proposal_score_bps", score.scoreBps, { market: marketId });
  if (problem !== null) {
    note.reason = problem;
    return null;
  }
  const scores = packScores([{ scoreBps: score.scoreBps, outOfDistribution: false, degraded }]);
  const observation = { ...header, snapshotRoot: root, modelHash, explanationRoot, scores };
  const signed = signUnlessSigned(note, observation, deps);
  if (signed === null) return null;
  const kept = { marketId, round, explanationRoot, score: JSON.stringify(score), snapshot: json };
  deps.store.saveProposalScore(kept);
  const fields = { event: "proposal.signed", ...about(note), scoreBps: score.scoreBps, degraded };
  deps.log.info(fields, "Observation of a proposal signed.");
  return signed;
}

function signUnlessSigned(
  note: ProposalNote,
  observation: Observation,
  { member, signer, log }: GovernanceDeps,
): SignedObservation | null {
  try {
    return signer.sign(member, note.marketId, observation);
  } catch (error) {
    if (!(error instanceof ReportError)) throw error;
    note.reason = messageOf(error);
    log.warn({ event: "proposal.unsigned", ...about(note), reason: note.reason }, "Not signed.");
    return null;
  }
}

/** For the log: which proposal, in which round. */
export const about = ({ governor, proposalId, round }: ProposalNote) => ({
  ...{ governor, proposalId, round: round.toString() },
});

/** What the rules that speak say, the largest contribution first. */
function sentencesOf({ contributions }: ProposalScore): readonly string[] {
  return contributions
    .filter(({ bps }) => bps > 0)
    .toSorted((a, b) => b.bps - a.bps)
    .map(describeContribution);
}
