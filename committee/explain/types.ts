import type { Model } from "../inference/model.ts";

export interface Attribution {
  readonly group: string;
  /** What the group adds to the score, in bps: signed, whole, summing exactly to scoreBps - baselineBps. */
  readonly bps: number;
}

/** Why a score stands where it stands, against the model's calm baseline. */
export interface Explanation {
  readonly scoreBps: number;
  /** The model's score of its calm baseline window, for the same event. */
  readonly baselineBps: number;
  /** In the order of GROUPS. */
  readonly attributions: readonly Attribution[];
  /** Rows that the model was asked for. */
  readonly modelRows: number;
}

/** A market's event, as far as an explanation needs it. */
export interface ExplainInput {
  /** One window, steps x FEATURE_COUNT. */
  readonly window: Float32Array;
  readonly thresholdBps: number;
}

/** The part of a model that an explanation asks. */
export type ExplainedModel = Pick<Model, "manifest" | "probabilities">;
