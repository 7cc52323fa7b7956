/** Seconds of a block beyond the known ones: since the Merge a slot is 12 s, and hardly one in a hundred is missed. */
const BLOCK_SECONDS = 12.1;

export interface BlockTime {
  readonly block: number;
  readonly moment: number;
}

/**
 * The moment of a block, between known ones by straight lines. Known are proposals whose vote starts in the block that
 * creates them (or the next).
 */
export function blockClock(known: readonly BlockTime[]): (block: number) => number {
  const points = known.toSorted((a, b) => a.block - b.block);
  return (block) => {
    const at = points.findIndex((point) => point.block >= block);
    const [before, after] = [points[at - 1], points[at]];
    if (after === undefined)
      return Math.round(
        (points.at(-1)?.moment ?? NaN) + (block - (points.at(-1)?.block ?? NaN)) * BLOCK_SECONDS,
      );
    if (before === undefined) return Math.round(after.moment - (after.block - block) * BLOCK_SECONDS);
    const share = (block - before.block) / (after.block - before.block);
    return Math.round(before.moment + share * (after.moment - before.moment));
  };
}
