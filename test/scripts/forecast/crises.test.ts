import { expect } from "chai";
import { findCrises, knownCrises, marketIndex } from "../../../scripts/forecast/crises.ts";
import { expectNearly } from "../../fixtures/nearly.ts";
import { aPriceHistory, closesWith, START } from "../evaluate/aSample.ts";

const HOURS = 1_000;

describe("marketIndex", () => {
  it("is the mean of bitcoin's and ether's log closes, carried over a gap of a day", () => {
    const holed = closesWith(HOURS).map((price, h) => (h >= 100 && h < 150 ? NaN : price));
    const index = marketIndex(aPriceHistory(closesWith(HOURS), holed, closesWith(HOURS, [0, HOURS, 50])));
    expectNearly(index[0], Math.log(100));
    expectNearly(index[123], Math.log(100));
    expect(index[130]).to.be.NaN;
  });
});

describe("findCrises", () => {
  const history = aPriceHistory(
    closesWith(HOURS, [200, 210, 13], [205, 210, 4], [400, 420, 20], [460, 470, 14], [700, 710, 11]),
  );

  it("takes falls of 12 % below the 72 h high, merges what lies within 72 h, finds the deepest hour", () => {
    const found = findCrises(history, marketIndex(history), []);
    expect(found.map(({ first, last, trough }) => [first, last, trough])).to.deep.equal([
      [200, 209, 205],
      [400, 469, 400],
    ]);
    expectNearly(found[0]!.depth, 0.17);
    expect(found[1]!.troughAt).to.equal(START + 400 * 3600);
  });

  it("names a crisis by the dates that hold its trough, else by its day", () => {
    const day = (h: number): string => new Date((START + h * 3600) * 1000).toISOString().slice(0, 10);
    const names = [{ name: "the-first", from: day(200), to: day(230) }];
    const found = findCrises(history, marketIndex(history), names);
    expect(found.map(({ name }) => name)).to.deep.equal(["the-first", day(400)]);
  });
});

describe("knownCrises", () => {
  it("names each crisis that a member withheld once, in time", () => {
    const range = (name: string, month: number) => ({
      name,
      from: `2020-0${month}-01`,
      to: `2020-0${month}-09`,
    });
    const manifests = [[range("b", 5)], [range("a", 3), range("b", 5)]].map((withheld) => ({
      trained: { withheld },
    }));
    expect(knownCrises(manifests)).to.deep.equal([range("a", 3), range("b", 5)]);
  });
});
