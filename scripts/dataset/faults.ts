/** What is wrong with one series; every fault becomes a missing hour, none is filled. */
export interface SeriesFaults {
  /** Hours without a price between the series' first and last. */
  readonly missingHours: number;
  readonly longestGapHours: number;
  /** Hour and price of ticks taken out. */
  readonly badTicks: readonly { readonly hour: number; readonly close: number }[];
}

/** A tick is bad when it jumps by a third and the next hour is back within 5 % of the hour before. */
const JUMP = Math.log(4 / 3);
const BACK = 0.05;

/** Takes lone spikes out of a series (in place) and reports its gaps. */
export function repairSeries(closes: (number | null)[], firstHour: number): SeriesFaults {
  const badTicks: { hour: number; close: number }[] = [];
  for (let i = 1; i + 1 < closes.length; i++) {
    const [before, close, after] = [closes[i - 1], closes[i], closes[i + 1]];
    if (!before || !close || !after) continue;
    if (Math.abs(Math.log(close / before)) > JUMP && Math.abs(Math.log(after / before)) < BACK) {
      badTicks.push({ hour: firstHour + i * 3600, close });
      closes[i] = null;
    }
  }
  return { ...gaps(closes), badTicks };
}

function gaps(closes: readonly (number | null)[]): Pick<SeriesFaults, "missingHours" | "longestGapHours"> {
  const first = closes.findIndex((close) => close !== null);
  const last = closes.findLastIndex((close) => close !== null);
  let [missingHours, longestGapHours, run] = [0, 0, 0];
  for (let i = first; i <= last; i++) {
    run = closes[i] === null ? run + 1 : 0;
    missingHours += run > 0 ? 1 : 0;
    longestGapHours = Math.max(longestGapHours, run);
  }
  return { missingHours, longestGapHours };
}
