import { expect } from "chai";
import { FEATURE_COUNT, featureIndex } from "../../../committee/features/schema.ts";
import { findLeaks } from "../../../scripts/evaluate/leak.ts";
import { readForecasters, MEMBERS_FOLDER } from "../../../scripts/forecast/forecasters.ts";
import { historyOf } from "../../../scripts/forecast/history.ts";
import type { HistoryBuilder } from "../../../scripts/evaluate/leak.ts";
import { aPriceTable } from "../forecast/aHistory.ts";

const HOURS = 1_450;
const PANEL = ["BTC", "ETH", "LINK"].map((symbol) => ({ symbol }));

/** Features as they should be, but for one column that says something of a later hour. */
function leaking(column: string, hoursAhead: number): HistoryBuilder {
  return (prices, panel) => {
    const history = historyOf(prices, panel);
    for (const { features, closes } of history.assets) {
      for (let h = 0; h + hoursAhead < history.hours; h++) {
        const at = h * FEATURE_COUNT;
        if (features[at] === 1) continue;
        const next = Math.log((closes[h + hoursAhead] ?? NaN) / (closes[h] ?? NaN));
        if (!Number.isNaN(next)) features[at + featureIndex(column)] = next;
      }
    }
    return history;
  };
}

describe("findLeaks", function () {
  this.timeout(60_000);
  const models = readForecasters(MEMBERS_FOLDER, "nowhere").slice(0, 1);

  it("finds the features and forecasts up to an hour unchanged when the data after it are taken away", async () => {
    const report = await findLeaks(aPriceTable(HOURS), PANEL, 1_300, models);
    expect(report.differences).to.deep.equal([]);
    expect(report.features).to.equal(3 * 1_301 * FEATURE_COUNT);
    expect(report.forecasts > 100).to.equal(true);
  });

  for (const hours of [1, 24]) {
    it(`catches a feature that reads ${hours} h ahead`, async () => {
      const report = await findLeaks(aPriceTable(HOURS), PANEL, 1_300, models, leaking("return24", hours));
      expect(report.differences[0]).to.contain("return24 of BTC");
      expect(report.differences.length > 1).to.equal(true);
    });
  }

  it("excepts the hour of a bad tick, which only the next hour reveals, and no other hour", async () => {
    const prices = aPriceTable(HOURS);
    const link = prices.closes.get("LINK")!;
    link[1_300] = link[1_299]! * 2;
    link[1_301] = link[1_299]!;
    expect((await findLeaks(prices, PANEL, 1_300, models)).differences).to.deep.equal([]);
    const after = await findLeaks(prices, PANEL, 1_301, models);
    expect(after.differences).to.deep.equal([]);
  });
});
