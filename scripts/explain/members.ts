import { join } from "node:path";
import { explain } from "../../committee/explain/explain.ts";
import { explanationLeaf } from "../../committee/explain/leaf.ts";
import { describeExplanation, describeWindow } from "../../committee/explain/sentence.ts";
import type { Attribution } from "../../committee/explain/types.ts";
import { loadModel } from "../../committee/inference/model.ts";
import type { Model } from "../../committee/inference/model.ts";
import { isOutOfDistribution } from "../../committee/inference/out-of-distribution.ts";
import { MEMBERS_FOLDER, readForecasters } from "../forecast/forecasters.ts";
import { HOUR_S } from "../forecast/history.ts";
import { ExplainError } from "./errors.ts";
import { iso } from "./situation.ts";
import type { Situation } from "./situation.ts";

/** One member's score of the hour, and why. */
export interface MemberExplanation {
  readonly model: string;
  readonly modelHash: string;
  readonly scoreBps: number;
  readonly baselineBps: number;
  readonly attributions: readonly Attribution[];
  readonly outOfDistribution: boolean;
  /** What happened, the same for every member with a usable newest hour. */
  readonly situation: string;
  readonly sentence: string;
  /** The leaf of the explanation tree, for the market asked for and an hourly round. */
  readonly leaf: string;
}

export interface EventAsked {
  readonly market: string;
  readonly thresholdBps: number;
}

/** Folders of the members asked for, in the order of their names. */
export function memberFolders(model?: string): string[] {
  const ids = readForecasters(MEMBERS_FOLDER, "").map(({ id }) => id);
  const chosen = ids.filter((id) => model === undefined || id === model);
  if (chosen.length > 0) return chosen.map((id) => join(MEMBERS_FOLDER, id));
  const message = `There is no member "${model ?? ""}": name one of ${ids.join(", ")} with --model.`;
  throw new ExplainError("EXPLAIN_USAGE", message, { model });
}

/** Loads a member for as long as `use` takes. */
export async function withModel<T>(folder: string, use: (model: Model) => Promise<T>): Promise<T> {
  const model = await loadModel(folder);
  try {
    return await use(model);
  } finally {
    await model.close();
  }
}

/** Explains one member's score of an hour as its node would. Throws ExplainError where the node would abstain. */
export async function explainMember(
  model: Model,
  { hour, engine, own, market }: Situation,
  event: EventAsked,
): Promise<MemberExplanation> {
  const window = engine.window(own.name, model.manifest);
  if (!window.complete) {
    throw new ExplainError(
      "EXPLAIN_WINDOW_INCOMPLETE",
      `Member ${model.id} abstains on ${own.name} at ${iso(hour)}: ${window.missing} of ${model.manifest.steps} rows of its window are missing; name an hour with a price and a month of prices before it.`,
      { hour },
    );
  }
  const [explanation] = await explain(model, [{ window: window.values, thresholdBps: event.thresholdBps }]);
  if (explanation === undefined) throw new RangeError("One window has one explanation.");
  const context = { marketId: event.market, round: BigInt(hour / HOUR_S), modelHash: model.sha256 };
  return {
    model: model.id,
    modelHash: model.sha256,
    scoreBps: explanation.scoreBps,
    baselineBps: explanation.baselineBps,
    attributions: explanation.attributions,
    outOfDistribution: isOutOfDistribution(model.manifest, window.values),
    situation: describeWindow(window.values, own, market),
    sentence: describeExplanation(explanation),
    leaf: explanationLeaf(context, explanation),
  };
}
