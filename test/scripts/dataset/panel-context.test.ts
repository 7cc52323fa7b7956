import { expect } from "chai";
import { panelRows } from "../../../scripts/dataset/panel-context.ts";
import type { PriceTable } from "../../../scripts/dataset/prices.ts";
import { FIRST_HOUR, seededRandom } from "../../committee/features/synthetic.ts";

const SYMBOLS = ["BTC", "ETH", "A", "B", "C", "D"];
const HOURS = 900;
const TICK_AT = 760;

/** Seeded closes with holes, falls by half that last, and one lone tick; `until` cuts the hours after it. */
function prices(until: number): PriceTable {
  const random = seededRandom(17);
  const levels = SYMBOLS.map(() => 100);
  const columns: (number | null)[][] = SYMBOLS.map(() => []);
  for (let i = 0; i < HOURS; i++) {
    const market = random() - 0.5;
    columns.forEach((column, a) => {
      const fall = random() < 0.004 ? 0.5 : 1;
      levels[a] = levels[a]! * fall * Math.exp(0.02 * (market + random() - 0.5));
      const missing = random() < 0.01;
      const tick = a === 2 && i === TICK_AT ? 3 : 1;
      column.push(i > until || missing ? null : levels[a] * tick);
    });
  }
  const closes = new Map(SYMBOLS.map((symbol, a) => [symbol, columns[a]!]));
  return { firstHour: FIRST_HOUR, hours: HOURS, closes, absentRows: 0 };
}

/** Rows by hour, one an asset. */
function rows(table: PriceTable): number[][][] {
  const byHour: number[][][] = Array.from({ length: HOURS }, () => []);
  for (const { hour, values } of panelRows(table, SYMBOLS)) byHour[hour]!.push([...values]);
  return byHour;
}

describe("panel context", () => {
  const whole = rows(prices(Infinity));
  const cuts = [200, 601, TICK_AT, 761, 873];

  it("is the same at and before an hour when everything after it is deleted", () => {
    expect(whole.filter((hour) => hour.every((row) => row[0] === 0)).length).to.be.greaterThan(100);
    for (const cut of cuts) {
      rows(prices(cut))
        .slice(0, cut + 1)
        .forEach((hour, i) => {
          expect(hour, `hour ${i} with closes up to hour ${cut}`).to.deep.equal(whole[i]);
        });
    }
  });

  it("catches a table that looks ahead: closes known an hour early change when their future goes", () => {
    const early = (until: number): number[][][] => {
      const table = prices(until);
      const closes = new Map(
        [...table.closes].map(([symbol, column]) => [symbol, [...column.slice(1), null]]),
      );
      return rows({ ...table, closes }).slice(0, until + 1);
    };
    expect(early(601)).to.not.deep.equal(early(Infinity).slice(0, 602));
  });

  it("calls the hour of a jump missing, and the next one known", () => {
    const asset = 2;
    expect(whole[TICK_AT - 1]![asset]![0]).to.equal(0);
    expect(whole[TICK_AT]![asset]!.slice(0, 2)).to.deep.equal([1, 1]);
    expect(whole[TICK_AT + 1]![asset]![0]).to.equal(0);
  });
});
