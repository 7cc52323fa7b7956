import { toAnswer } from "../demo/economy/units.ts";
import { DAY_HOURS, HOUR_S } from "../demo/hours.ts";
import { priceAt } from "../demo/path/price-path.ts";
import { ACT_S, hours, roundHours, stepsOf } from "./clock.ts";
import type { Calendar, VoteTimes } from "./clock.ts";
import { daosOf, stateOf } from "./dao.ts";
import { Heist } from "./heist.ts";
import { Life } from "./life.ts";
import type { Act } from "./life.ts";
import { borrowOver, prepareLoan } from "./loan.ts";
import { indexAt } from "./plot.ts";
import type { GovernancePlot } from "./plot.ts";
import { PROPOSALS } from "./proposals.ts";
import type { MarketScore, Scorers } from "./scores.ts";
import { treasuryUsd } from "./treasury.ts";
import { latestTime } from "./world.ts";
import type { GovernanceWorld } from "./world.ts";

/** One round of the story, after everybody acted. */
export interface RoundRecord {
  readonly hour: number;
  readonly wethUsd: number;
  readonly market: MarketScore;
  readonly accepted: boolean;
  readonly alive: number;
}

export interface Stage {
  readonly world: GovernanceWorld;
  readonly plot: GovernancePlot;
  readonly times: VoteTimes;
  readonly scorers: Scorers;
  readonly signal: AbortSignal;
  /** Called before each round: where nodes are killed. */
  readonly onHour: (hour: number) => void;
  readonly onRecord: (record: RoundRecord, lives: readonly Life[]) => void;
}

export interface Story {
  readonly lives: readonly Life[];
  readonly records: readonly RoundRecord[];
}

/** Everything that is due until the last of the delegates' proposals could be executed, were its class Strict. */
export function calendarOf(times: VoteTimes): Calendar {
  const all = PROPOSALS.map(({ at, votes }) => {
    const steps = stepsOf(at, times);
    const { proposed, snapshot, scored, decided, ready, delayed } = steps;
    const cast = votes.map(({ after }) => snapshot + after);
    return { ready, delayed, due: [proposed, snapshot, ...scored, ...cast, decided, ready, ...delayed] };
  });
  const first = Math.min(...all.map(({ ready }) => ready));
  // The raider's own delay after his first execution.
  const taken = first + hours(times.timelockS);
  const end = Math.max(
    taken,
    ...all.filter(({ ready }) => ready === first).flatMap(({ delayed }) => delayed),
  );
  return { appointments: [...all.flatMap(({ due }) => due), taken], watchfulFrom: first - DAY_HOURS, end };
}

/** Lives through the four proposals on both DAOs, round by round. */
export async function liveThrough(stage: Stage): Promise<Story> {
  const { world, times, signal } = stage;
  const lives = PROPOSALS.flatMap((plan) => daosOf(world).map((dao) => new Life(world, plan, dao)));
  const heists = new Map(
    lives.filter(({ plan }) => plan.key === "takeover").map((life) => [life, new Heist(world, life)]),
  );
  await prepareLoan(world);
  const records: RoundRecord[] = [];
  let before = -1;
  for (const offset of roundHours(calendarOf(times))) {
    signal.throwIfAborted();
    const record = await holdRound(stage, lives, before, offset);
    await people(stage, { lives, heists, offset });
    records.push(record);
    stage.onRecord(record, lives);
    before = offset;
  }
  return { lives, records };
}

/** Prices, the committee's round, and the classes that it fixes. */
async function holdRound(
  { world, plot, scorers, onHour }: Stage,
  lives: readonly Life[],
  before: number,
  offset: number,
): Promise<RoundRecord> {
  const { chain, feeds, writer, treasuryFeed } = world;
  const hour = plot.start + offset * HOUR_S;
  onHour(hour);
  await chain.setNextTime(hour);
  await feeds.push(indexAt(plot, before + 1), indexAt(plot, offset));
  const usd = await treasuryUsd(world, plot, offset);
  const value = { feed: treasuryFeed, answers: [toAnswer(usd)], updatedAts: [BigInt(hour)] };
  await (await writer.push([value])).wait();
  const fromBlock = await chain.connection.ethers.provider.getBlockNumber();
  const open = await scorable(lives);
  const ids = open.map(({ id }) => id ?? 0n);
  const scores = await scorers.round(hour / HOUR_S, fromBlock, ids);
  for (const life of open) {
    const score = scores.proposals.get(life.id ?? 0n);
    if (score !== undefined) life.note(score);
  }
  await fixClasses(world, lives);
  const wethUsd = priceAt(plot.path, "WETH", indexAt(plot, offset));
  const { accepted, market } = scores;
  return { hour, wethUsd, market, accepted, alive: scorers.alive };
}

/** Gated proposals that the committee scores. */
async function scorable(lives: readonly Life[]): Promise<Life[]> {
  const made = lives.filter(({ dao, id }) => dao.name === "gated" && id !== undefined);
  const states = await Promise.all(made.map(({ dao, id }) => stateOf(dao, id ?? 0n)));
  return made.filter((_, i) => states[i] === "pending" || states[i] === "active");
}

/** What no node has fixed, anyone may: the class is that of the first call with a fresh score. */
async function fixClasses(world: GovernanceWorld, lives: readonly Life[]): Promise<void> {
  const { governor } = world.governance;
  const now = await latestTime(world.chain);
  const due: bigint[] = [];
  for (const life of lives.filter(({ dao, id }) => dao.name === "gated" && id !== undefined)) {
    const risk = await governor.proposalRisk(life.id ?? 0n, { blockTag: "latest" });
    const inWindow = now >= Number(risk.opensAt) && now <= Number(risk.closesAt);
    if (!risk.isFinal && inWindow) due.push(life.id ?? 0n);
  }
  const [, anyone] = await world.chain.connection.ethers.getSigners();
  for (const id of due) {
    const call = governor.connect(anyone ?? null);
    // Refused where there is no fresh score yet, and where somebody else was first.
    const possible = await call.fixRisk.staticCall(id, { blockTag: "latest" }).then(
      () => true,
      () => false,
    );
    if (possible) await (await call.fixRisk(id)).wait();
  }
}

interface Due {
  readonly lives: readonly Life[];
  readonly heists: ReadonlyMap<Life, Heist>;
  readonly offset: number;
}

/** What people do half an hour after the round: propose, borrow, vote, queue, execute, take. */
async function people({ world, plot, times }: Stage, { lives, heists, offset }: Due): Promise<void> {
  const { chain } = world;
  const loans = lives.filter(({ plan }) => plan.key === "loan");
  const [loan] = loans;
  if (loan !== undefined && stepsOf(loan.plan.at, times).snapshot === offset) await borrowOver(world, loans);
  // A loan over the snapshot's block has moved the clock past the half hour.
  const now = Math.max(plot.start + offset * HOUR_S + ACT_S, (await latestTime(chain)) + 1);
  await chain.setNextTime(now);
  await chain.connection.provider.request({ method: "evm_mine", params: [] });
  const act = actingAt(world, now);
  for (const life of lives) await life.readClass(now);
  for (const life of lives) {
    if (life.plan.at === offset) await life.propose(act);
    await life.vote(act, offset - stepsOf(life.plan.at, times).snapshot);
    const executed = await life.proceed(act, now);
    if (executed) await heists.get(life)?.plan(act);
    await heists.get(life)?.proceed(act, now);
  }
}

/** Everybody acts at one moment, so that both DAOs measure votes at the same one. */
function actingAt({ chain }: GovernanceWorld, now: number): Act {
  return async (send) => {
    try {
      await chain.setNextTime(now);
    } catch (error) {
      // A node's late transaction was mined in between: then time goes on by itself.
      if ((await latestTime(chain)) <= now) throw error;
    }
    const receipt = await (await send()).wait();
    const block = await chain.connection.ethers.provider.getBlock(receipt?.blockNumber ?? "latest");
    return block?.timestamp ?? now;
  };
}
