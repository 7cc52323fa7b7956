/**
 * One position of a Uniswap v3 or v4 pool, in token1 for token0: x = L (1/s - 1/high), y = L (s - low), where s is the
 * square root of the price and low, high are those of the range (0 and Infinity: a constant product). The fee is taken
 * from what goes in and stays outside of the position (Uniswap v3 core, section 6.2).
 */
export interface Pool {
  readonly liquidity: number;
  readonly low: number;
  readonly high: number;
  /** Square root of the pool's price, within the range. */
  readonly root: number;
}

/** What an arbitrageur's trade moved, in token1 at the outside price. */
export interface Trade {
  readonly pool: Pool;
  /** What went in, the fee included. */
  readonly volume: number;
  readonly fee: number;
  /** What the position gave out less what it got, before the fee: never below zero. */
  readonly loss: number;
}

/** A pool at a price whose position in the range of prices is worth `value`. */
export function openPool(price: number, value: number, range: readonly [number, number]): Pool {
  const one = { liquidity: 1, low: Math.sqrt(range[0]), high: Math.sqrt(range[1]), root: Math.sqrt(price) };
  return { ...one, liquidity: value / valueOf(one, price) };
}

export function holdings({ liquidity, low, high, root }: Pool): { readonly x: number; readonly y: number } {
  return { x: liquidity * (1 / root - 1 / high), y: liquidity * (root - low) };
}

/** In token1 at an outside price. */
export function valueOf(pool: Pool, price: number): number {
  const { x, y } = holdings(pool);
  return x * price + y;
}

/** Whether both tokens are in the position: at the end of its range it trades in one direction alone. */
export function isInRange({ root, low, high }: Pool): boolean {
  return root > low && root < high;
}

/**
 * The trade that leaves nothing to gain at an outside price: the pool's price, with the fee, comes up to the outside one
 * or to the end of the range. Null where the fee is more than the difference. Gas costs nothing here.
 * @param fee as a fraction, below one
 */
export function arbitrage(pool: Pool, price: number, fee: number): Trade | null {
  const up = Math.min(Math.sqrt(price * (1 - fee)), pool.high);
  const down = Math.max(Math.sqrt(price / (1 - fee)), pool.low);
  const root = up > pool.root ? up : down;
  if (!(up > pool.root) && !(down < pool.root)) return null;
  const after = { ...pool, root };
  const [before, then] = [holdings(pool), holdings(after)];
  const loss = (before.x - then.x) * price + before.y - then.y;
  const taken = root > pool.root ? then.y - before.y : (then.x - before.x) * price;
  const paid = taken / (1 - fee);
  return { pool: after, volume: paid, fee: paid - taken, loss };
}
