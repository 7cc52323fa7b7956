/** The coalitions that a set of permutations passes through, each one once; a coalition is a bit mask of players. */
export interface CoalitionPlan {
  readonly players: number;
  readonly permutations: readonly (readonly number[])[];
  readonly coalitions: readonly number[];
}

/**
 * Orders of the players in which they change places evenly: shifts, as far apart as can be, of 0, n-1, 1, n-2, ..., the
 * rows of Williams's square (1949), in which every player stands once in every place.
 */
export function balancedPermutations(players: number, count: number): number[][] {
  const base = Array.from({ length: players }, (_, i) => (i % 2 === 0 ? i / 2 : players - (i + 1) / 2));
  return Array.from({ length: count }, (_, k) => {
    const shift = Math.round((k * players) / count);
    return base.map((player) => (player + shift) % players);
  });
}

/** Every permutation stands beside its reverse. */
export function planCoalitions(permutations: readonly (readonly number[])[]): CoalitionPlan {
  const players = permutations[0]?.length ?? 0;
  const pairs = permutations.flatMap((order) => [order, order.toReversed()]);
  const coalitions = new Set<number>();
  for (const order of pairs) {
    let mask = 0;
    coalitions.add(mask);
    for (const player of order) coalitions.add((mask |= 1 << player));
  }
  return { players, permutations: pairs, coalitions: [...coalitions] };
}

/**
 * Shapley values by permutation sampling (Castro, Gomez, Tejada 2009) in antithetic pairs, a permutation and its
 * reverse (Mitchell et al. 2022, "Sampling Permutations for Shapley Value Estimation"). Every permutation telescopes,
 * so the values sum to value(all) - value(none) whatever is sampled; a pair is exact when players act at most in twos.
 * @param values the game's value of each coalition of the plan, in the plan's order
 */
export function shapleyValues(plan: CoalitionPlan, values: ArrayLike<number>): number[] {
  const valueOf = new Map(plan.coalitions.map((mask, i) => [mask, values[i] ?? NaN]));
  const totals = new Array<number>(plan.players).fill(0);
  for (const order of plan.permutations) {
    let mask = 0;
    let before = valueOf.get(mask) ?? NaN;
    for (const player of order) {
      const after = valueOf.get((mask |= 1 << player)) ?? NaN;
      totals[player] = (totals[player] ?? 0) + after - before;
      before = after;
    }
  }
  return totals.map((total) => total / plan.permutations.length);
}

/** Rounds to whole numbers that keep the whole sum (largest remainder; ties to the lower index). */
export function roundToSum(values: readonly number[], sum: number): number[] {
  const floors = values.map(Math.floor);
  const byRemainder = values
    .map((value, i) => ({ i, remainder: value - Math.floor(value) }))
    .sort((a, b) => b.remainder - a.remainder || a.i - b.i);
  let left = sum - floors.reduce((total, value) => total + value, 0);
  for (let k = 0; left !== 0 && byRemainder.length > 0; k = (k + 1) % byRemainder.length) {
    const at = byRemainder[left > 0 ? k : byRemainder.length - 1 - k]?.i ?? 0;
    floors[at] = (floors[at] ?? 0) + Math.sign(left);
    left -= Math.sign(left);
  }
  return floors;
}
