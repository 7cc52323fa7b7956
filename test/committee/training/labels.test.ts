import { expect } from "chai";
import { repairSeries } from "../../../scripts/dataset/faults.ts";
import { labelSeries } from "../../../scripts/dataset/labels.ts";
import { syntheticPath } from "../features/synthetic.ts";
import { expectNearly } from "../../fixtures/nearly.ts";

const closes = syntheticPath({ seed: 31, hours: 200 }).map((sample) => sample.closes["ETH"]!);

describe("labelSeries", () => {
  it("is the lowest close of the next 24 and 72 hours over the close now", () => {
    labelSeries(closes).forEach((label, i) => {
      for (const [value, horizon] of [
        [label.min24, 24],
        [label.min72, 72],
      ] as const) {
        const ahead = closes.slice(i + 1, i + 1 + horizon);
        if (ahead.length < horizon) expect(value).to.equal(null);
        else expectNearly(value, Math.log(Math.min(...ahead) / closes[i]!), 1e-12);
      }
    });
  });

  it("is null wherever the hour or any hour of the horizon is missing, and nowhere else", () => {
    const hole = 100;
    const labels = labelSeries(closes.map((close, i) => (i === hole ? null : close)));
    labels.forEach((label, i) => {
      const touched = (horizon: number): boolean =>
        (i <= hole && hole <= i + horizon) || i + horizon >= closes.length;
      expect(label.min24 === null, `hour ${i}`).to.equal(touched(24));
      expect(label.min72 === null, `hour ${i}`).to.equal(touched(72));
      expect(label.logVariance24 === null, `hour ${i}`).to.equal(touched(24));
      expect(label.logReturn1 === null, `hour ${i}`).to.equal(i === 0 || i === hole || i === hole + 1);
    });
  });

  it("reads nothing beyond the horizon and nothing before the hour", () => {
    const changed = closes.map((close, i) => (i < 50 || i > 50 + 72 ? close * 3 : close));
    const { min24, min72, logVariance24 } = labelSeries(closes)[50]!;
    const again = labelSeries(changed)[50]!;
    expect([again.min24, again.min72, again.logVariance24]).to.deep.equal([min24, min72, logVariance24]);
  });
});

describe("repairSeries", () => {
  it("takes a lone spike out and says which", () => {
    const series = [...closes.slice(0, 10), closes[9]! * 2, closes[9]!, ...closes.slice(10, 20)];
    const faults = repairSeries(series, 7_200);
    expect(faults.badTicks).to.deep.equal([{ hour: 7_200 + 10 * 3600, close: closes[9]! * 2 }]);
    expect(series[10]).to.equal(null);
  });

  it("leaves a crash that stays where it is", () => {
    const series = [100, 100, 55, 54, 56, 55];
    expect(repairSeries(series, 0).badTicks).to.deep.equal([]);
    expect(series).to.deep.equal([100, 100, 55, 54, 56, 55]);
  });

  it("counts the hours missing between the first and the last price", () => {
    const faults = repairSeries([null, 1, null, null, 1, null, 1, null], 0);
    expect([faults.missingHours, faults.longestGapHours]).to.deep.equal([3, 2]);
  });
});
