import { readFileSync } from "node:fs";
import { messageOf } from "../../committee/lib/errors.ts";
import type { Calibration } from "../../committee/proposals/calibration.ts";
import { describeCalls } from "../../committee/proposals/decode/sentence.ts";
import { describeSimulation } from "../../committee/proposals/simulation.ts";
import { readProposal, scoreProposal } from "../../committee/proposals/score.ts";
import { describeContribution, describeScore } from "../../committee/proposals/sentence.ts";
import { parseSnapshot } from "../../committee/proposals/snapshot.ts";
import type { ProposalSnapshot } from "../../committee/proposals/snapshot.ts";
import { ProposalsError } from "./errors.ts";

/** Reads a proposal from a JSON file. Throws ProposalsError or ProposalError with a sentence. */
export function readProposalFile(path: string): ProposalSnapshot {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new ProposalsError(
      "PROPOSALS_FILE_MISSING",
      `${path} cannot be read (${messageOf(cause)}).`,
      { path },
      cause,
    );
  }
  try {
    return parseSnapshot(JSON.parse(text));
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new ProposalsError(
      "PROPOSALS_BROKEN_ROWS",
      `${path} is no JSON (${cause.message}).`,
      { path },
      cause,
    );
  }
}

/** A proposal's score, why, and what its actions do, for a DAO member. */
export function explainProposal(snapshot: ProposalSnapshot, calibration: Calibration): string {
  const score = scoreProposal(snapshot, calibration);
  const { calls } = readProposal(snapshot);
  const raised = score.contributions.filter(({ bps }) => bps > 0).toSorted((a, b) => b.bps - a.bps);
  const quiet = score.contributions.filter(({ bps, severity }) => bps === 0 && severity !== null);
  const blind = score.contributions.filter(({ severity }) => severity === null);
  const lines = [
    `${snapshot.dao}, proposal ${snapshot.id}: ${describeScore(score)}.`,
    "",
    "What raises the score, in bps:",
    ...raised.map((one) => `  +${one.bps.toLocaleString("en-US")}  ${describeContribution(one)}.`),
    ...(raised.length === 0 ? ["  nothing."] : []),
    "",
    "What does not:",
    ...quiet.map((one) => `  ${describeContribution(one)}.`),
    ...blind.map(({ name }) => `  ${name}: the file lacks what this rule needs.`),
    "",
    "What its actions do:",
    ...(calls === null
      ? ["  not recorded."]
      : describeCalls(calls, snapshot.treasury).map((line) => `  ${line}`)),
    ...describeSimulation(snapshot).map((line) => `  ${line}.`),
  ];
  return `${lines.join("\n")}\n`;
}
