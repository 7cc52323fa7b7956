import { expect } from "chai";
import { highestAhead, sustained } from "../../../scripts/monitors/outcomes.ts";
import { seededRandom } from "../../committee/features/synthetic.ts";

describe("highestAhead", () => {
  it("is the highest of the next hours, this hour left out, and unknown where the horizon is not whole", () => {
    const values = Float64Array.from([9, 1, 5, 2, 3, 4]);
    expect([...highestAhead(values, 2)]).to.deep.equal([5, 5, 3, 4, NaN, NaN]);
  });

  it("is unknown where fewer than nine tenths of the horizon were observed", () => {
    const values = new Float64Array(40).fill(1);
    values[10] = NaN;
    values[11] = 7;
    const one = highestAhead(values, 10);
    expect(one[5]).to.equal(7);
    values[12] = NaN;
    expect(highestAhead(values, 10)[5]).to.satisfy(Number.isNaN);
  });

  it("reads nothing beyond its horizon: deleting later values changes nothing before", () => {
    const random = seededRandom(5);
    const values = Float64Array.from({ length: 300 }, () => (random() < 0.03 ? NaN : random()));
    const whole = highestAhead(values, 24);
    const cut = highestAhead(values.slice(0, 200), 24);
    expect([...cut.slice(0, 176)]).to.deep.equal([...whole.slice(0, 176)]);
    expect(cut.slice(176).every(Number.isNaN)).to.equal(true);
  });
});

describe("sustained", () => {
  it("is the lower of two hours, bridges two missing ones, and does not count a lone tick", () => {
    const values = Float64Array.from([0, 300, 0, 250, 260, NaN, NaN, 270, NaN, NaN, NaN, 280]);
    const lasting = [...sustained(values)].map((value) => (Number.isNaN(value) ? null : value));
    expect(lasting).to.deep.equal([null, 0, 0, 0, 250, null, null, 260, null, null, null, null]);
  });
});
