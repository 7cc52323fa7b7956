/** Hourly closes under the name that a person knows, oldest first, ending with the window's newest hour. */
export interface NamedCloses {
  readonly name: string;
  readonly closes: readonly (number | null)[];
}

/** A price's strongest move of the last day. */
export interface Move {
  readonly name: string;
  readonly hours: number;
  /** Log return. */
  readonly log: number;
  /** The log return over what `hours` bring at the week's volatility. */
  readonly sigmas: number;
}

const SPANS = [1, 3, 6, 12, 24] as const;
const WEEK = 168;
/** Returns below which a week has no volatility to speak of. */
const LEAST_RETURNS = 24;

/**
 * The move over 1 to 24 h that is largest in sigmas, at the root mean square of the hourly returns of the week before
 * it, so that the move does not measure itself. Null when the newest close is missing or the week is too thin or flat.
 */
export function strongestMove({ name, closes }: NamedCloses): Move | null {
  const newest = closes.at(-1) ?? null;
  if (newest === null) return null;
  let strongest: Move | null = null;
  for (const hours of SPANS) {
    const before = closes.at(-1 - hours) ?? null;
    const sigma = volatility(closes.slice(-1 - hours - WEEK, closes.length - hours));
    if (before === null || sigma === null) continue;
    const log = Math.log(newest / before);
    const sigmas = log / (sigma * Math.sqrt(hours));
    if (strongest === null || Math.abs(sigmas) > Math.abs(strongest.sigmas)) {
      strongest = { name, hours, log, sigmas };
    }
  }
  return strongest;
}

/** Root mean square of the hourly log returns between closes that stand side by side. */
function volatility(closes: readonly (number | null)[]): number | null {
  let [sum, count] = [0, 0];
  for (let i = 1; i < closes.length; i++) {
    const [before, close] = [closes[i - 1] ?? null, closes[i] ?? null];
    if (before === null || close === null) continue;
    sum += Math.log(close / before) ** 2;
    count++;
  }
  return count < LEAST_RETURNS || sum === 0 ? null : Math.sqrt(sum / count);
}
