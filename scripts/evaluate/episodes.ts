import type { Sample } from "./sample.ts";

/** An hour is market-wide when at least this share of the assets judged in it have the event. */
export const EPISODE_SHARE = 0.25;
/** Two market-wide hours at most this many hours apart belong to one episode: the horizon of the event. */
export const EPISODE_GAP_HOURS = 24;

/**
 * How many separate market-wide episodes the event rows come from: the sample size that counts, since assets fall
 * together and neighbouring hours share their outcome.
 */
export function countEpisodes({ moments }: Pick<Sample, "moments">, y: Uint8Array): number {
  const hours = new Map<number, [number, number]>();
  y.forEach((event, i) => {
    const count = hours.get(moments[i] ?? NaN) ?? [0, 0];
    count[0] += event;
    count[1]++;
    hours.set(moments[i] ?? NaN, count);
  });
  const wide = [...hours].filter(([, [events, assets]]) => events > 0 && events >= EPISODE_SHARE * assets);
  const rising = wide.map(([moment]) => moment).sort((a, b) => a - b);
  return rising.filter((moment, i) => i === 0 || moment - (rising[i - 1] ?? 0) > EPISODE_GAP_HOURS * 3600)
    .length;
}
