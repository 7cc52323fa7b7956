import { expect } from "chai";
import { committeeFor } from "../../../scripts/backtest/backtest.ts";
import { crisesByRule, namedCrises } from "../../../scripts/backtest/crises.ts";
import { BacktestError } from "../../../scripts/backtest/errors.ts";
import { readOptions } from "../../../scripts/backtest/options.ts";
import { LEAD_IN_DAYS, windowOf } from "../../../scripts/backtest/window.ts";
import { readForecasters } from "../../../scripts/forecast/forecasters.ts";
import type { Forecaster } from "../../../scripts/forecast/forecasters.ts";
import { CRASH, aCrashHistory } from "../../fixtures/crashHistory.ts";
import { aPriceHistory, closesWith, START } from "../evaluate/aSample.ts";

const HOUR = 3_600;

const history = aCrashHistory();
const at = (hour: number): number => CRASH.start + hour * HOUR;
const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof BacktestError) return error.code;
    throw error;
  }
  return "nothing was thrown";
};

describe("crisesByRule", () => {
  it("finds the fall, from two days before it to three days after its last hour", () => {
    const [crisis, ...others] = crisesByRule(history, CRASH.start);
    expect(others).to.deep.equal([]);
    // The day of the trough, half a day after the fall.
    expect(crisis?.name).to.equal("2024-04-19");
    expect(crisis?.from).to.equal(at(CRASH.at - 48));
    // The high of 72 h holds for the fall's first 71 hours.
    expect(crisis?.to).to.equal(at(CRASH.at + 70 + 72));
  });

  it("takes only falls that begin where it is told to look, not one that is under way", () => {
    expect(crisesByRule(history, at(CRASH.at))).to.have.length(1);
    expect(crisesByRule(history, at(CRASH.at + 1))).to.deep.equal([]);
  });

  it("plays two falls whose dates overlap as one, and two that do not apart", () => {
    const falls = (second: number) =>
      aPriceHistory(closesWith(1_000, [300, 310, 20], [second, second + 10, 20]));
    const [both, ...none] = crisesByRule(falls(420), 0);
    expect(none).to.deep.equal([]);
    expect([both?.from, both?.to]).to.deep.equal([300 - 48, 429 + 72].map((hour) => START + hour * HOUR));
    expect(crisesByRule(falls(429), 0)).to.have.length(2);
  });
});

describe("windowOf", () => {
  const [crisis] = crisesByRule(history, CRASH.start);
  const window = windowOf(history, crisis!);

  it("starts ninety days before the crisis and ends with it", () => {
    expect(window.crisisHour).to.equal(LEAD_IN_DAYS * 24);
    expect(window.path.hours[window.path.from + window.crisisHour]).to.equal(crisis!.from);
    expect(window.hours).to.equal(window.path.to - window.path.from + 1);
    expect(window.path.hours.at(-1)).to.equal(crisis!.to - HOUR);
  });

  it("counts as calm the lead-in's hours, but for those of an earlier crisis", () => {
    expect(window.calm.reduce((sum, hour) => sum + hour, 0)).to.equal(LEAD_IN_DAYS * 24);
    expect(window.calm.lastIndexOf(1)).to.equal(window.crisisHour - 1);
    const later = { ...crisis!, from: at(CRASH.at + 240), to: at(CRASH.at + 300) };
    const { calm, firstIndex, crisisHour } = windowOf(history, later);
    // The high of 72 h holds for the fall's first 71 hours.
    const fall = CRASH.at - firstIndex;
    expect([...calm].flatMap((one, hour) => (one === 0 && hour < crisisHour ? hour : []))).to.deep.equal(
      Array.from({ length: 71 }, (_, i) => fall + i),
    );
  });

  it("keeps the last price through an outage", () => {
    const index = window.path.hours.indexOf(at(CRASH.outage));
    expect(window.path.usd.WETH[index]).to.equal(window.path.usd.WETH[index - 1]);
  });

  it("lends nothing against a collateral without a price at the start", () => {
    expect(window.assets).to.deep.equal(["WETH", "WBTC"]);
    expect(window.economy.book.collateralShares).to.deep.include({ LINK: 0, wstETH: 0 });
  });

  it("takes depth and habits from the scenario that lies closest in time", () => {
    expect(window.economyOf).to.equal("calm");
  });

  it("refuses a crisis whose lead-in the data do not hold", () => {
    const early = { ...crisis!, from: at(30 * 24) };
    expect(codeOf(() => windowOf(history, early))).to.equal("BACKTEST_NO_PRICES");
  });
});

describe("committeeFor", () => {
  const models = readForecasters().filter(({ kind }) => kind === "member");
  const named = namedCrises(models.map(({ manifest }) => manifest));
  const idsOf = (members: readonly Forecaster[]): string[] => members.map(({ id }) => id);

  it("takes the members that withheld a named crisis, and only them", () => {
    expect(named.length > 5).to.equal(true);
    for (const crisis of named) {
      const { members, inSample } = committeeFor(crisis, models);
      const withheld = models.filter(({ manifest }) =>
        manifest.trained.withheld.some(({ name }) => name === crisis.name),
      );
      expect(idsOf(members)).to.deep.equal(idsOf(withheld));
      expect(inSample).to.equal(false);
    }
  });

  it("takes all after the training's end, and says where all saw a crisis", () => {
    const later = {
      name: "later",
      from: Date.UTC(2030, 0, 1) / 1_000,
      to: Infinity,
      foundBy: "rule" as const,
    };
    expect(committeeFor(later, models)).to.deep.include({ inSample: false });
    expect(committeeFor(later, models).members).to.have.length(models.length);
    const unknown = { ...later, name: "unknown", from: Date.UTC(2019, 5, 1) / 1_000 };
    expect(committeeFor(unknown, models)).to.deep.include({ inSample: true });
  });
});

describe("readOptions", () => {
  it("reads dates as their first second", () => {
    expect(readOptions(["--data", "d", "--from", "2020-03-01", "--draws", "2", "--json"])).to.deep.equal({
      ...{ data: "d", from: Date.UTC(2020, 2, 1) / 1_000, to: Date.UTC(9999, 11, 31) / 1_000 },
      ...{ draws: 2, replays: false, json: true, markdown: false },
    });
  });

  for (const [what, args] of [
    ["no folder", []],
    ["a date that is none", ["--data", "d", "--from", "2021-02-30"]],
    ["dates the wrong way round", ["--data", "d", "--from", "2022-01-01", "--to", "2021-01-01"]],
    ["no draws", ["--data", "d", "--draws", "0"]],
    ["an unknown option", ["--data", "d", "--fast"]],
  ] as const) {
    it(`refuses ${what} with the usage`, () => {
      expect(() => readOptions(args)).to.throw(BacktestError, "usage: npm run backtest");
    });
  }
});
