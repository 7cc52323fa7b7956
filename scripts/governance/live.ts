import { toAnswer } from "../demo/economy/units.ts";
import { HOUR_S } from "../demo/hours.ts";
import { priceAt } from "../demo/path/price-path.ts";
import { fixClasses, openClasses, scorable } from "./classes.ts";
import { calendarOf } from "./calendar.ts";
import { ACT_S, roundHours, stepsOf } from "./clock.ts";
import type { VoteTimes } from "./clock.ts";
import { daosOf } from "./dao.ts";
import { Heist } from "./heist.ts";
import { Life } from "./life.ts";
import type { Act, Aftermath } from "./life.ts";
import { borrowOver, prepareLoan } from "./loan.ts";
import { indexAt } from "./plot.ts";
import type { GovernancePlot } from "./plot.ts";
import { PROPOSALS } from "./proposals.ts";
import type { ProposalKey } from "./proposals.ts";
import { buyVotes } from "./purchase.ts";
import type { MarketScore, Scorers } from "./scores.ts";
import { treasuryUsd } from "./treasury.ts";
import { withdrawal } from "./withdrawal.ts";
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

/** Who gathers votes shortly before they are measured. */
const GATHERINGS: readonly (readonly [ProposalKey, typeof borrowOver])[] = [
  ["loan", borrowOver],
  ["swing", buyVotes],
];

type AftermathOf = (world: GovernanceWorld, life: Life) => Aftermath;

/** What comes of an execution besides what it says. */
const AFTERMATHS: Readonly<Partial<Record<ProposalKey, AftermathOf>>> = {
  hidden: withdrawal,
  takeover: (world, life) => new Heist(world, life),
};

/** Lives through the six proposals on both DAOs, round by round. */
export async function liveThrough(stage: Stage): Promise<Story> {
  const { world, times, signal } = stage;
  const lives = PROPOSALS.flatMap((plan) => daosOf(world).map((dao) => new Life(world, plan, dao)));
  const aftermaths = new Map(lives.map((life) => [life, AFTERMATHS[life.plan.key]?.(world, life)]));
  await prepareLoan(world);
  const records: RoundRecord[] = [];
  let before = -1;
  const ahead = roundHours(calendarOf(times));
  for (let offset = ahead.shift(); offset !== undefined; offset = ahead.shift()) {
    signal.throwIfAborted();
    const record = await holdRound(stage, lives, before, offset);
    await people(stage, { lives, aftermaths, offset });
    records.push(record);
    stage.onRecord(record, lives);
    // The next round may still fix what this one, lost or late, did not.
    const next = await openClasses(world, lives, hourAt(stage, offset + 1));
    if (record.accepted && next.length > 0 && ahead[0] !== offset + 1) ahead.unshift(offset + 1);
    before = offset;
  }
  return { lives, records };
}

const hourAt = ({ plot }: Pick<Stage, "plot">, offset: number): number => plot.start + offset * HOUR_S;

/** Prices, the committee's round, and the classes that it fixes. */
async function holdRound(
  { world, plot, scorers, onHour }: Stage,
  lives: readonly Life[],
  before: number,
  offset: number,
): Promise<RoundRecord> {
  const { chain, feeds, writer, treasuryFeed } = world;
  const hour = hourAt({ plot }, offset);
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

interface Due {
  readonly lives: readonly Life[];
  readonly aftermaths: ReadonlyMap<Life, Aftermath | undefined>;
  readonly offset: number;
}

/** What people do half an hour after the round: propose, borrow, vote, queue, execute, take. */
async function people({ world, plot, times }: Stage, { lives, aftermaths, offset }: Due): Promise<void> {
  const { chain } = world;
  for (const [key, gather] of GATHERINGS) {
    const of = lives.filter(({ plan }) => plan.key === key);
    if (of.some(({ plan }) => stepsOf(plan.at, times).snapshot === offset)) await gather(world, of);
  }
  // A loan over the snapshot's block has moved the clock past the half hour.
  const now = Math.max(hourAt({ plot }, offset) + ACT_S, (await latestTime(chain)) + 1);
  await chain.setNextTime(now);
  await chain.connection.provider.request({ method: "evm_mine", params: [] });
  const act = actingAt(world, now);
  for (const life of lives) await life.readClass(now);
  for (const life of lives) {
    if (life.plan.at === offset) await life.propose(act);
    await life.vote(act, offset - stepsOf(life.plan.at, times).snapshot);
    const executed = await life.proceed(act, now);
    const aftermath = aftermaths.get(life);
    if (executed) await aftermath?.begin(act);
    await aftermath?.proceed?.(act, now);
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
