import { DAY_HOURS, HOUR_S, formatHour, parseHour } from "../demo/hours.ts";
import type { PricePath } from "../demo/path/price-path.ts";
import { reconstruct } from "../demo/path/reconstruct.ts";
import { loadScenario } from "../demo/scenario.ts";

/** Everything that a run is decided by, before anything is started. */
export interface GovernancePlot {
  readonly title: string;
  readonly story: string;
  readonly path: PricePath;
  /** Hour in which the first proposals are made, unix seconds. */
  readonly start: number;
  readonly notes: readonly string[];
}

/** Before the story: the deployment, the timelock's delay, the earlier proposals; and contracts that are not young. */
export const LEAD_S = 35 * DAY_HOURS * HOUR_S;

/** A week of voting, and of the timelock, ends in the night before the fall of 12 March 2020. */
const START = "2020-03-04T22";
const PRICES = "black-thursday";

/** The prices of the embedded scenario, over the days on which the DAO votes. */
export function governancePlot(): GovernancePlot {
  const scenario = loadScenario(PRICES);
  const path = reconstruct(scenario);
  const start = parseHour(START) ?? 0;
  const from = path.hours.indexOf(start);
  if (from < 0) throw new RangeError(`The prices of ${PRICES} do not reach back to ${formatHour(start)}.`);
  return {
    title: "Six proposals, March 2020",
    story:
      "A DAO that owns an Aave v3.6 market votes on six proposals behind the gate; a twin without a gate has the same market, treasury, proposals and votes.",
    path: { ...path, from, to: path.hours.length - 1 },
    start,
    notes: path.notes,
  };
}

/** The path's index of an hour so many hours after the start. */
export const indexAt = ({ path, start }: GovernancePlot, offset: number): number =>
  path.from + Math.round((start + offset * HOUR_S - (path.hours[path.from] ?? 0)) / HOUR_S);
