import type { CommitteeProcesses } from "../demo/committee/committee.ts";
import type { Member } from "../demo/committee/members.ts";
import { waitForReport } from "../demo/committee/reports.ts";
import type { ScoreStatus } from "../demo/record.ts";
import { readSentences } from "./sentences.ts";
import type { Scored } from "./timeline.ts";
import { wethMarket } from "./proposals.ts";
import type { GovernanceWorld } from "./world.ts";

/** One market's score in one round, as the oracle holds it. */
export interface MarketScore {
  readonly scoreBps: number;
  readonly spreadBps: number;
  readonly status: ScoreStatus;
}

/** What a committee does for the story: it scores, and it may fix classes. */
export interface Scorers {
  readonly alive: number;
  /** Waits for the round's report on the markets, and for one on each proposal; what did not come is left out. */
  round(round: number, fromBlock: number, proposals: readonly bigint[]): Promise<RoundScores>;
  /** Waits until nothing can change the proposals' classes, or it is clear that nobody of the committee fixes them. */
  fix(proposals: readonly bigint[]): Promise<void>;
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
/** Fixing a class is one transaction after a report. */
const FIX_MS = 10_000;
/** IRiskOracle.Status, in its order. */
const STATUS: readonly ScoreStatus[] = ["unknown", "stale", "degraded", "fresh"];
const LATEST = { blockTag: "latest" } as const;

type Processes = Pick<CommitteeProcesses, "alive" | "size" | "failuresIn">;

/** The running nodes as scorers: everything is read from the chain but the sentences, which are the nodes' own. */
export async function nodesAsScorers(
  world: GovernanceWorld,
  committee: Processes,
  members: readonly Member[],
): Promise<Scorers> {
  const quorum = Number(await world.breakwater.committee.quorum());
  const patience = (): number => (committee.alive >= quorum ? REPORT_MS : HOPELESS_MS);
  return {
    get alive() {
      return committee.alive;
    },
    round: async (round, fromBlock, proposals) => {
      const { connection } = world.chain;
      const at = { round, fromBlock };
      const report = await waitForReport(connection, world.breakwater.oracle, at, {
        timeoutMs: patience(),
        hopeless: () => committee.size - committee.failuresIn(round).length < quorum,
      });
      const scored = await scoresOf(world, round, proposals, report === undefined ? 0 : patience());
      const urls = members.map(({ httpPort }) => `http://127.0.0.1:${httpPort}/status`);
      const entries = [...scored].map(async ([id, score]): Promise<[bigint, Scored]> => [
        id,
        { ...score, sentences: await readSentences(urls, id, round) },
      ]);
      const market = await marketScore(world);
      return { accepted: report !== undefined, market, proposals: new Map(await Promise.all(entries)) };
    },
    fix: async (proposals) => {
      const { governor } = world.governance;
      const open = async (): Promise<boolean> => {
        const risks = await Promise.all(proposals.map((id) => governor.proposalRisk(id, LATEST)));
        return risks.some(({ isFinal }) => !isFinal);
      };
      await until(async () => !(await open()), committee.alive >= quorum ? FIX_MS : 0);
    },
  };
}

/** Each proposal's score of this round, once the oracle holds it. */
async function scoresOf(
  world: GovernanceWorld,
  round: number,
  proposals: readonly bigint[],
  patienceMs: number,
): Promise<Map<bigint, Scored>> {
  const scores = new Map<bigint, Scored>();
  await until(async () => {
    for (const id of proposals.filter((proposal) => !scores.has(proposal))) {
      const score = await proposalScore(world, id, round);
      if (score !== undefined) scores.set(id, score);
    }
    return scores.size === proposals.length;
  }, patienceMs);
  return scores;
}

/** The proposal oracle's record, if it is of this round. */
export async function proposalScore(
  { governance }: GovernanceWorld,
  id: bigint,
  round: number,
): Promise<Scored | undefined> {
  const { governor, proposalOracle } = governance;
  const { record } = await proposalOracle.score(await governor.proposalMarketId(id), LATEST);
  if (Number(record.round) !== round) return undefined;
  return {
    kind: "scored",
    at: Number(record.observedAt),
    round,
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
