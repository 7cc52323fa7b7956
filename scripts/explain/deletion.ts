/** A game over groups: the model's probability by coalition, indexed by its bit mask. */
export interface Game {
  readonly players: number;
  readonly values: readonly number[];
}

/**
 * Area under the curve of what is left of a score's distance from its baseline as groups are taken away in an order: 1
 * before the first, 0 after the last, their mean between. A good order makes it small. (Samek et al. 2017,
 * arXiv:1509.06321.)
 */
export function deletionArea({ players, values }: Game, order: readonly number[]): number {
  let mask = (1 << players) - 1;
  return area(
    { players, values },
    order,
    () => mask,
    (player) => (mask &= ~(1 << player)),
  );
}

/** The same as groups are added to the baseline: a good order makes it large. */
export function insertionArea({ players, values }: Game, order: readonly number[]): number {
  let mask = 0;
  return area(
    { players, values },
    order,
    () => mask,
    (player) => (mask |= 1 << player),
  );
}

function area(
  { players, values }: Game,
  order: readonly number[],
  mask: () => number,
  move: (player: number) => void,
): number {
  const none = values[0] ?? NaN;
  const all = values[(1 << players) - 1] ?? NaN;
  const share = (): number => ((values[mask()] ?? NaN) - none) / (all - none);
  let sum = share() / 2;
  order.forEach((player, i) => {
    move(player);
    sum += i === order.length - 1 ? share() / 2 : share();
  });
  return sum / order.length;
}

/** Groups by what they add towards the score, the strongest first. */
export function orderOf({ players, values }: Game, attributions: readonly number[]): number[] {
  const direction = Math.sign((values[(1 << players) - 1] ?? NaN) - (values[0] ?? NaN));
  return Array.from({ length: players }, (_, player) => player).sort(
    (a, b) => direction * ((attributions[b] ?? NaN) - (attributions[a] ?? NaN)) || a - b,
  );
}

/** Whether taking the strongest group away moves the score towards its baseline more than taking any other does. */
export function topMovesMost({ players, values }: Game, order: readonly number[]): boolean {
  const full = (1 << players) - 1;
  const all = values[full] ?? NaN;
  const direction = Math.sign(all - (values[0] ?? NaN));
  const moved = (player: number): number => direction * (all - (values[full & ~(1 << player)] ?? NaN));
  const [top, ...others] = order;
  return top !== undefined && others.every((player) => moved(top) >= moved(player));
}
