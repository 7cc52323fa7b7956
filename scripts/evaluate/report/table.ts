import type { Interval } from "../metrics/bootstrap.ts";

export type Row = readonly string[];

/** A markdown table whose columns are padded, so that it reads on a screen too. */
export function table(head: Row, rows: readonly Row[]): string {
  if (rows.length === 0) return "None.";
  const widths = head.map((title, i) =>
    Math.max(title.length, 3, ...rows.map((row) => (row[i] ?? "").length)),
  );
  const line = (row: Row): string =>
    `| ${widths.map((width, i) => (row[i] ?? "").padEnd(width)).join(" | ")} |`;
  return [line(head), `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...rows.map(line)].join(
    "\n",
  );
}

export const DASH = "-";

export function num(value: number | null | undefined, digits = 3): string {
  return value === null || value === undefined ? DASH : value.toFixed(digits);
}

/** A share as a percentage. */
export function pct(value: number | null | undefined, digits = 1): string {
  return value === null || value === undefined ? DASH : `${(100 * value).toFixed(digits)} %`;
}

/** A relative change as a signed percentage. */
export function change(value: number | null | undefined): string {
  return value === null || value === undefined
    ? DASH
    : `${value < 0 ? "" : "+"}${(100 * value).toFixed(1)} %`;
}

/** A relative change with its bounds. */
export function changeWithin(interval: Interval | null | undefined): string {
  if (interval === null || interval === undefined || interval.mean === null) return DASH;
  if (interval.lo === null || interval.hi === null) return change(interval.mean);
  return `${change(interval.mean)} [${change(interval.lo).replace(" %", "")}, ${change(interval.hi).replace(" %", "")}]`;
}

/** A difference with its bounds. */
export function numWithin({ mean, lo, hi }: Interval, digits = 3): string {
  if (mean === null) return DASH;
  const signed = (value: number): string => `${value < 0 ? "" : "+"}${value.toFixed(digits)}`;
  return lo === null || hi === null ? signed(mean) : `${signed(mean)} [${signed(lo)}, ${signed(hi)}]`;
}

/** A threshold name such as "0.05" for people. */
export const percentName = (threshold: string): string => `${Math.round(Number(threshold) * 100)} %`;

export const dateOf = (moment: number): string =>
  new Date(moment * 1000).toISOString().slice(0, 13).replace("T", " ") + "h";
