import { HOUR } from "./grid.ts";
import { plainSeries } from "./series.ts";
import type { ContextSource, Observation, Series } from "./series.ts";
import { loadTable, numberCell, tsCell } from "./table.ts";

/** Feeds answer at every step of 0.25 % and at least once in 24 h; an hour more is for a busy chain. */
const STALE_S = 25 * HOUR;

/** Answers of Chainlink's dollar feeds, what lending protocols read: series `chainlink:<symbol>`, US dollars. */
export const chainlinkSource: ContextSource = {
  file: "chainlink_stable_rounds.csv.gz",
  delay: "the round's second",
  load(folder) {
    const request = { folder, file: this.file, delay: this.delay, columns: ["ts", "feed", "price"] };
    return loadTable(request, (rows, faults, path) => {
      const series = new Map<string, Series>();
      for (const [feed, own] of Map.groupBy(rows, (row) => row.cell("feed"))) {
        const symbol = feed.replace(/\/USD$/, "");
        const observations: Observation[] = [];
        for (const row of own) {
          const answer = numberCell(row, "price", path);
          if (answer === undefined || answer <= 0) faults.add(`${feed}: rounds without an answer, taken out`);
          else observations.push({ knownAt: tsCell(row, path), value: answer / 1e8 });
        }
        series.set(`chainlink:${symbol}`, plainSeries(observations, STALE_S));
        faults.add(`${feed}: rounds later than the heartbeat allows, missing`, lateRounds(observations));
      }
      return series;
    });
  },
};

function lateRounds(observations: readonly Observation[]): number {
  const moments = observations.map(({ knownAt }) => knownAt).sort((a, b) => a - b);
  return moments.filter((moment, i) => moment - (moments[i - 1] ?? moment) > STALE_S).length;
}
