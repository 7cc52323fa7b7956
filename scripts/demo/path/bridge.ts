import { HOUR_S } from "../hours.ts";
import type { Random } from "../random.ts";

/** A level that the path must pass through. */
export interface Anchor {
  readonly hour: number;
  readonly level: number;
}

/**
 * A Brownian bridge in logarithms between anchors, one point an hour.
 * Between two anchors the noise W is pinned by taking off its end in proportion to the variance spent so far:
 * `log p(t) = line(t) + W(t) - V(t) / V(T) * W(T)`. Outside the anchors the level stays and only noise moves it.
 * @param hours Unix seconds, consecutive hours.
 * @param noise One draw for each hour, standard normal, correlated as the caller likes.
 * @param sigma Standard deviation of an hour's log return.
 * @returns One level for each hour.
 */
export function bridge(
  hours: readonly number[],
  anchors: readonly Anchor[],
  noise: readonly number[],
  sigma: readonly number[],
): number[] {
  const logs = new Array<number>(hours.length).fill(0);
  const [start, end] = [hours[0] ?? 0, hours.at(-1) ?? 0];
  const pins = clip(anchors, start, end).map(({ hour, level }) => ({
    index: Math.round((hour - start) / HOUR_S),
    log: Math.log(level),
  }));
  const [first, last] = [pins[0], pins.at(-1)];
  if (first === undefined || last === undefined) throw new RangeError("No anchor lies on the path.");
  pins.slice(1).forEach((pin, k) => {
    fillSegment(logs, pins[k] ?? first, pin, noise, sigma);
  });
  logs[first.index] = first.log;
  for (let i = first.index - 1; i >= 0; --i) logs[i] = (logs[i + 1] ?? 0) - step(noise, sigma, i + 1);
  for (let i = last.index + 1; i < logs.length; ++i) logs[i] = (logs[i - 1] ?? 0) + step(noise, sigma, i);
  return logs.map(Math.exp);
}

/** The anchors on the path; one that lies outside pulls through a point on the edge, on the line to its neighbour. */
function clip(anchors: readonly Anchor[], start: number, end: number): Anchor[] {
  const inside = anchors.filter(({ hour }) => hour >= start && hour <= end);
  const edge = (hour: number): Anchor[] => {
    const before = anchors.findLast((anchor) => anchor.hour < hour);
    const after = anchors.find((anchor) => anchor.hour > hour);
    if (before === undefined || after === undefined || anchors.some((anchor) => anchor.hour === hour))
      return [];
    const part = (hour - before.hour) / (after.hour - before.hour);
    return [{ hour, level: before.level ** (1 - part) * after.level ** part }];
  };
  return [...edge(start), ...inside, ...edge(end)];
}

interface Pin {
  readonly index: number;
  readonly log: number;
}

const step = (noise: readonly number[], sigma: readonly number[], i: number): number =>
  (noise[i] ?? 0) * (sigma[i] ?? 0);

function fillSegment(
  logs: number[],
  start: Pin,
  end: Pin,
  noise: readonly number[],
  sigma: readonly number[],
): void {
  const walk = [0];
  const variance = [0];
  for (let i = start.index + 1; i <= end.index; ++i) {
    walk.push((walk.at(-1) ?? 0) + step(noise, sigma, i));
    variance.push((variance.at(-1) ?? 0) + (sigma[i] ?? 0) ** 2);
  }
  const [endWalk, endVariance] = [walk.at(-1) ?? 0, variance.at(-1) ?? 0];
  const length = end.index - start.index;
  for (let k = 0; k <= length; ++k) {
    const line = start.log + ((end.log - start.log) * k) / length;
    const spent = endVariance === 0 ? 0 : (variance[k] ?? 0) / endVariance;
    logs[start.index + k] = line + (walk[k] ?? 0) - spent * endWalk;
  }
}

/**
 * Draws for several paths that move together: a common factor, each path's own, and a volatility that itself
 * varies from hour to hour (log-normal, mean one) so that returns have the heavy tails of hourly crypto returns.
 */
export function correlatedNoise(
  random: Random,
  length: number,
  correlation: number,
  paths: number,
): number[][] {
  const out = Array.from({ length: paths }, () => new Array<number>(length).fill(0));
  const [common, own] = [Math.sqrt(correlation), Math.sqrt(1 - correlation)];
  for (let i = 0; i < length; ++i) {
    const factor = random.normal();
    const burst = Math.exp(0.5 * random.normal() - 0.125);
    for (const path of out) path[i] = burst * (common * factor + own * random.normal());
  }
  return out;
}
