/** A bulk of rows, as a distance to it needs them: plain numbers, so that a file can hold them. */
export interface Bulk {
  readonly centres: readonly number[];
  readonly scales: readonly number[];
  /** Inverse of the shrunk correlation. */
  readonly inverse: readonly (readonly number[])[];
}

/** Deviations beyond this many robust ones count no further, so that outliers do not make themselves usual. */
const MOST = 6;
/** Part of the identity in the correlation: few samples make a sample correlation singular. */
const SHRINKAGE = 0.3;

/** Least scale of a feature: a spread of nothing would make every difference endless. */
const LEAST_SCALE = 0.02;

/**
 * The bulk of rows for a Mahalanobis distance on robustly scaled features: median and 1.4826 x median absolute deviation
 * per feature, cut off at six, then a correlation shrunk to the identity (Ledoit and Wolf's form with a fixed weight).
 */
export function fitBulk(rows: readonly (readonly number[])[]): Bulk {
  const width = rows[0]?.length ?? 0;
  const columns = Array.from({ length: width }, (_, c) => rows.map((row) => row[c] ?? 0));
  const centres = columns.map(median);
  const scales = columns.map((column, c) =>
    Math.max(LEAST_SCALE, 1.4826 * median(column.map((value) => Math.abs(value - (centres[c] ?? 0))))),
  );
  const inverse = invert(
    shrunkCovariance(
      rows.map((row) => scaled(row, { centres, scales })),
      width,
    ),
  );
  return { centres, scales, inverse };
}

/** How far a row lies from a bulk; larger is stranger. */
export function distanceTo(bulk: Bulk, row: readonly number[]): number {
  const z = scaled(row, bulk);
  const squared = z.reduce(
    (sum, a, i) => sum + a * z.reduce((all, b, j) => all + b * (bulk.inverse[i]?.[j] ?? 0), 0),
    0,
  );
  return Math.sqrt(Math.max(0, squared));
}

function scaled(row: readonly number[], { centres, scales }: Pick<Bulk, "centres" | "scales">): number[] {
  return row.map((value, c) =>
    Math.max(-MOST, Math.min(MOST, (value - (centres[c] ?? 0)) / (scales[c] ?? 1))),
  );
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

function shrunkCovariance(rows: readonly (readonly number[])[], width: number): number[][] {
  return Array.from({ length: width }, (_, i) =>
    Array.from({ length: width }, (_unused, j) => {
      const mean = rows.reduce((sum, row) => sum + (row[i] ?? 0) * (row[j] ?? 0), 0) / rows.length;
      return (1 - SHRINKAGE) * mean + (i === j ? SHRINKAGE : 0);
    }),
  );
}

/** Gauss-Jordan with pivots; the shrunk covariance is positive definite. */
function invert(matrix: readonly (readonly number[])[]): number[][] {
  const size = matrix.length;
  const work = matrix.map((row, i) => [...row, ...Array.from({ length: size }, (_, j) => (i === j ? 1 : 0))]);
  for (let column = 0; column < size; column++) {
    const pivot = work
      .slice(column)
      .reduce(
        (best, row, k) =>
          Math.abs(row[column] ?? 0) > Math.abs(work[best]?.[column] ?? 0) ? column + k : best,
        column,
      );
    [work[column], work[pivot]] = [work[pivot] ?? [], work[column] ?? []];
    const own = work[column] ?? [];
    const head = own[column] ?? 1;
    own.forEach((value, j) => (own[j] = value / head));
    work.forEach((row, i) => {
      const factor = row[column] ?? 0;
      if (i !== column) own.forEach((value, j) => (row[j] = (row[j] ?? 0) - factor * value));
    });
  }
  return work.map((row) => row.slice(size));
}
