/** A stretch of time, [from, to) in unix seconds, inside one calendar month (UTC). */
export interface Month {
  /** `2023-03`; with the days where it is not whole: `2023-03-05_31`. */
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** The months between two moments, the first and the last cut to them. */
export function monthsOf(from: number, to: number): Month[] {
  const months: Month[] = [];
  for (let start = from; start < to;) {
    const date = new Date(start * 1000);
    const first = Date.UTC(date.getUTCFullYear(), date.getUTCMonth()) / 1000;
    const next = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1) / 1000;
    const end = Math.min(next, to);
    const whole = start === first && end === next;
    const name = date.toISOString().slice(0, 7);
    months.push({ name: whole ? name : `${name}_${start}_${end}`, from: start, to: end });
    start = end;
  }
  return months;
}

/** The whole hours of a month, as the moments at which they end: from + 1 h to `to`. */
export function hourEnds({ from, to }: Month): number[] {
  const first = Math.ceil((from + 1) / 3600) * 3600;
  return Array.from({ length: Math.max(0, Math.floor((to - first) / 3600) + 1) }, (_, i) => first + i * 3600);
}

/** `2023-03-05` as unix seconds; undefined where it is no date. */
export function parseDay(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== text ? undefined : ms / 1000;
}
