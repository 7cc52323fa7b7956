/** A share with its exact bounds. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Clopper-Pearson bounds of a binomial share (Clopper, Pearson 1934): the shares at which `hits` or more, and `hits` or
 * fewer, still have half of 1 - level. Found by bisection on the exact distribution.
 */
export function clopperPearson(hits: number, trials: number, level = 0.95): Interval {
  const tail = (1 - level) / 2;
  const lower = hits === 0 ? 0 : bisect((share) => 1 - atMost(hits - 1, trials, share) < tail);
  const upper = hits === trials ? 1 : bisect((share) => atMost(hits, trials, share) > tail);
  return { lower, upper };
}

/** The share up to which `below` holds. */
function bisect(below: (share: number) => boolean): number {
  let [low, high] = [0, 1];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (below(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Probability of at most `hits` of `trials`, summed in logarithms so that no power underflows. */
function atMost(hits: number, trials: number, share: number): number {
  if (share <= 0) return 1;
  if (share >= 1) return hits >= trials ? 1 : 0;
  let [log, sum] = [trials * Math.log1p(-share), 0];
  for (let k = 0; k <= hits; k++) {
    sum += Math.exp(log);
    log += Math.log((trials - k) / (k + 1)) + Math.log(share) - Math.log1p(-share);
  }
  return Math.min(1, sum);
}
