import type { Hex } from "../lib/hex.ts";
import { lowerHex } from "../lib/hex.ts";
import type { PinnedReader } from "../market/chain-reader.ts";
import { readOptionalViews, readViews } from "../market/views.ts";
import { governorAbi, proposalOracleAbi, view } from "./abis.ts";
import type { Dao } from "./dao.ts";
import type { CreatedProposal } from "./events.ts";

/** IGovernor.ProposalState, as far as it matters here. */
const STATE = { pending: 0n, active: 1n, succeeded: 4n } as const;

/** What the gate knows of a proposal's class; null where the governor has no gate. */
export interface RiskState {
  readonly isFinal: boolean;
  /** In the governor's clock: from when, and until when, a score can fix the class. */
  readonly opensAt: bigint;
  readonly closesAt: bigint;
}

/** A proposal to be scored, and what an observation of it must bind. */
export interface LiveProposal {
  readonly proposal: CreatedProposal;
  readonly marketId: Hex;
  readonly configDigest: Hex;
  readonly risk: RiskState | null;
  /** Whether a score that is observed now can fix the class. */
  readonly decides: boolean;
}

/** Proposals that one governor's are scored of in a round; whoever makes more at once waits for the first to end. */
export const MOST_PROPOSALS = 16;

/**
 * Proposals that wait for their vote, are voted on, or passed without a class. Those whose class can be fixed now come
 * first, then the oldest: the same order for everybody.
 */
export async function findLive(
  dao: Dao,
  oracle: Hex,
  at: PinnedReader,
  signal: AbortSignal,
): Promise<readonly LiveProposal[]> {
  const { governor } = dao.config;
  const open = dao.history.proposals.filter(({ id }) => !dao.history.executed.has(id));
  const ask = (name: string) => open.map(({ id }) => view(governorAbi, governor, name, [id]));
  const states = await readOptionalViews(ask("state"), at, signal);
  const risks = (await readOptionalViews(ask("proposalRisk"), at, signal)).map(toRisk);
  const live = open.flatMap((proposal, i) => {
    const [state, risk] = [states[i], risks[i] ?? null];
    const waits = state === STATE.succeeded && risk?.isFinal === false;
    const decides = risk !== null && canBeFixed(risk, dao.times.now);
    return state === STATE.pending || state === STATE.active || waits ? [{ proposal, risk, decides }] : [];
  });
  const decisiveFirst = [...live.filter(({ decides }) => decides), ...live.filter(({ decides }) => !decides)];
  return bind(decisiveFirst.slice(0, MOST_PROPOSALS), governor, oracle, at, signal);
}

async function bind(
  live: readonly Pick<LiveProposal, "proposal" | "risk" | "decides">[],
  governor: Hex,
  oracle: Hex,
  at: PinnedReader,
  signal: AbortSignal,
): Promise<readonly LiveProposal[]> {
  const ask = (name: string) =>
    live.map(({ proposal: { id } }) => view(proposalOracleAbi, oracle, name, [governor, id]));
  const answers = await readViews([...ask("proposalMarketOf"), ...ask("configDigest")], at, signal);
  return live.map((one, i) => ({
    ...one,
    marketId: lowerHex((answers[i] as readonly [string])[0]),
    configDigest: lowerHex(answers[live.length + i] as string),
  }));
}

export function toRisk(answer: unknown): RiskState | null {
  if (answer === null || answer === undefined) return null;
  const { isFinal, opensAt, closesAt } = answer as RiskState;
  return { isFinal, opensAt, closesAt };
}

/** Whether a fresh score would fix the class at a time in the governor's clock. */
export const canBeFixed = ({ isFinal, opensAt, closesAt }: RiskState, now: bigint): boolean =>
  !isFinal && now >= opensAt && now <= closesAt;
