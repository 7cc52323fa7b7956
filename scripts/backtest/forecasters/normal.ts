/** Standard normal distribution function; absolute error below 1.2e-7 (Numerical Recipes' erfc). */
export function normalCdf(z: number): number {
  return erfc(-z / Math.SQRT2) / 2;
}

const COEFFICIENTS = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
  -0.82215223, 0.17087277,
] as const;

function erfc(x: number): number {
  const t = 1 / (1 + Math.abs(x) / 2);
  const polynomial = COEFFICIENTS.reduceRight<number>((sum, c) => sum * t + c, 0);
  const tail = t * Math.exp(-x * x + polynomial);
  return x >= 0 ? tail : 2 - tail;
}
