import type { Dao, Payload } from "./dao.ts";
import { refusal } from "./dao.ts";
import { percent } from "../demo/screen/words.ts";
import type { GovernanceWorld } from "./world.ts";

/** IRiskOracle.Status, in its order, as a person would say it. */
const STATUS = ["was never scored", "has a stale score", "has a flagged score", "has a fresh score"] as const;

/** What an execution would be refused with now, as a sentence's end; undefined where it would not be. */
export async function refusalInWords(
  { governance }: GovernanceWorld,
  dao: Dao,
  payload: Payload,
): Promise<string | undefined> {
  const data = await refusal(dao, payload);
  if (data === undefined) return undefined;
  return conditionInWords(governance.condition.interface, data) ?? `the chain reverts with ${data}`;
}

type ConditionAbi = GovernanceWorld["governance"]["condition"]["interface"];

/** The condition's own errors; undefined for those of other contracts. */
export function conditionInWords(abi: ConditionAbi, data: string): string | undefined {
  const error = data === "0x" ? null : abi.parseError(data);
  const args = error?.args.toObject() ?? {};
  const number = (name: string): number => Number(args[name]);
  switch (error?.name) {
    case "ScoreNotBelow":
      return `its condition does not hold: score + spread is ${percent(number("riskBps"))}, not below ${percent(number("boundBps"))}`;
    case "ScoreNotFresh":
      return `its condition cannot be judged: the market ${STATUS[number("status")] ?? "is not scored"}`;
    case "ScoreTooOld":
      return "its condition cannot be judged: the score is too old";
    default:
      return undefined;
  }
}
