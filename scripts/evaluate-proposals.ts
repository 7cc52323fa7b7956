// Judges the scores of governance proposals on benign ones and on drawn attacks, or explains one proposal from a file.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BreakwaterError } from "../committee/lib/errors.ts";
import { parseCalibration } from "../committee/proposals/calibration.ts";
import { scoreProposal } from "../committee/proposals/score.ts";
import { readArguments, USAGE } from "./proposals/arguments.ts";
import type { ProposalsOptions } from "./proposals/arguments.ts";
import { rebuild } from "./proposals/benign.ts";
import { evaluateProposals, shippedCalibration } from "./proposals/evaluation.ts";
import { explainProposal, readProposalFile } from "./proposals/explain.ts";
import { readRecords } from "./proposals/records.ts";
import { writePage } from "./proposals/report/page.ts";
import { reportOf } from "./proposals/report/report.ts";

const CALIBRATION = join(import.meta.dirname, "..", "committee", "proposals", "calibration.json");

function explain(file: string, json: boolean): void {
  const snapshot = readProposalFile(file);
  const calibration = parseCalibration(JSON.parse(readFileSync(CALIBRATION, "utf8")));
  process.stdout.write(
    json
      ? `${JSON.stringify(scoreProposal(snapshot, calibration))}\n`
      : explainProposal(snapshot, calibration),
  );
}

async function evaluate(options: Extract<ProposalsOptions, { explain: null }>): Promise<void> {
  const benign = rebuild(await readRecords(options.data));
  if (options.calibrate)
    writeFileSync(CALIBRATION, `${JSON.stringify(shippedCalibration(benign), null, 2)}\n`);
  const result = evaluateProposals(benign);
  const report = reportOf(result);
  if (options.markdown !== null) writePage(options.markdown, report);
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : `${report}\n`);
}

try {
  const options = readArguments(process.argv.slice(2));
  if (options === null) process.stdout.write(`${USAGE}\n`);
  else if (options.explain !== null) explain(options.explain, options.json);
  else await evaluate(options);
} catch (error) {
  if (!(error instanceof BreakwaterError)) throw error;
  process.stderr.write(`${error.message}\n`);
  // 1: the proposal or the data cannot be used; 2: the command line cannot.
  process.exitCode = error.code === "PROPOSALS_USAGE" ? 2 : 1;
}
