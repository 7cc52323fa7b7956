import type { Hex } from "./lib/hex.ts";
import type { MarketPreview } from "./quorum/select.ts";
import type { ScoredMarket } from "./report/scorer.ts";

export type RoundOutcome = "accepted" | "no-quorum" | "nothing-due" | "dropped" | "dry-run" | "failed";

/** Where a round's time went, in milliseconds. */
export interface Timing {
  readonly round: string;
  readonly snapshotMs: number;
  readonly featuresMs: number;
  readonly inferenceMs: number;
  readonly calibrateMs: number;
  readonly explainMs: number;
  readonly signMs: number;
  readonly shareMs: number;
  readonly quorumMs: number;
  readonly transmitMs: number;
  readonly totalMs: number;
}

/** What is known of one round so far; /status shows the newest. */
export interface RoundRecord {
  round: bigint;
  observedAt?: bigint;
  blockNumber?: bigint;
  blockHash?: Hex;
  outcome?: RoundOutcome;
  reason?: string;
  observations: number;
  members: readonly number[];
  scores: readonly ScoredMarket[];
  aggregate: readonly MarketPreview[];
  txHash?: Hex;
}

export const STEPS = [
  "snapshot",
  "features",
  "inference",
  "calibrate",
  "explain",
  "sign",
  "share",
  "quorum",
  "transmit",
] as const;
export type Step = (typeof STEPS)[number];

/** Milliseconds by step, filled in as the round goes. */
export type StepTimes = Partial<Record<Step, number>>;

const rounded = (ms: number) => Math.round(ms * 100) / 100;

export function toTiming(round: bigint, steps: StepTimes, totalMs: number): Timing {
  const ms = (step: Step) => rounded(steps[step] ?? 0);
  return {
    round: round.toString(),
    snapshotMs: ms("snapshot"),
    featuresMs: ms("features"),
    inferenceMs: ms("inference"),
    calibrateMs: ms("calibrate"),
    explainMs: ms("explain"),
    signMs: ms("sign"),
    shareMs: ms("share"),
    quorumMs: ms("quorum"),
    transmitMs: ms("transmit"),
    totalMs: rounded(totalMs),
  };
}

const KEPT_TIMINGS = 256;

/** The newest rounds' timings, oldest first. */
export function createTimingLog(): { add(timing: Timing): void; all(): readonly Timing[] } {
  const timings: Timing[] = [];
  return {
    add: (timing) => {
      timings.push(timing);
      if (timings.length > KEPT_TIMINGS) timings.shift();
    },
    all: () => [...timings],
  };
}
