import { HOUR_S } from "./hours.ts";
import { conditionsAt } from "./economy/conditions.ts";
import type { Plot } from "./plot.ts";
import type { HourRecord } from "./record.ts";
import { unwatched } from "./watch.ts";
import type { Watch } from "./watch.ts";
import type { World } from "./world.ts";

export interface ReplayInput {
  readonly plot: Plot;
  readonly world: World;
  /** Left away, nobody watches: both sides live alone. */
  readonly watch: Watch | undefined;
  readonly signal: AbortSignal;
  /** Scored hours at most. */
  readonly limit: number | undefined;
  /** Called before each hour: where nodes are killed. */
  readonly onHour: (hour: number) => void;
  readonly onRecord: (record: HourRecord) => void;
}

/** Lives through the scored hours: prices, the report and what follows from it, then both sides alike. */
export async function replayHours(input: ReplayInput): Promise<HourRecord[]> {
  const { plot, limit, signal } = input;
  const { from, to } = plot.path;
  const records: HourRecord[] = [];
  for (let index = from; index <= to && records.length < (limit ?? Infinity); index += plot.stepHours) {
    signal.throwIfAborted();
    const record = await liveHour(input, index);
    records.push(record);
    input.onRecord(record);
  }
  return records;
}

async function liveHour({ plot, world, watch, onHour }: ReplayInput, index: number): Promise<HourRecord> {
  const { path, economy, seed, stepHours } = plot;
  const hour = path.hours[index] ?? 0;
  onHour(hour);
  await world.chain.setNextTime(hour);
  await world.feeds.push(index === path.from ? index : index - stepHours + 1, index);
  const fromBlock = await world.chain.connection.ethers.provider.getBlockNumber();
  const watched = await watch?.hour(hour / HOUR_S, fromBlock);
  if (watched === undefined) await world.chain.startPhase();
  const conditions = conditionsAt(economy, seed, path, index, stepHours);
  await world.guarded.live(conditions);
  await world.control.live(conditions);
  await watch?.endHour(hour);
  return {
    hour,
    index,
    prices: conditions.prices,
    markets: watched?.markets ?? unwatched(world),
    accepted: watched?.report !== undefined,
    alive: watched?.alive ?? 0,
    members: watched?.report?.members ?? [],
    actions: watched?.actions ?? [],
    held: watched?.held ?? [],
    guarded: { ...world.guarded.totals },
    control: { ...world.control.totals },
  };
}
