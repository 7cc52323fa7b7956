export const HOUR_S = 3600;
export const DAY_HOURS = 24;

const HOUR_PATTERN = /^\d{4}-\d{2}-\d{2}T\d{2}$/;

/** Unix seconds of `2020-03-12T11` (UTC), or undefined where the text is no such hour. */
export function parseHour(text: string): number | undefined {
  if (!HOUR_PATTERN.test(text)) return undefined;
  const ms = Date.parse(`${text}:00:00Z`);
  // Date.parse rolls 2020-02-30 over; the round trip refuses it.
  return Number.isNaN(ms) || formatHour(ms / 1000) !== text ? undefined : ms / 1000;
}

/** `2020-03-12T11` of unix seconds. */
export function formatHour(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString().slice(0, 13);
}

/** `12 Mar 11:00` of unix seconds, for people. */
export function speakHour(unixSeconds: number): string {
  const [day, month] = [
    new Date(unixSeconds * 1000).getUTCDate(),
    new Date(unixSeconds * 1000).getUTCMonth(),
  ];
  const names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  return `${String(day).padStart(2, "0")} ${names[month] ?? ""} ${formatHour(unixSeconds).slice(11)}:00`;
}
