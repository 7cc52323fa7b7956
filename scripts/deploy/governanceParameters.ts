import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { ParametersError } from "./parameters.ts";

const seconds = z.number().int().positive();
const bps = z.number().int().min(1).max(10_000);

/** Bounds of single keys; the contracts check what hangs together again, and refuse the deployment. */
const schema = z.strictObject({
  name: z.string().min(1),
  votes: z.strictObject({
    votingDelay: z.number().int().min(0),
    votingPeriod: seconds,
    /** In whole tokens of 18 decimals. */
    proposalThreshold: z.number().int().min(0),
    quorumPercent: z.number().int().min(1).max(100),
    voteExtension: z.number().int().min(0),
  }),
  risk: z.strictObject({
    elevatedFromBps: bps,
    strictFromBps: bps,
    elevatedQuorumBps: z.number().int().min(10_000).max(40_000),
    strictQuorumBps: z.number().int().min(10_000).max(40_000),
    elevatedDelay: z.number().int().min(0),
    strictDelay: z.number().int().min(0),
    scoreWindow: seconds,
  }),
  limits: z.strictObject({
    quorumBps: z.number().int().min(10_000).max(40_000),
    quorumShareBps: z.number().int().min(1).max(5_000),
    extraDelay: z.number().int().min(0).max(2_592_000),
  }),
  /** What a proposal's score forecasts: a fall of the treasury's feed by this much within this time of its execution. */
  event: z.strictObject({ thresholdBps: bps.max(9_999), horizon: seconds }),
});

export type GovernanceParameters = Readonly<z.infer<typeof schema>>;

/** What no single key can say, as a sentence; undefined where all is well. */
const problemOf = ({ votes, risk, limits }: GovernanceParameters): string | undefined => {
  if (risk.elevatedFromBps > risk.strictFromBps) return "risk.elevatedFromBps is above risk.strictFromBps";
  if (risk.elevatedQuorumBps > risk.strictQuorumBps) {
    return "risk.elevatedQuorumBps is above risk.strictQuorumBps";
  }
  if (risk.elevatedDelay > risk.strictDelay) return "risk.elevatedDelay is above risk.strictDelay";
  if (risk.strictQuorumBps > limits.quorumBps) return "risk.strictQuorumBps is above limits.quorumBps";
  if (risk.strictDelay > limits.extraDelay) return "risk.strictDelay is above limits.extraDelay";
  if (2 * risk.scoreWindow > votes.votingPeriod) {
    return "risk.scoreWindow is more than half of votes.votingPeriod, to which the governor cuts it";
  }
  return undefined;
};

/** Checks parsed JSON; `file` is only named in messages. */
export const parseGovernanceParameters = (file: string, json: unknown): GovernanceParameters => {
  const result = schema.safeParse(json);
  if (!result.success) {
    const [issue] = result.error.issues;
    const where = issue?.path.join(".") ?? "";
    throw new ParametersError(
      `${file}: ${where === "" ? "the file" : where} is not usable (${issue?.message ?? "unknown reason"}): ` +
        "mend that key as deployments/README.md describes it.",
    );
  }
  const problem = problemOf(result.data);
  if (problem !== undefined) throw new ParametersError(`${file}: ${problem}: mend one of the two.`);
  return result.data;
};

/** Reads deployments/parameters/<network>.governance.json. */
export const readGovernanceParameters = async (networkName: string): Promise<GovernanceParameters> => {
  const file = `deployments/parameters/${networkName}.governance.json`;
  const path = fileURLToPath(new URL(`../../${file}`, import.meta.url));
  try {
    return parseGovernanceParameters(file, JSON.parse(await readFile(path, "utf8")));
  } catch (cause) {
    if (cause instanceof ParametersError) throw cause;
    throw new ParametersError(`${file} cannot be read: copy localhost.governance.json there and review it.`, {
      cause,
    });
  }
};
