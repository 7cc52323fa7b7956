const HOUR = 3600;
const DAY = 86_400;
/** 1970-01-01 was a Thursday: day 2 of the epoch was a Saturday, day 3 a Sunday. */
const WEEKEND_DAYS: readonly number[] = [2, 3];

/** Share of the `hours` from `start` (unix seconds, a full hour) that lie in a Saturday or a Sunday, UTC. */
export function weekendShare(start: number, hours: number): number {
  let inside = 0;
  for (let k = 0; k < hours; k++) {
    const day = Math.floor((start + k * HOUR) / DAY) % 7;
    if (WEEKEND_DAYS.includes(day)) inside++;
  }
  return inside / hours;
}
