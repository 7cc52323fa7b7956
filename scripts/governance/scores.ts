import type { CommitteeProcesses } from "../demo/committee/committee.ts";
import type { Member } from "../demo/committee/members.ts";
import { waitForReport } from "../demo/committee/reports.ts";
import { HOUR_S } from "../demo/hours.ts";
import type { ScoreStatus } from "../demo/record.ts";
import { readSentences } from "./sentences.ts";
import type { Scored } from "./timeline.ts";
import { wethMarket } from "./payloads.ts";
import { latestTime } from "./world.ts";
import type { GovernanceWorld } from "./world.ts";

/** One market's score in one round, as the oracle holds it. */
export interface MarketScore {
  readonly scoreBps: number;
  readonly spreadBps: number;
  readonly status: ScoreStatus;
}

/** What a committee does for the story. */
export interface Scorers {
  readonly alive: number;
  /** Waits for the round's report on the markets and those on proposals; what did not come is left out. */
  round(round: number, fromBlock: number, proposals: readonly bigint[]): Promise<RoundScores>;
}

export interface RoundScores {
  readonly accepted: boolean;
  readonly market: MarketScore;
  readonly proposals: ReadonlyMap<bigint, Scored>;
}

const POLL_MS = 50;
/** Longest wait for a report while a quorum lives, and while none does. */
const REPORT_MS = 30_000;
const HOPELESS_MS = 1_500;
/** IRiskOracle.Status, in its order. */
const STATUS: readonly ScoreStatus[] = ["unknown", "stale", "degraded", "fresh"];
const LATEST = { blockTag: "latest" } as const;

type Processes = Pick<CommitteeProcesses, "alive" | "size" | "failuresIn" | "sawToProposals">;

/** The running nodes as scorers: everything is read from the chain but the sentences, which are the nodes' own. */
export async function nodesAsScorers(
  world: GovernanceWorld,
  committee: Processes,
  members: readonly Member[],
): Promise<Scorers> {
  const quorum = Number(await world.breakwater.committee.quorum());
  const patience = (): number => (committee.alive >= quorum ? REPORT_MS : HOPELESS_MS);
  const statusUrls = members.map(({ httpPort }) => `http://127.0.0.1:${httpPort}/status`);
  return {
    get alive() {
      return committee.alive;
    },
    round: async (round, fromBlock, proposals) => {
      const at = { round, fromBlock };
      const report = await waitForReport(world.chain.connection, world.breakwater.oracle, at, {
        timeoutMs: patience(),
        hopeless: () => committee.size - committee.failuresIn(round).length < quorum,
      });
      const settled = async (): Promise<boolean> =>
        committee.sawToProposals(round) >= Math.min(quorum, committee.alive) ||
        (await areSettled(world, proposals));
      await until(settled, patience());
      const scores = new Map<bigint, Scored>();
      for (const id of proposals) {
        const score = await proposalScore(world, id, round);
        if (score === undefined) continue;
        scores.set(id, { ...score, sentences: await readSentences(statusUrls, id, round) });
      }
      return { accepted: report !== undefined, market: await marketScore(world), proposals: scores };
    },
  };
}

/**
 * Whether nothing more is to be waited for: each class stands and its vote goes on, or its vote is yet to come and it has
 * been scored once. Nodes send a score again only where it changed, or a class can be fixed by it. What they say in a vote's
 * last hour is waited for, though it comes too late to count.
 */
async function areSettled(world: GovernanceWorld, proposals: readonly bigint[]): Promise<boolean> {
  const { governor } = world.governance;
  const now = await latestTime(world.chain);
  for (const id of proposals) {
    const { isFinal, opensAt } = await governor.proposalRisk(id, LATEST);
    if (isFinal) {
      const end = Number(await governor.proposalDeadline(id, LATEST));
      if (end - now <= HOUR_S) return false;
      continue;
    }
    // Within the window a score is followed by the call that fixes the class by it.
    if (now >= Number(opensAt)) return false;
    if ((await newestScore(world, id)) === undefined) return false;
  }
  return true;
}

/** The proposal oracle's record, if it is of this round. */
export async function proposalScore(
  world: GovernanceWorld,
  id: bigint,
  round: number,
): Promise<Scored | undefined> {
  const newest = await newestScore(world, id);
  return newest?.round === round ? newest : undefined;
}

/** The proposal oracle's record, of whatever round; undefined where nobody reported. */
export async function newestScore({ governance }: GovernanceWorld, id: bigint): Promise<Scored | undefined> {
  const { governor, proposalOracle } = governance;
  const { record } = await proposalOracle.score(await governor.proposalMarketId(id), LATEST);
  if (record.round === 0n) return undefined;
  return {
    kind: "scored",
    at: Number(record.observedAt),
    round: Number(record.round),
    scoreBps: Number(record.score),
    spreadBps: Number(record.spread),
    contributors: Number(record.contributors),
    sentences: [],
  };
}

export async function marketScore(world: GovernanceWorld): Promise<MarketScore> {
  const [record, status] = await world.breakwater.oracle.score(wethMarket(world), LATEST);
  const [scoreBps, spreadBps] = [Number(record.score), Number(record.spread)];
  return { scoreBps, spreadBps, status: STATUS[Number(status)] ?? "unknown" };
}

async function until(condition: () => Promise<boolean>, patienceMs: number): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!(await condition()) && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
