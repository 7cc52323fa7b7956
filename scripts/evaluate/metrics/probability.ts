/** Log odds and log losses take probabilities from half a basis point on: scores are whole basis points. */
export const PROBABILITY_FLOOR = 5e-5;

export const clampProbability = (p: number): number =>
  Math.min(Math.max(p, PROBABILITY_FLOOR), 1 - PROBABILITY_FLOOR);

export const logit = (p: number): number => {
  const clamped = clampProbability(p);
  return Math.log(clamped / (1 - clamped));
};

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] ?? NaN;
  return values.length > 0 ? sum / values.length : NaN;
}

/** Brier score: mean squared difference of probability and outcome. */
export function brier(p: ArrayLike<number>, y: Uint8Array): number {
  return mean(squaredErrors(p, y));
}

export function squaredErrors(p: ArrayLike<number>, y: Uint8Array): Float64Array {
  return Float64Array.from(y, (outcome, i) => ((p[i] ?? NaN) - outcome) ** 2);
}

/** Mean negative log likelihood in nats, probabilities held off 0 and 1. */
export function logLoss(p: ArrayLike<number>, y: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < y.length; i++) {
    const q = clampProbability(p[i] ?? NaN);
    sum -= Math.log(y[i] === 1 ? q : 1 - q);
  }
  return y.length > 0 ? sum / y.length : NaN;
}

/** Brier skill: 1 - Brier / Brier of always saying the base rate. 0 is no better than climatology. */
export function brierSkill(p: ArrayLike<number>, y: Uint8Array, baseRate: number): number {
  return 1 - brier(p, y) / climatologyBrier(y, baseRate);
}

/** Log skill against always saying the base rate. */
export function logSkill(p: ArrayLike<number>, y: Uint8Array, baseRate: number): number {
  return 1 - logLoss(p, y) / logLoss(new Float64Array(y.length).fill(baseRate), y);
}

function climatologyBrier(y: Uint8Array, baseRate: number): number {
  const rate = mean(y);
  return rate * (1 - baseRate) ** 2 + (1 - rate) * baseRate ** 2;
}
