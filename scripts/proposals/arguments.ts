import { parseArgs } from "node:util";
import { messageOf } from "../../committee/lib/errors.ts";
import { ProposalsError } from "./errors.ts";

export const USAGE = `usage: npm run proposals -- [--data FOLDER] [options]
       npm run proposals -- --explain FILE [--json]

  --data FOLDER      holds governance_proposals.csv.gz and governance_votes.csv.gz (default: ../shared/data)
  --json             one JSON object instead of tables
  --markdown FILE    also writes the tables into the page, between its markers
  --calibrate        also writes the rules' rates to committee/proposals/calibration.json
  --explain FILE     scores one proposal (committee/proposals/README.md has the form) and says why`;

export type ProposalsOptions =
  | { readonly explain: string; readonly json: boolean }
  | {
      readonly explain: null;
      readonly data: string;
      readonly json: boolean;
      readonly markdown: string | null;
      readonly calibrate: boolean;
    };

/** Reads the command line; null asks for help. Throws ProposalsError with a sentence and the usage. */
export function readArguments(argv: readonly string[]): ProposalsOptions | null {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        data: { type: "string" },
        json: { type: "boolean", default: false },
        markdown: { type: "string" },
        calibrate: { type: "boolean", default: false },
        explain: { type: "string" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    if (values.help) return null;
    const { data, json, markdown, calibrate, explain } = values;
    if (explain === undefined)
      return { explain: null, data: data ?? "../shared/data", json, markdown: markdown ?? null, calibrate };
    if (data !== undefined || markdown !== undefined || calibrate)
      throw new Error("--explain takes no --data, --markdown or --calibrate");
    return { explain, json };
  } catch (cause) {
    throw new ProposalsError("PROPOSALS_USAGE", `${messageOf(cause)}.\n${USAGE}`, {}, cause);
  }
}
